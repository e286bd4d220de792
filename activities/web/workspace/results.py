"""Results: what is to report, what is to confirm, and one session's to decide on."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities import services
from activities.models import Activity, ResultState, Session, SessionResult
from activities.permissions import can_decide_results
from activities.results import what_is_odd
from activities.selectors.counted import checked_in, totals_of
from activities.selectors.results import (
    awaiting,
    background_of,
    confirmed,
    days_late,
    photos_of_results,
    result_facts,
    result_of,
    results_queue,
    unreported,
    with_state,
)
from activities.web.workspace.counting import counted_rows
from activities.wording import when_text, where_text
from core.errors import Conflict, DomainError, Invalid, NotAllowed
from core.numbers import whole_number
from core.web.paging import page_of
from core.web.problems import status_of
from venues.selectors.review import QueueTab, neighbours

A_PAGE = 30
# What reviewers write most often.
QUICK_REASONS = (
    gettext_lazy("照片看不出现场人数，请换一张。"),
    gettext_lazy("人次像是估计的整数，请核对签到或点数。"),
    gettext_lazy("人次超过场地能容纳的人数，请核对。"),
    gettext_lazy("照片和这一场对不上，请重新上传。"),
    gettext_lazy("线上观看请填在线上一栏。"),
)


class ResultTab(StrEnum):
    """What the page lists."""

    CONFIRM = "confirm"
    ALL = "all"  # what the office could confirm besides its own
    REPORT = "report"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> object:
        return TAB_LABELS[self]


TAB_LABELS = {
    ResultTab.CONFIRM: gettext_lazy("待确认"),
    ResultTab.ALL: gettext_lazy("全市待确认"),
    ResultTab.REPORT: gettext_lazy("待填报"),
    ResultTab.CONFIRMED: gettext_lazy("结果已确认"),
}


def reviews(actor: Actor) -> bool:
    return actor.reviews


def _tabs(actor: Actor) -> list[ResultTab]:
    """The tabs of an actor, the one that opens first in front."""
    if actor.sees_all:
        return [ResultTab.CONFIRM, ResultTab.ALL, ResultTab.REPORT, ResultTab.CONFIRMED]
    if actor.reviews:
        return [ResultTab.CONFIRM, ResultTab.REPORT, ResultTab.CONFIRMED]
    return [ResultTab.REPORT, ResultTab.CONFIRM, ResultTab.CONFIRMED]


def _tab_of(values: Any, actor: Actor) -> ResultTab:
    tabs = _tabs(actor)
    return next((tab for tab in tabs if tab == values.get("tab")), tabs[0])


def _rows(actor: Actor, tab: ResultTab, now: datetime) -> QuerySet[Session]:
    if tab is ResultTab.REPORT:
        return unreported(actor, now)
    if tab is ResultTab.CONFIRMED:
        return confirmed(actor, now)
    if not actor.reviews:
        return awaiting(actor, now)
    return results_queue(actor, now, QueueTab.ALL if tab is ResultTab.ALL else QueueTab.MINE)


@require_safe
@staff_page
def overview(request: HttpRequest) -> HttpResponse:
    """Sessions by where their results stand."""
    actor, now = actor_of(request), timezone.now()
    tab = _tab_of(request.GET, actor)
    page = page_of(request, _rows(actor, tab, now), A_PAGE)
    sessions = with_state(list(page.object_list))
    totals = totals_of(sessions)
    for session in sessions:
        session.when = when_text(session.starts_at, session.ends_at)
        session.days = days_late(session, now)
        session.totals = totals[session.pk]
    context = {
        "page": page,
        "sessions": sessions,
        "tab": tab,
        "tabs": _tabs(actor),
        "decides": actor.reviews and tab in {ResultTab.CONFIRM, ResultTab.ALL},
        "escalation_days": settings.REVIEW_ESCALATION_DAYS,
    }
    return render(request, "activities/workspace/results.html", context)


@require_safe
@staff_page(may=reviews)
def one(request: HttpRequest, session_id: str) -> HttpResponse:
    """One session's results, with all that a decision needs."""
    actor = actor_of(request)
    session = reviewed_session(session_id, actor)
    result = result_of(session)
    if result is None or result.state != ResultState.REPORTED:
        return _nothing_to_decide(request, session, result)
    return _show(request, session, result, _tab_of(request.GET, actor))


