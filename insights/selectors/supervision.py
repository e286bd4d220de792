"""Who is behind on what: missing reports, reviews that wait, numbers that look odd, tasks without activities."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from accounts.models import Membership, Notice, Role, Unit
from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus, Session, Task
from activities.models.session import COUNTS
from activities.results import ROUND
from activities.selectors.results import days_late, unreported
from core.clock import city_day, day_start
from core.sql import fetch
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.pivot import Number, Question, told
from insights.sources import OF_ACTIVITIES

MOST = 200
FAR_ABOVE = 5  # times what is usual for the unit


@dataclass(frozen=True, slots=True)
class UnitBehind:
    """A unit with sessions that were held and not reported: how many, how late the oldest is, when reminded last."""

    unit: Unit
    sessions: int
    days_late: int
    has_organizer: bool
    reminded_at: datetime | None


def units_behind(actor: Actor, year: int, now: datetime) -> list[UnitBehind]:
    """Units of an actor's counties, or all, that have not reported sessions of a year, the most sessions first."""
    rows = _of_year(unreported(actor, now), year).order_by()
    found = rows.values("activity__unit").annotate(n=Count("pk"), oldest=Min("ends_at")).order_by("-n", "oldest")
    lines = list(found[:MOST])
    units = Unit.objects.in_bulk([row["activity__unit"] for row in lines])
    held = Membership.objects.on(city_day(now)).filter(role=Role.ORGANIZER, user__is_active=True)
    with_people = set(held.values_list("unit", flat=True))
    reminded = _reminded([row["activity__unit"] for row in lines], year)
    return [
        UnitBehind(
            unit=units[row["activity__unit"]],
            sessions=row["n"],
            days_late=(city_day(now) - city_day(row["oldest"])).days,
            has_organizer=row["activity__unit"] in with_people,
            reminded_at=reminded.get(row["activity__unit"]),
        )
        for row in lines
    ]


def _of_year(sessions: QuerySet[Session], year: int) -> QuerySet[Session]:
    first, after = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    return sessions.filter(starts_at__gte=first, starts_at__lt=after)


def reminder_key(unit_id: int, year: int, day: date) -> str:
    """What makes a reminder of the offices once a day."""
    return f"supervision-{year}-{unit_id}-{day:%Y%m%d}"


def _reminded(unit_ids: list[int], year: int) -> dict[int, datetime]:
    """When the people of units were last reminded by an office."""
    last: dict[int, datetime] = {}
    wanted = set(unit_ids)
    rows = Notice.objects.filter(key__startswith=f"supervision-{year}-").order_by("-created_at")
    for key, at in rows.values_list("key", "created_at")[:10_000]:
        unit = int(key.split("-")[2])
        if unit in wanted:
            last.setdefault(unit, at)
    return last


def reviews_overdue(actor: Actor, now: datetime) -> list[Activity]:
    """Activities handed in more than REVIEW_ESCALATION_DAYS ago and not decided on, the oldest first."""
    limit = now - timedelta(days=settings.REVIEW_ESCALATION_DAYS)
    rows = Activity.objects.reviewed_by(actor).filter(status=ActivityStatus.SUBMITTED, submitted_at__lte=limit)
    return list(rows.select_related("unit").order_by("submitted_at")[:MOST])


def late_sessions(actor: Actor, year: int, now: datetime) -> list[dict[str, Any]]:
    """The sessions not reported longest, for the list below the units."""
    rows = list(_of_year(unreported(actor, now), year)[:50])
    return [{"session": row, "days": days_late(row, now)} for row in rows]


@dataclass(frozen=True, slots=True)
class Odd:
    """A session whose reported number wants a second look, and why."""

    session: Session
    n: int
    is_round: bool
    is_above_capacity: bool
    is_far_above: bool


# The usual of a unit is the median of its reported sessions; three are needed to speak of one.
ODD = f"""
    WITH counted AS (
        SELECT result.session_id, activity.unit_id, session.capacity, sum(head.people) AS n,
            bool_or(head.people >= %(round)s AND head.people %% %(round)s = 0) AS is_round
        FROM activities_sessionresult result
        JOIN activities_headcount head ON head.result_id = result.session_id AND NOT head.online
        JOIN activities_session session ON session.id = result.session_id
        {OF_ACTIVITIES}
        WHERE {COUNTS} AND result.state <> 'sent_back'
          AND session.starts_at >= %(first)s AND session.starts_at < %(after)s
          AND (%(all)s OR unit.county_code <> '' AND unit.county_code = ANY (%(counties)s))
        GROUP BY 1, 2, 3
    ), usual AS (
        SELECT unit_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS n FROM counted
        GROUP BY 1 HAVING count(*) >= 3
    )
    SELECT session_id, n, is_round, coalesce(n > capacity, false), coalesce(n > %(far)s * usual_n, false)
    FROM (SELECT counted.*, usual.n AS usual_n FROM counted LEFT JOIN usual USING (unit_id)) told
    WHERE is_round OR n > capacity OR n > %(far)s * usual_n
    ORDER BY n DESC, session_id LIMIT 100"""


def odd_numbers(actor: Actor, year: int, now: datetime) -> list[Odd]:
    """Sessions whose head counts are round, above the places, or far above the unit's usual; the largest first."""
    values = {
        "round": ROUND * 5,
        "far": FAR_ABOVE,
        "now": now,
        "first": day_start(date(year, 1, 1)),
        "after": day_start(date(year + 1, 1, 1)),
        "all": actor.sees_all,
        "counties": sorted(actor.reviewer_of_counties),
    }
    rows = fetch(ODD, values)
    known = Session.objects.select_related("activity__unit").in_bulk([row[0] for row in rows])
    return [Odd(known[key], int(n), *why) for key, n, *why in rows]


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
    sessions = _of_year(Session.objects.counting(now), year).order_by()
    beside = Activity.co_units.through.objects.filter(activity__in=sessions.values("activity"))
    busy = {
        *sessions.values_list("activity__unit", flat=True).distinct(),
        *beside.values_list("unit", flat=True).distinct(),
    }
    return [unit for unit in Unit.objects.members_on(day).order_by("name") if unit.pk not in busy]
