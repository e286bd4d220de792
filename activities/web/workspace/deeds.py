"""What is done with an activity or one of its sessions by one button, on the record page."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities import services
from activities.models import Activity, ActivityStatus, Session
from activities.web.workspace.asking import asks_of_a_session, asks_to_cancel
from activities.web.workspace.record import kept_activity, record_page
from core.clock import ZONE
from core.errors import DomainError, Invalid, NotFound, Sentence
from core.numbers import whole_number
from core.web.problems import status_of

Given = Mapping[str, Any]


def _version(given: Given) -> int:
    """The version that the page showed; what is none never fits."""
    version = whole_number(given.get("version"))
    return -1 if version is None else version


def _submit(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    done = services.submit_activity(activity_id=activity.pk, by=by, now=now)
    is_public = done.status == ActivityStatus.PUBLISHED
    return _("已发布，公众现在就能看到。") if is_public else _("已提交审核，结果会通知您。")


def _withdraw(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    services.withdraw_activity(activity_id=activity.pk, by=by, now=now)
    return _("已撤回，可以继续修改。")


def _approve(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    services.approve_activity(activity_id=activity.pk, by=by, now=now, expect_version=_version(given))
    return _("已通过并发布。")


def _return(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    reason = given.get("reason", "")
    services.return_activity(activity_id=activity.pk, reason=reason, by=by, now=now, expect_version=_version(given))
    return _("已退回，对方会看到理由。")


def _cancel(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    services.cancel_activity(activity_id=activity.pk, reason=given.get("reason", ""), by=by, now=now)
    return _("已取消。5 分钟后通知报了名的人，在这以前可以撤回。")


def _restore(activity: Activity, given: Given, by: Actor, now: datetime) -> Sentence:
    services.restore_activity(activity_id=activity.pk, by=by, now=now)
    return _("取消已撤回，活动照常举行，没有通知任何人。")


DEEDS: dict[str, Callable[[Activity, Given, Actor, datetime], Sentence]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "approve": _approve,
    "return": _return,
    "cancel": _cancel,
    "restore": _restore,
}


@staff_page
@require_POST
def deed(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Do what a button says, or tell on the same page why not."""
    activity = kept_activity(public_id, actor_of(request))
    do = DEEDS.get(name)
    if do is None:
        raise Http404
    if name == "cancel" and (asked := asks_to_cancel(request, activity)):
        return asked
    try:
        said = do(activity, request.POST, actor_of(request), timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, public_id, error, of=name)
    messages.success(request, str(said))
    return redirect("workspace-activity", activity.public_id)


def _cancel_session(session: Session, given: Given, by: Actor, now: datetime) -> Sentence:
    services.cancel_session(session_id=session.pk, reason=given.get("reason", ""), by=by, now=now)
    return _("这一场已取消。5 分钟后通知报了名的人，在这以前可以撤回。")


def _restore_session(session: Session, given: Given, by: Actor, now: datetime) -> Sentence:
    services.restore_session(session_id=session.pk, by=by, now=now)
    return _("取消已撤回，这一场照常举行，没有通知任何人。")


def _move_session(session: Session, given: Given, by: Actor, now: datetime) -> Sentence:
    starts, ends = _times(given)
    reason = given.get("reason", "")
    services.move_session(session_id=session.pk, starts_at=starts, ends_at=ends, reason=reason, by=by, now=now)
    return _("这一场已改期，报了名的人会收到通知。")


SESSION_DEEDS: dict[str, Callable[[Session, Given, Actor, datetime], Sentence]] = {
    "cancel": _cancel_session,
    "restore": _restore_session,
    "move": _move_session,
}


@staff_page
@require_POST
def session_deed(request: HttpRequest, public_id: str, session_id: str, name: str) -> HttpResponse:
    """Move or cancel one session, or take that back, or tell on the same page why not."""
    actor, now = actor_of(request), timezone.now()
    session = _session(kept_activity(public_id, actor), session_id)
    do = SESSION_DEEDS.get(name)
    if do is None:
        raise Http404
    try:
        if name == "move":
            _times(request.POST)
        if name != "restore" and (asked := asks_of_a_session(request, session, name)):
            return asked
        said = do(session, request.POST, actor, now)
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, public_id, error, of=f"{name}-{session.public_id}")
    messages.success(request, str(said))
    return redirect("workspace-activity", public_id)


def _session(activity: Activity, public_id: str) -> Session:
    found = activity.sessions.filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return found


def _times(given: Given) -> tuple[datetime, datetime]:
    """The new times of a session. Raises Invalid."""
    try:
        day = date.fromisoformat(given.get("day", ""))
        until_day = date.fromisoformat(given.get("until_day") or given.get("day", ""))
        start, until = (time.fromisoformat(given.get(name, "")) for name in ("start", "until"))
    except ValueError:
        raise Invalid("session_times", _("请填好日期和时间。")) from None
    return datetime.combine(day, start, ZONE), datetime.combine(until_day, until, ZONE)


def _refused(request: HttpRequest, public_id: str, error: DomainError, *, of: str) -> HttpResponse:
    """The record again as it stands, with the sentence and what was typed."""
    activity = kept_activity(public_id, actor_of(request))
    wrong = {"of": of, "sentence": str(error.sentence), "typed": request.POST}
    return record_page(request, activity, wrong=wrong, status=status_of(error))
