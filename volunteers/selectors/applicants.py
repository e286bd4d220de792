"""Positions and applicants as an activity's keepers see them: names whole, since they decide on people."""

from typing import Any

from django.db.models import Count, Prefetch, Q

from activities.models import Activity
from activities.wording import when_text
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import Correction, CorrectionState, Position, ServiceRecord
from volunteers.models.service import ServiceState
from volunteers.rules import Odd
from volunteers.selectors.hours import Hours, totals_by
from volunteers.selectors.teams import shown_name

MOST = 1000
FIRST = {"objected": 0, "recorded": 1, "open": 2, "confirmed": 3, "final": 4, "rejected": 5, "reversed": 6}


def positions_of(activity: Activity) -> list[dict[str, Any]]:
    """An activity's positions with how many wait for a decision."""
    rows = Position.objects.with_session().filter(session__activity=activity).order_by("starts_at", "pk")
    rows = rows.annotate(
        applied=Count("applications", filter=Q(applications__state="applied"), distinct=True),
        waiting=Count("applications", filter=Q(applications__state="waiting"), distinct=True),
        hours=Count(
            "applications__services",
            filter=Q(applications__services__state__in=["recorded", "objected"]),
            distinct=True,
        ),
    )
    return [{"position": row, "when": when_text(row.starts_at, row.ends_at)} for row in rows[:MOST]]


def applicants_of(position: Position) -> list[dict[str, Any]]:
    """Who has applied, those to be decided on first; with what they can and have served."""
    rows = list(position.applications.select_related("volunteer__county").order_by("applied_at", "pk")[:MOST])
    order = {"applied": 0, "waiting": 1, "invited": 2, "accepted": 3}
    rows.sort(key=lambda row: order.get(row.state, 9))
    served = totals_by(ServiceRecord.objects.filter(volunteer__in=[row.volunteer_id for row in rows]), "volunteer")
    known = words()
    return [
        {
            "application": row,
            "name": shown_name(row.volunteer, whole=True),
            "skills": [known.term(Vocabulary.VOLUNTEER_SKILL, skill) for skill in row.volunteer.skills],
            "hours": served.get((row.volunteer_id,), Hours()),
            "is_open": row.state in {"applied", "waiting", "invited", "accepted"},
        }
        for row in rows
    ]


def services_of(position: Position) -> list[dict[str, Any]]:
    """Records of service: what waits first, and of that the odd ones on top."""
    rows = list(
        ServiceRecord.objects.filter(application__position=position)
        .select_related("volunteer", "application__position__session__activity__unit", "proposed_by", "confirmed_by")
        .prefetch_related("steps", "feedback", waiting_corrections())[:MOST]
    )
    rows.sort(
        key=lambda row: (
            correction_of(row)["correction"] is None,
            FIRST[row.state],
            -_oddity(row),
            row.starts_at,
            row.pk,
        )
    )
    gone = {row.replaces_id for row in rows}
    return [
        {
            "service": row,
            "name": shown_name(row.volunteer, whole=True),
            "when": when_text(row.starts_at, row.ends_at) if row.ends_at else "",
            "odd": [Odd(flag).label for flag in row.flags if flag in set(Odd)],
            "objection": next((s.reason for s in reversed(row.steps.all()) if s.state == ServiceState.OBJECTED), ""),
            **feedback_of(row),
            "can_correct": row.ends_at is not None and row.pk not in gone,
            **correction_of(row),
        }
        for row in rows
    ]


def _urgency(row: ServiceRecord) -> tuple[Any, ...]:
    waits = correction_of(row)["correction"] is not None
    return (not waits, FIRST[row.state], -_oddity(row), row.starts_at, row.pk)


def waiting_corrections() -> Prefetch:
    """With each record the correction that waits to be confirmed, if any, as `waiting`."""
    rows = Correction.objects.filter(state=CorrectionState.PROPOSED).select_related("proposed_by")
    return Prefetch("corrections", rows, to_attr="waiting")


def correction_of(row: ServiceRecord) -> dict[str, Any]:
    """The correction that waits, and when it would say that the service was."""
    made: Correction | None = next(iter(getattr(row, "waiting", ())), None)
    if made is None:
        return {"correction": None, "correction_when": ""}
    made.service = row
    return {"correction": made, "correction_when": correction_when(made)}


def correction_when(made: Correction) -> str:
    """When a correction says that the service was; empty for an annulment."""
    return when_text(made.starts_at, made.ends_at) if made.starts_at and made.ends_at else ""


def _oddity(row: ServiceRecord) -> int:
    return len([flag for flag in row.flags if flag != Odd.BY_SCREEN])


def feedback_of(row: ServiceRecord) -> dict[str, Any]:
    """What each side has said of a service; the rows are fetched already."""
    said = {one.by_volunteer: one for one in row.feedback.all()}
    return {"from_volunteer": said.get(True), "from_organizer": said.get(False)}


def accepted_in(position: Position) -> list[dict[str, Any]]:
    """Who serves in a position, for its team's leader."""
    rows = position.applications.filter(state="accepted").select_related("volunteer").order_by("pk")
    return [{"application": row, "name": shown_name(row.volunteer, whole=True)} for row in rows[:MOST]]
