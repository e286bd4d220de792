"""An activity's way to the public: submitted, returned, published, cancelled; and single sessions cancelled."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus, Session
from activities.permissions import can_publish_activity, can_review_activity
from activities.rules import what_is_wrong
from activities.selectors.facts import facts_of
from activities.selectors.vocabulary import known_words
from activities.services.activities import locked_activity
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.outbox import record

LONGEST_REASON = 500


def _only_from(activity: Activity, *statuses: ActivityStatus) -> None:
    if activity.status not in statuses:
        sentence = _("这个活动现在是“%(status)s”，不能这样办理。请刷新页面看最新情况。")
        label = ActivityStatus(activity.status).label
        raise Conflict("activity_moved_on", sentence % {"status": label}, status=activity.status)


def _only_complete(activity: Activity) -> None:
    wrong = what_is_wrong(facts_of(activity), known_words(), complete=True)
    if wrong:
        raise Invalid("activity_invalid", next(iter(wrong.values()))[0], fields=wrong)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("请写明理由，最多 %(longest)d 个字。") % {"longest": LONGEST_REASON}
        raise Invalid("reason", sentence, fields={"reason": [sentence]})
    return reason


def _set(activity: Activity, status: ActivityStatus, now: datetime) -> Activity:
    activity.status = status
    activity.submitted_at = now if status is ActivityStatus.SUBMITTED else None
    if status is ActivityStatus.PUBLISHED:
        activity.published_at = activity.published_at or now
    activity.version += 1
    activity.updated_at = now
    activity.save()
    return activity


@transaction.atomic
def submit_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """Hand a draft in; whoever may publish it publishes at once. Raises Invalid, Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.SUBMITTED:
        return activity
    _only_from(activity, ActivityStatus.DRAFT, ActivityStatus.RETURNED)
    _only_complete(activity)
    if can_publish_activity(by, activity):
        return _published(activity, now)
    _set(activity, ActivityStatus.SUBMITTED, now)
    record("activity.submitted", activity=activity.pk, version=activity.version)
    return activity


def _published(activity: Activity, now: datetime) -> Activity:
    _set(activity, ActivityStatus.PUBLISHED, now)
    record("activity.published", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def approve_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """Publish what was submitted. Raises NotAllowed, Invalid, Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if not can_review_activity(by, activity):
        raise NotAllowed("activity_review", _("审核由县区办公室或领导小组办公室办理。"))
    if activity.status == ActivityStatus.PUBLISHED:
        return activity
    _only_from(activity, ActivityStatus.SUBMITTED)
    _only_complete(activity)
    return _published(activity, now)


@transaction.atomic
def return_activity(*, activity_id: int, reason: str, by: Actor, now: datetime) -> Activity:
    """Send a submitted activity back with a reason. Raises Invalid, NotAllowed, Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if not can_review_activity(by, activity):
        raise NotAllowed("activity_review", _("审核由县区办公室或领导小组办公室办理。"))
    _only_from(activity, ActivityStatus.SUBMITTED)
    _reason(reason)
    _set(activity, ActivityStatus.RETURNED, now)
    record("activity.returned", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def cancel_activity(*, activity_id: int, reason: str, by: Actor, now: datetime) -> Activity:
    """Cancel a published activity with a reason that people see. Raises Invalid, Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.CANCELLED:
        return activity
    _only_from(activity, ActivityStatus.PUBLISHED)
    activity.cancel_reason = _reason(reason)
    _set(activity, ActivityStatus.CANCELLED, now)
    record("activity.cancelled", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def cancel_session(*, session_id: int, reason: str, by: Actor, now: datetime) -> Session:
    """Cancel one session with a reason that people see. Raises Invalid, Conflict, NotFound."""
    known = Session.objects.filter(pk=session_id).first()
    if known is None:
        raise NotFound("session", _("没有找到这个场次。"))
    activity = locked_activity(known.activity_id, by=by)
    _only_from(activity, ActivityStatus.PUBLISHED)
    session = Session.objects.select_for_update().get(pk=session_id)
    if session.cancelled_at is None:
        session.cancel_reason = _reason(reason)
        session.cancelled_at = now
        session.save()
        record("session.cancelled", session=session.pk)
    return session
