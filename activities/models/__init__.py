from activities.models.activity import PUBLIC, Activity, ActivityStatus
from activities.models.plan import Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.models.session import Session

__all__ = [
    "PUBLIC",
    "Activity",
    "ActivityStatus",
    "Campaign",
    "Part",
    "PlanYear",
    "Project",
    "Session",
    "Task",
    "TaskUnit",
]
