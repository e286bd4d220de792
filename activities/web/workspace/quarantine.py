"""Entries that could not be counted, for who keeps the activity: each is counted or discarded, none vanishes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.access import actor_of, staff_page
from activities.checkins import Code
from activities.models import Activity, Method, QuarantinedEntry, QuarantineState
from activities.selectors.live import quarantine_of, waiting_count
from activities.services import Verdict, decide_quarantined
from activities.web.workspace.record import kept_activity
from activities.wording import when_text
from core.errors import DomainError
from core.numbers import whole_number
from core.web.paging import page_of
from core.web.problems import status_of
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

A_PAGE = 20
MOST_SESSIONS = 200
LARGEST_COUNT = 999_999


@staff_page
@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest, public_id: str) -> HttpResponse:
    """What waits, with why; below `?done` what was decided."""
    activity = kept_activity(public_id, actor_of(request))
    wrong: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        entry_id = _entry_of(request, activity)
        try:
            row = decide_quarantined(
                entry_id=entry_id, verdict=_verdict(request), by=actor_of(request), now=timezone.now()
            )
        except DomainError as refusal:
            sentences = [str(text) for texts in refusal.fields.values() for text in texts] or [str(refusal.sentence)]
            wrong, status = {"id": entry_id, "sentence": " ".join(sentences)}, status_of(refusal)
        else:
            counted = row.state == QuarantineState.COUNTED
            messages.success(request, _("已计入。") if counted else _("已作废，理由记在这里。"))
            return redirect("workspace-activity-quarantine", activity.public_id)
    return render(request, "activities/workspace/quarantine.html", _context(request, activity, wrong), status=status)


def _entry_of(request: HttpRequest, activity: Activity) -> UUID:
    try:
        wanted = UUID(request.POST.get("entry", ""))
    except ValueError:
        raise Http404 from None
    if not quarantine_of(activity.pk).filter(pk=wanted).exists():
        raise Http404
    return wanted


def _verdict(request: HttpRequest) -> Verdict:
    count = request.POST.get("count", "").strip()
    return Verdict(
        counts=request.POST.get("deed") == "count",
        reason=request.POST.get("reason", "")[:400],
        session=request.POST.get("session", ""),
        audience=request.POST.get("audience", "")[:40],
        count=whole_number(count, high=LARGEST_COUNT) or 0,
    )


def _context(request: HttpRequest, activity: Activity, wrong: dict[str, Any]) -> dict[str, Any]:
    is_done = "done" in request.GET
    rows = quarantine_of(activity.pk)
    if is_done:
        rows = rows.exclude(state=QuarantineState.WAITING).order_by("-decided_at", "id")
    else:
        rows = rows.filter(state=QuarantineState.WAITING).order_by("received_at", "id")
    page = page_of(request, rows, A_PAGE)
    sessions = activity.sessions.all()[:MOST_SESSIONS]
    terms = words().terms[Vocabulary.AUDIENCE]
    return {
        "activity": activity,
        "is_done": is_done,
        "page": page,
        "rows": [_row(row, activity, wrong) for row in page.object_list],
        "waiting": waiting_count(activity.pk),
        "sessions": [(one.public_id, when_text(one.starts_at, one.ends_at)) for one in sessions],
        "audiences": [(name, term.label) for name, term in terms.items()],
    }


def _row(row: QuarantinedEntry, activity: Activity, wrong: dict[str, Any]) -> dict[str, Any]:
    sent = row.sent
    count, audience, method = sent.get("count"), sent.get("audience"), sent.get("method")
    is_number = isinstance(count, int) and not isinstance(count, bool)
    terms = words().terms[Vocabulary.AUDIENCE]
    return {
        "entry": row,
        "why": str(Code(row.code).sentence) if row.code in set(Code) else row.code,
        "is_service": row.code in set(Code) and Code(row.code).is_service,
        "count": count if is_number else "",
        "audience": audience if isinstance(audience, str) else "",
        "audience_label": terms[audience].label if isinstance(audience, str) and audience in terms else "",
        "method": str(Method(method).label) if method in set(Method) else "",
        "ticket": bool(sent.get("ticket")),
        "said": [(name, str(value)) for name, value in sent.items() if value not in (None, "")],
        "session": row.session.public_id if row.session and row.session.activity_id == activity.pk else "",
        "when": when_text(row.session.starts_at, row.session.ends_at) if row.session else "",
        "wrong": wrong.get("sentence", "") if wrong.get("id") == row.pk else "",
    }
