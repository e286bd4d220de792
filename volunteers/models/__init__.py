from volunteers.models.callup import CallUp, CallUpAnswer
from volunteers.models.certificate import Certificate, CertificateBatch, CertificateRequest, RecordExport
from volunteers.models.correction import CertifiedService, Correction, CorrectionState
from volunteers.models.feedback import Feedback
from volunteers.models.officer import InformationOfficer
from volunteers.models.position import Application, ApplicationState, OpenTo, Position
from volunteers.models.service import ServiceKind, ServiceRecord, ServiceState, ServiceStep, SignEvent, SignKind
from volunteers.models.team import Team, TeamAnnouncement, TeamMember, TeamMemberState
from volunteers.models.training import Attendance, Course
from volunteers.models.volunteer import IdType, Volunteer

__all__ = [
    "Application",
    "ApplicationState",
    "Attendance",
    "CallUp",
    "CallUpAnswer",
    "Certificate",
    "CertificateBatch",
    "CertificateRequest",
    "CertifiedService",
    "Correction",
    "CorrectionState",
    "Course",
    "Feedback",
    "IdType",
    "InformationOfficer",
    "OpenTo",
    "Position",
    "RecordExport",
    "ServiceKind",
    "ServiceRecord",
    "ServiceState",
    "ServiceStep",
    "SignEvent",
    "SignKind",
    "Team",
    "TeamAnnouncement",
    "TeamMember",
    "TeamMemberState",
    "Volunteer",
]
