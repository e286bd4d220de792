from volunteers.models.certificate import Certificate, CertificateRequest
from volunteers.models.position import Application, ApplicationState, OpenTo, Position
from volunteers.models.service import ServiceKind, ServiceRecord, ServiceState, ServiceStep, SignEvent, SignKind
from volunteers.models.team import Team, TeamMember, TeamMemberState
from volunteers.models.volunteer import IdType, Volunteer

__all__ = [
    "Application",
    "ApplicationState",
    "Certificate",
    "CertificateRequest",
    "IdType",
    "OpenTo",
    "Position",
    "ServiceKind",
    "ServiceRecord",
    "ServiceState",
    "ServiceStep",
    "SignEvent",
    "SignKind",
    "Team",
    "TeamMember",
    "TeamMemberState",
    "Volunteer",
]
