from activities.models.activity import PUBLIC, Activity, ActivityStatus
from activities.models.plan import Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.models.registration import AgeBand, Registration, RegistrationState
from activities.models.session import Session

__all__ = [
    "PUBLIC",
    "Activity",
    "ActivityStatus",
    "AgeBand",
    "Campaign",
    "Part",
    "PlanYear",
    "Project",
    "Registration",
    "RegistrationState",
    "Session",
    "Task",
    "TaskUnit",
]
