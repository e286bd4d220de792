"""Where an activity with confirmed results is filed: who reported them moves them to no other figure alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, ResultState, Session, SessionResult, Step
from activities.permissions import can_review_activity
from activities.services.steps import take_step
from core.errors import Conflict
from core.outbox import record

# What figures are told apart by: of the activity, of its belongings, and of each session.
OF_ACTIVITY = ("unit_id", "form", "setting", "topics", "joint_action", "online")
BELONGINGS = ("co_units", "campaigns", "tasks")
OF_SESSION = ("pk", "starts_at", "ends_at", "venue_id", "county_id", "zone_id", "rural")


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an activity stands in the figures."""

    own: tuple[Any, ...]
    belongings: tuple[frozenset[int], ...]
    sessions: frozenset[tuple[Any, ...]]


def filing_of(activity: Activity) -> Filing | None:
    """How an activity is filed; None where nothing of it is confirmed, so that everything may still be put right."""
    if not SessionResult.objects.filter(session__activity=activity.pk, state=ResultState.CONFIRMED).exists():
        return None
    row = Activity.objects.filter(pk=activity.pk).values_list(*OF_ACTIVITY).get()
    own = tuple(tuple(sorted(value)) if isinstance(value, list) else value for value in row)
    belongings = tuple(frozenset(getattr(activity, name).values_list("pk", flat=True)) for name in BELONGINGS)
    sessions = frozenset(Session.objects.filter(activity=activity.pk, cancelled_at=None).values_list(*OF_SESSION))
    return Filing(own, belongings, sessions)


def keep_filing(before: Filing | None, activity: Activity, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Let a reviewer alone file otherwise what is confirmed, written down and told to the organizers.

    To be called after the change, which the caller's transaction takes back. Raises Conflict.
    """
    if before is None or filing_of(activity) == before:
        return
    if not can_review_activity(by, activity):
        sentence = _(
            "结果已经确认：单位、形式、场所、主题、品牌、任务、地点、城乡和时间会改动统计，要由县区或领导小组办公室来改，"
            "或请他们先退回结果。别的内容可以照常修改。"
        )
        raise Conflict("results_confirmed", sentence)
    step = take_step(activity, Step.REFILED, by=by, now=now, reason=reason)
    record("activity.refiled", activity=activity.pk, step=step.pk)
