"""Reporting what came of a session."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import ActivityStatus, ResultState, Session, SessionResult
from activities.selectors.registrants import counts_of
from activities.selectors.results import photos_of_results, result_facts, result_of, totals_of
from activities.services import report_results
from activities.web.workspace.counting import counted_rows
from activities.web.workspace.record import kept_activity
from activities.web.workspace.resultform import ROWS, ResultForm
from activities.wording import when_text, where_text
from core.errors import Conflict, DomainError
from core.images import store_photo
from core.web.problems import status_of

LARGEST_VERSION = 9  # digits


@staff_page
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The form of one session, or what stands where there is nothing to fill in."""
    actor, now = actor_of(request), timezone.now()
    session = _kept_session(public_id, session_id, actor)
    result = result_of(session)
    if not _is_open(session, result, now):
        status = 409 if request.method == "POST" else 200
        return render(request, "activities/workspace/result.html", _frame(session, result, now), status=status)
    facts = result_facts(result) if result else None
    if request.method == "GET":
        form = ResultForm(None, activity=session.activity, facts=facts, actor=actor)
        return _show(request, session, result, form)
    data, sentence = _with_added(request, actor, now)
    form = ResultForm(data, activity=session.activity, facts=facts, actor=actor)
    valid = form.is_valid()
    if sentence:
        form.add_error("added", sentence)
    if not valid or sentence:
        return _show(request, session, result, form, status=400)
    return _report(request, session, form, actor, now)


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
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LARGEST_VERSION else -1


def _kept_session(public_id: str, session_id: str, actor: Actor) -> Session:
    """A session of an activity that the actor keeps. Raises Http404."""
    activity = kept_activity(public_id, actor)
    found = activity.sessions.select_related("venue").filter(public_id=session_id[:10]).first()
    if found is None:
        raise Http404
    found.activity = activity
    return found


def _is_open(session: Session, result: SessionResult | None, now: datetime) -> bool:
    """Whether there is something to fill in."""
    is_held = session.activity.status == ActivityStatus.PUBLISHED and session.cancelled_at is None
    return is_held and session.starts_at <= now and (result is None or result.state != ResultState.CONFIRMED)


def _with_added(request: HttpRequest, actor: Actor, now: datetime) -> tuple[QueryDict, str]:
    """What was posted; without scripts a photo comes along with it, and becomes one of the rows.

    So it is kept when something else is wrong. The second is what is wrong with the photo.
    """
    data = request.POST.copy()
    given, count = request.FILES.get("added"), data.get(f"{ROWS}-TOTAL_FORMS", "")
    if given is None or not (count.isascii() and count.isdigit() and len(count) <= 2):
        return data, ""
    try:
        image = store_photo(given=given.file, by_user_id=actor.user_id, now=now)
    except DomainError as error:
        return data, str(error.sentence)
    known = {data.get(f"{ROWS}-{number}-image") for number in range(int(count))}
    if image.public_id not in known:
        row = {"image": image.public_id, "caption": "", "ORDER": str(int(count) + 1)}
        data.update({f"{ROWS}-{count}-{name}": value for name, value in row.items()})
        data[f"{ROWS}-TOTAL_FORMS"] = str(int(count) + 1)
    return data, ""


def _frame(session: Session, result: SessionResult | None, now: datetime) -> dict[str, Any]:
    facts = result_facts(result) if result else None
    return {
        "activity": session.activity,
        "session": session,
        "result": result,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "is_to_come": session.starts_at > now,
        "rows": counted_rows(session.activity, facts) if facts else [],
        "totals": totals_of([session]).get(session.pk),
        "photos": photos_of_results(result, session.activity.title) if result else [],
    }


def _show(
    request: HttpRequest, session: Session, result: SessionResult | None, form: ResultForm, status: int = 200
) -> HttpResponse:
    context = {
        "activity": session.activity,
        "session": session,
        "result": result,
        "form": form,
        "version": result.version if result else 0,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "registered": counts_of(session)["confirmed"],
        "totals": totals_of([session]).get(session.pk),
    }
    return render(request, "activities/workspace/result_form.html", context, status=status)
