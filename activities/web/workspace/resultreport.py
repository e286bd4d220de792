"""Reporting what came of a session, and opening what was confirmed again."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import ActivityStatus, ResultState, Session, SessionResult
from activities.permissions import can_review_activity
from activities.selectors.counted import checked_in, totals_of
from activities.selectors.registrants import counts_of
from activities.selectors.results import photos_of_results, result_facts, result_of
from activities.services import reopen_results, report_results
from activities.web.workspace.counting import counted_rows
from activities.web.workspace.onsite import frame_of, kept_session
from activities.web.workspace.resultform import ROWS, ResultForm
from activities.web.workspace.results import reviewed_session, reviews
from core.errors import Conflict, DomainError, Invalid
from core.images import store_photo
from core.numbers import whole_number
from core.web.problems import status_of


@staff_page
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The form of one session, or what stands where there is nothing to fill in."""
    actor, now = actor_of(request), timezone.now()
    _activity, session = kept_session(request, public_id, session_id)
    result = result_of(session)
    if not _is_open(session, result, now):
        return _show_settled(request, session, result, 409 if request.method == "POST" else 200)
    data, sentence = _with_added(request, actor, now) if request.method == "POST" else (None, "")
    form = ResultForm(
        data,
        activity=session.activity,
        facts=result_facts(result) if result else None,
        checked_in=checked_in(session),
        actor=actor,
        days=_later_days(session),
    )
    if data is None:
        return _show(request, session, result, form)
    valid = form.is_valid()
    if sentence:
        form.add_error("added", sentence)
    if not valid or sentence:
        return _show(request, session, result, form, status=400)
    return _report(request, session, form, actor, now)


def _later_days(session: Session) -> list[date]:
    return [session.first_day + timedelta(days=n) for n in range(1, (session.last_day - session.first_day).days + 1)]


def _report(request: HttpRequest, session: Session, form: ResultForm, actor: Actor, now: datetime) -> HttpResponse:
    version = _version(request.POST.get("version", ""))
    try:
        report_results(session_id=session.pk, facts=form.said(), by=actor, now=now, expect_version=version)
    except Conflict as error:
        form.add_error(None, str(error.sentence))
        return _show(request, session, result_of(session), form, status=409)
    except DomainError as error:
        form.refuse(error.fields or {"__all__": [error.sentence]})
        return _show(request, session, result_of(session), form, status=status_of(error))
    messages.success(
        request, _("“%(title)s”的结果已填报，等待确认。确认以前可以再改。") % {"title": session.activity.title}
    )
    return redirect(f"{reverse('workspace-results')}?tab=report")


def _version(text: str) -> int:
    """The version of the results that the form showed; what is none never fits."""
    version = whole_number(text)
    return -1 if version is None else version


def _is_open(session: Session, result: SessionResult | None, now: datetime) -> bool:
    """Whether there is something to fill in."""
    is_held = session.activity.status == ActivityStatus.PUBLISHED and session.cancelled_at is None
    return is_held and session.starts_at <= now and (result is None or result.state != ResultState.CONFIRMED)


def _with_added(request: HttpRequest, actor: Actor, now: datetime) -> tuple[QueryDict, str]:
    """What was posted; without scripts a photo comes along with it, and becomes one of the rows.

    So it is kept when something else is wrong. The second is what is wrong with the photo.
    """
    data = request.POST.copy()
    given, count = request.FILES.get("added"), whole_number(data.get(f"{ROWS}-TOTAL_FORMS"), high=99)
    if given is None or given.file is None or count is None:
        return data, ""
    try:
        image = store_photo(given=given.file, by_user_id=actor.user_id, now=now)
    except DomainError as error:
        return data, str(error.sentence)
    known = {data.get(f"{ROWS}-{number}-image") for number in range(count)}
    if image.public_id not in known:
        row = {"image": image.public_id, "caption": "", "ORDER": str(int(count) + 1)}
        data.update({f"{ROWS}-{count}-{name}": value for name, value in row.items()})
        data[f"{ROWS}-TOTAL_FORMS"] = str(int(count) + 1)
    return data, ""


@staff_page(may=reviews)
@require_POST
def reopen(request: HttpRequest, session_id: str) -> HttpResponse:
    """Send confirmed results back, with a reason."""
    session = reviewed_session(session_id, actor_of(request))
    try:
        reopen_results(
            session_id=session.pk,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            now=timezone.now(),
            expect_version=_version(request.POST.get("version", "")),
        )
    except (Invalid, Conflict) as error:
        return _show_settled(request, session, result_of(session), status_of(error), str(error.sentence))
    messages.success(request, _("“%(title)s”的结果已退回更正，计入的人次已撤销。") % {"title": session.activity.title})
    return redirect("workspace-activity-results", session.activity.public_id, session.public_id)


def _show_settled(
    request: HttpRequest, session: Session, result: SessionResult | None, status: int = 200, wrong: str = ""
) -> HttpResponse:
    """What stands where there is nothing to fill in."""
    actor, activity = actor_of(request), session.activity
    facts = result_facts(result) if result else None
    context = {
        **frame_of(activity, session),
        "result": result,
        "is_to_come": session.starts_at > timezone.now(),
        "rows": counted_rows(activity, facts, checked_in(session)) if facts else [],
        "totals": totals_of([session])[session.pk],
        "photos": photos_of_results(result, activity.title) if result else [],
        "may_reopen": result is not None
        and result.state == ResultState.CONFIRMED
        and can_review_activity(actor, activity),
        "wrong": wrong,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "activities/workspace/result.html", context, status=status)


def _show(
    request: HttpRequest, session: Session, result: SessionResult | None, form: ResultForm, status: int = 200
) -> HttpResponse:
    context = {
        **frame_of(session.activity, session),
        "result": result,
        "form": form,
        "version": result.version if result else 0,
        "registered": counts_of(session)["confirmed"],
        "totals": totals_of([session])[session.pk],
    }
    return render(request, "activities/workspace/result_form.html", context, status=status)
