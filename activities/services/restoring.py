"""Taking back that something was called off, in the few minutes before anybody is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus, Session, Step
from activities.services.activities import locked_activity
from activities.services.searching import index_activities
from activities.services.steps import take_step
from activities.services.workflow import session_of_published
from activities.standing import can_be_restored
from core.errors import Conflict
from core.outbox import take_back


@transaction.atomic
def restore_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """Publish a cancelled activity again, as if nothing had been. Raises Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.PUBLISHED:
        return activity
    last = activity.steps.filter(step=Step.CANCELLED).order_by("-pk").first()
    if activity.status != ActivityStatus.CANCELLED or last is None:
        raise Conflict("not_cancelled", _("这个活动没有取消。"))
    _only_in_time(last.at, now)
    take_back("activity.cancelled", activity=activity.pk, version=activity.version)
    activity.status, activity.cancel_reason = ActivityStatus.PUBLISHED, ""
    activity.version += 1
    activity.updated_at = now
    activity.save()
    take_step(activity, Step.RESTORED, by=by, now=now)
    index_activities([activity.pk], now)
    return activity


@transaction.atomic
def restore_session(*, session_id: int, by: Actor, now: datetime) -> Session:
    """Let a cancelled session take place again. Raises Conflict, NotFound."""
    activity, session = session_of_published(session_id, by)
    if session.cancelled_at is None:
        return session
    _only_in_time(session.cancelled_at, now)
    take_back("session.cancelled", session=session.pk)
    session.cancelled_at, session.cancel_reason = None, ""
    session.save()
    take_step(activity, Step.RESTORED, by=by, now=now, session=session)
    index_activities([activity.pk], now)
    return session


def _only_in_time(at: datetime, now: datetime) -> None:
    if not can_be_restored(at, now):
        raise Conflict("told_already", _("已经开始通知，不能再撤回。"))
