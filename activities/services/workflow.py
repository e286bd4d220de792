"""An activity's way to the public: submitted, returned, published, cancelled; and single sessions moved or cancelled.

Each deed locks the activity, asks who may, writes, leaves a row in the record and an event for whoever
has to hear of it. Doing what is done already changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.facts import Where
from activities.models import Activity, ActivityStatus, Session, Step
from activities.permissions import can_publish_activity, can_review_activity
from activities.rules import what_is_wrong, why_no_session
from activities.selectors.facts import facts_of, session_facts
from activities.selectors.rural import is_rural_unknown
from activities.selectors.vocabulary import known_words
from activities.services.activities import locked_activity
from activities.services.filing import filing_of, keep_filing
from activities.services.searching import index_activities
from activities.services.sessions import change_session
from activities.services.steps import stated_reason, take_step
from activities.services.takingback import only_unheld
from activities.standing import CALLED_OFF_WAITS
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.outbox import record, record_for_later


def _only_from(activity: Activity, *statuses: ActivityStatus) -> None:
    if activity.status not in statuses:
        sentence = _("这个活动现在是“%(status)s”，不能这样办理。请刷新页面看最新情况。")
        label = ActivityStatus(activity.status).label
        raise Conflict("activity_moved_on", sentence % {"status": label}, status=activity.status)


def _only_reviewer(by: Actor, activity: Activity) -> None:
    if not can_review_activity(by, activity):
        raise NotAllowed("activity_review", _("审核由县区办公室或领导小组办公室办理。"))


def _only_as_seen(activity: Activity, version: int | None) -> None:
    """A decision holds for what the reviewer saw, not for what has been changed since."""
    if version is not None and activity.version != version:
        sentence = _("这个活动在您查看以后有了改动，请看过最新内容再决定。")
        raise Conflict("activity_moved_on", sentence, version=activity.version)


def _only_complete(activity: Activity) -> None:
    # What was handed in may be published, though its venue has lost its mark since.
    unknown = activity.status != ActivityStatus.SUBMITTED and is_rural_unknown(activity)
    wrong = what_is_wrong(facts_of(activity), known_words(), complete=True, rural_unknown=unknown)
    if wrong:
        raise Invalid("activity_invalid", next(iter(wrong.values()))[0], fields=wrong)


def _set(
    activity: Activity, status: ActivityStatus, step: Step, *, by: Actor, now: datetime, reason: str = ""
) -> Activity:
    activity.status = status
    activity.submitted_at = now if status is ActivityStatus.SUBMITTED else None
    if status is ActivityStatus.PUBLISHED:
        activity.published_at = activity.published_at or now
    activity.version += 1
    activity.updated_at = now
    activity.save()
    take_step(activity, step, by=by, now=now, reason=reason)
    index_activities([activity.pk], now)
    return activity


@transaction.atomic
def submit_activity(*, activity_id: int, by: Actor, now: datetime, tell_reviewers: bool = True) -> Activity:
    """Hand a draft in; whoever may publish it publishes at once. Who hands in many tells the reviewers himself.

    Raises Invalid, Conflict, NotFound.
    """
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.SUBMITTED:
        return activity
    _only_from(activity, ActivityStatus.DRAFT, ActivityStatus.RETURNED)
    _only_complete(activity)
    if can_publish_activity(by, activity):
        return _published(activity, by=by, now=now)
    _set(activity, ActivityStatus.SUBMITTED, Step.SUBMITTED, by=by, now=now)
    if tell_reviewers:
        record("activity.submitted", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def withdraw_activity(*, activity_id: int, by: Actor, now: datetime) -> Activity:
    """Take a submitted activity back to work on it. Raises Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.DRAFT:
        return activity
    _only_from(activity, ActivityStatus.SUBMITTED)
    return _set(activity, ActivityStatus.DRAFT, Step.WITHDRAWN, by=by, now=now)