def _nothing_to_decide(request: HttpRequest, session: Session, result: SessionResult | None) -> HttpResponse:
    messages.info(request, _("这一场的结果已经办结。") if result else _("这一场还没有填报结果。"))
    return redirect("workspace-activity-results", public_id=session.activity.public_id, session_id=session.public_id)


@staff_page(may=reviews)
@require_POST
def decide(request: HttpRequest, session_id: str) -> HttpResponse:
    """Confirm or send back what the reviewer saw, then lead to the next in the queue."""
    actor, now = actor_of(request), timezone.now()
    session, tab = reviewed_session(session_id, actor), _tab_of(request.POST, actor)
    _before, after, _place, _count = neighbours(_rows(actor, _queue_of(tab), now), session.public_id)
    try:
        done = _decide(session, request.POST, actor, now)
    except NotAllowed:
        raise
    except DomainError as error:
        result = result_of(session)
        sentences = [str(text) for texts in error.fields.values() for text in texts] or [str(error.sentence)]
        if result is None or result.state != ResultState.REPORTED:
            messages.error(request, " ".join(sentences))
            return _nothing_to_decide(request, session, result)
        return _show(request, session, result, tab, error=error, sentences=sentences)
    messages.success(request, done)
    query = f"?tab={tab}"
    if after:
        return redirect(reverse("workspace-results-one", args=[after]) + query)
    return redirect(reverse("workspace-results") + query)


def _queue_of(tab: ResultTab) -> ResultTab:
    return tab if tab in {ResultTab.CONFIRM, ResultTab.ALL} else ResultTab.CONFIRM


def reviewed_session(session_id: str, actor: Actor) -> Session:
    """A session of an activity on which the actor decides. Raises Http404."""
    rows = Session.objects.select_related("activity__unit", "venue").filter(public_id=session_id[:10])
    found = rows.filter(activity__in=Activity.objects.reviewed_by(actor)).first()
    if found is None:
        raise Http404
    return found


def _version(text: str) -> int:
    version = whole_number(text)
    if version is None:
        raise Invalid("version", _("请求不完整，请刷新页面后再试。"))
    return version


def _decide(session: Session, given: Any, actor: Actor, now: datetime) -> str:
    """Do what the form says; the sentence that tells it. Raises DomainError."""
    version = _version(given.get("version", ""))
    common: dict[str, Any] = {"session_id": session.pk, "by": actor, "now": now, "expect_version": version}
    name = {"title": session.activity.title}
    match given.get("decision"):
        case "approve":
            services.confirm_results(**common)
            return _("“%(title)s”的结果已确认。") % name
        case "return":
            services.send_back_results(reason=given.get("reason", ""), **common)
            return _("“%(title)s”的结果已退回。") % name
    raise Invalid("decision", _("请选择确认或退回。"))


def _show(
    request: HttpRequest,
    session: Session,
    result: SessionResult,
    tab: ResultTab,
    error: DomainError | None = None,
    sentences: list[str] | None = None,
) -> HttpResponse:
    actor, now, activity = actor_of(request), timezone.now(), session.activity
    before, after, place, count = neighbours(_rows(actor, _queue_of(tab), now), session.public_id)
    facts, background, known = result_facts(result), background_of(session, result), checked_in(session)
    context = {
        "activity": activity,
        "session": session,
        "result": result,
        "tab": tab,
        "before": before,
        "after": after,
        "place": place,
        "count": count,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "rows": counted_rows(activity, facts, known),
        "methods": known.methods,
        "totals": totals_of([session])[session.pk],
        "background": background,
        "odd": what_is_odd(facts, background),
        "photos": photos_of_results(result, activity.title),
        "may_decide": can_decide_results(actor, activity, result),
        "quick_reasons": QUICK_REASONS,
        "sentences": sentences or [],
        "is_stale": isinstance(error, Conflict),
        "reason": request.POST.get("reason", ""),
    }
    return render(
        request, "activities/workspace/result_review.html", context, status=status_of(error) if error else 200
    )
