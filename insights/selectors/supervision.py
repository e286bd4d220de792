"""What else an office asks after: reviews that wait, tasks without activities, members that did nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Unit
from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus, Session, Task
from core.clock import city_day
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.pivot import Number, Question, told
from insights.selectors.reporting import in_year


def reviews_overdue(actor: Actor, now: datetime) -> QuerySet[Activity]:
    """Activities handed in more than REVIEW_ESCALATION_DAYS ago and not decided on, the oldest first."""
    limit = now - timedelta(days=settings.REVIEW_ESCALATION_DAYS)
    rows = Activity.objects.reviewed_by(actor).filter(status=ActivityStatus.SUBMITTED, submitted_at__lte=limit)
    return rows.select_related("unit").order_by("submitted_at", "pk")


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task of the plan with who leads it, and what was held for it."""

    task: Task
    leads: list[str]
    activities: Number
    has_begun: bool


def tasks_standing(year: int, now: datetime) -> list[TaskStanding]:
    """The tasks of a year in the plan's order, with the activities held for them."""
    asked = Question(FIGURES["activities"], date(year, 1, 1), date(year, 12, 31))
    held = {key: n for (key, _none), n in told(asked, now, DIMENSIONS["task"], None).items()}
    rows = Task.objects.filter(project__plan=year).select_related("project").prefetch_related("units__unit")
    return [
        TaskStanding(
            task=task,
            leads=[part.unit.name for part in task.units.all() if part.part == "lead"],
            activities=held.get(str(task.pk), 0),
            has_begun=task.starts_on <= city_day(now),
        )
        for task in rows.order_by("project__number", "number")
    ]


def members_without_activity(year: int, now: datetime) -> list[Unit]:
    """Member units of the year's last day (or today) that held no activity and were beside none."""
    day = min(date(year, 12, 31), city_day(now))
    sessions = in_year(Session.objects.counting(now), year).order_by()
    beside = Activity.co_units.through.objects.filter(activity__in=sessions.values("activity"))
    busy = {
        *sessions.values_list("activity__unit", flat=True).distinct(),
        *beside.values_list("unit", flat=True).distinct(),
    }
    return [unit for unit in Unit.objects.members_on(day).order_by("name") if unit.pk not in busy]