def _published(activity: Activity, *, by: Actor, now: datetime) -> Activity:
    _set(activity, ActivityStatus.PUBLISHED, Step.PUBLISHED, by=by, now=now)
    record("activity.published", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def approve_activity(*, activity_id: int, by: Actor, now: datetime, expect_version: int | None = None) -> Activity:
    """Publish what was submitted; `expect_version` is what the reviewer saw.

    Raises NotAllowed, Invalid, Conflict, NotFound.
    """
    activity = locked_activity(activity_id, by=by)
    _only_reviewer(by, activity)
    if activity.status == ActivityStatus.PUBLISHED:
        return activity
    _only_from(activity, ActivityStatus.SUBMITTED)
    _only_as_seen(activity, expect_version)
    _only_complete(activity)
    return _published(activity, by=by, now=now)


@transaction.atomic
def return_activity(
    *, activity_id: int, reason: str, by: Actor, now: datetime, expect_version: int | None = None
) -> Activity:
    """Send a submitted activity back with a reason; `expect_version` is what the reviewer saw.

    Raises Invalid, NotAllowed, Conflict, NotFound.
    """
    activity = locked_activity(activity_id, by=by)
    _only_reviewer(by, activity)
    _only_from(activity, ActivityStatus.SUBMITTED)
    _only_as_seen(activity, expect_version)
    _set(activity, ActivityStatus.RETURNED, Step.RETURNED, by=by, now=now, reason=stated_reason(reason))
    record("activity.returned", activity=activity.pk, version=activity.version)
    return activity


@transaction.atomic
def cancel_activity(*, activity_id: int, reason: str, by: Actor, now: datetime) -> Activity:
    """Cancel a published activity with a reason that people see. Raises Invalid, Conflict, NotFound.

    One of which a session was held is not, while that has anything. `restore_activity` undoes it until people are told.
    """
    activity = locked_activity(activity_id, by=by)
    if activity.status == ActivityStatus.CANCELLED:
        return activity
    _only_from(activity, ActivityStatus.PUBLISHED)
    only_unheld(activity.sessions.select_for_update().order_by("pk"), now)
    activity.cancel_reason = stated_reason(reason)
    _set(activity, ActivityStatus.CANCELLED, Step.CANCELLED, by=by, now=now, reason=activity.cancel_reason)
    record_for_later("activity.cancelled", CALLED_OFF_WAITS, activity=activity.pk, version=activity.version)
    return activity


def session_of_published(session_id: int, by: Actor) -> tuple[Activity, Session]:
    """A session of a published activity, both locked. Raises Conflict, NotFound."""
    known = Session.objects.filter(pk=session_id).first()
    if known is None:
        raise NotFound("session", _("没有找到这个场次。"))
    activity = locked_activity(known.activity_id, by=by)
    _only_from(activity, ActivityStatus.PUBLISHED)
    return activity, Session.objects.select_for_update().get(pk=session_id)


@transaction.atomic
def cancel_session(*, session_id: int, reason: str, by: Actor, now: datetime) -> Session:
    """Cancel one session with a reason that people see; not one that was held. Raises Invalid, Conflict, NotFound."""
    activity, session = session_of_published(session_id, by)
    if session.cancelled_at is None:
        only_unheld([session], now)
        session.cancel_reason = stated_reason(reason)
        session.cancelled_at = now
        session.save()
        take_step(activity, Step.SESSION_CANCELLED, by=by, now=now, reason=session.cancel_reason, session=session)
        index_activities([activity.pk], now)
        record_for_later("session.cancelled", CALLED_OFF_WAITS, session=session.pk)
    return session


@transaction.atomic
def move_session(
    *,
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Actor,
    now: datetime,
    where: Where | None = None,
) -> Session:
    """Move one session to another time, and to another place where one is given; people see the reason.

    Raises Invalid, Conflict, NotFound.
    """
    activity, session = session_of_published(session_id, by)
    if session.cancelled_at is not None:
        raise Conflict("session_cancelled", _("这一场已经取消，不能改期。请另加一场。"))
    known = session_facts(session)
    stated = replace(known, starts_at=starts_at, ends_at=ends_at, where=known.where if where is None else where)
    wrong = why_no_session(stated)
    if wrong:
        raise Invalid("session", wrong[0], fields={"starts_at": wrong})
    if stated == known:
        return session
    session.move_reason = stated_reason(reason)
    filed = filing_of(activity)
    change_session(activity, session, stated, now=now)
    keep_filing(filed, activity, by=by, now=now, reason=session.move_reason)
    index_activities([activity.pk], now)
    take_step(activity, Step.MOVED, by=by, now=now, reason=session.move_reason, session=session)
    return session
