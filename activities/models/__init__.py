from activities.models.access import AccessKind, PersonalDataAccess
from activities.models.activity import PUBLIC, Activity, ActivityStatus
from activities.models.checkin import CheckIn, Method, QuarantinedEntry, QuarantineState, RepeatedEntry
from activities.models.device import PairingCode, ScannerDevice
from activities.models.member import CalendarKey, MiniProgramUser
from activities.models.message import Announcement, Channel, Message, MessageKind, MessageState
from activities.models.plan import Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.models.registration import AgeBand, Registration, RegistrationState
from activities.models.result import HeadCount, ResultPhoto, ResultState, SessionResult
from activities.models.session import Session
from activities.models.step import ActivityStep, Step

__all__ = [
    "PUBLIC",
    "AccessKind",
    "Activity",
    "ActivityStatus",
    "ActivityStep",
    "AgeBand",
    "Announcement",
    "CalendarKey",
    "Campaign",
    "Channel",
    "CheckIn",
    "HeadCount",
    "Message",
    "MessageKind",
    "MessageState",
    "Method",
    "MiniProgramUser",
    "PairingCode",
    "Part",
    "PersonalDataAccess",
    "PlanYear",
    "Project",
    "QuarantineState",
    "QuarantinedEntry",
    "Registration",
    "RegistrationState",
    "RepeatedEntry",
    "ResultPhoto",
    "ResultState",
    "ScannerDevice",
    "Session",
    "SessionResult",
    "Step",
    "Task",
    "TaskUnit",
]
