"""Behind a figure: activities, then their sessions, then the ledger's entries with how they were obtained."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from activities.models import Activity, Session
from activities.permissions import can_edit_activity
from activities.web.private import private_page
from core.sql import one_snapshot
from insights.selectors.behind import (
    MOST,
    PAGE,
    behind,
    entries_behind,
    sees_session_of,
    services_behind,
    sessions_behind,
)
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.origin import origin_text
from insights.selectors.pivot import Question, count_behind, total_of
from insights.sources import SERVICE, TALLY, Behind
from insights.web.cut import some_of
from insights.web.question import address_of, chosen_words, question_of
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


@private_page
@staff_page
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """What is behind a figure, the most first; an activity leads to its sessions."""
    now = timezone.now()
    question = question_of(request, now, actor_of(request))
    with one_snapshot():
        total, found = total_of(question, now), behind(question, now)
        in_all = count_behind(question, now) if len(found) >= MOST else len(found)
    cut = some_of(MOST, in_all, _("贡献最大的在前"))
    context = _frame(question, now) | {"rows": found, "total": total, "cut": cut}
    return render(request, f"insights/behind_{question.figure.source.behind}.html", context)


@private_page
@staff_page
@require_safe
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sessions of an activity behind a figure."""
    now = timezone.now()
    question = _of_activities(request)
    found = _seen(request, public_id)
    with one_snapshot():
        rows = sessions_behind(question, found, now)
    has_entries = question.figure.source in (TALLY, SERVICE)
    context = _frame(question, now) | {"activity": found, "rows": rows, "has_entries": has_entries}
    context["keeps"] = can_edit_activity(actor_of(request), found)
    return render(request, "insights/behind_sessions.html", context)


@private_page
@staff_page
@require_safe
def session(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The entries of the ledger, or the records of service, behind what a session gives to a figure."""
    now = timezone.now()
    question = _of_activities(request)
    found = _seen(request, public_id)
    held = Session.objects.filter(activity=found, public_id=session_id).first()
    if held is None or question.figure.source not in (TALLY, SERVICE):
        raise Http404
    if not sees_session_of(actor_of(request), found, held):
        raise Http404
    context = _frame(question, now) | {"activity": found, "session": held}
    if question.figure.source is SERVICE:
        context["services"] = services_behind(question, held)
        return render(request, "insights/behind_services.html", context)
    with one_snapshot():
        total = next((row.n for row in sessions_behind(question, found, now) if row.what == held), None)
        entries = entries_behind(question, held, now, _after(request))
    term = words().term
    context |= {
        "total": total,
        "entries": [(row, term(Vocabulary.AUDIENCE, row.audience)) for row in entries[:PAGE]],
        "after": entries[PAGE - 1].pk if len(entries) > PAGE else None,
    }
    return render(request, "insights/behind_entries.html", context)


def _of_activities(request: HttpRequest) -> Question:
    """Raises Http404 for a figure that no activity is behind."""
    question = question_of(request, timezone.now(), actor_of(request))
    if question.figure.source.behind is not Behind.ACTIVITIES:
        raise Http404
    return question


def _seen(request: HttpRequest, public_id: str) -> Activity:
    """An activity of which the actor's figures count a session. Raises Http404."""
    found = Activity.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None or not sees_session_of(actor_of(request), found):
        raise Http404
    return found


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _frame(question: Question, now: datetime) -> dict[str, Any]:
    return {
        "question": question,
        "origin": origin_text(question, now),
        "address": address_of(question),
        "chosen": chosen_words(question),
        "is_demonstration": holds_demonstration(question, timezone.now()),
    }
