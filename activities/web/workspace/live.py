"""A session while it takes place, for who keeps it."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.access import actor_of, staff_page
from activities.checkins import Flag
from activities.models import Activity, CheckIn, Session
from activities.selectors.live import Figures, devices_of, figures_of, latest_of, registered_of
from activities.selectors.quarantine import waiting_count
from activities.services import undo_checkin
from activities.web.workspace.onsite import frame_of, kept_session
from core.errors import Conflict, Invalid
from core.web.conditional import etag_of, not_modified
from core.web.problems import status_of
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

LATE = timedelta(minutes=5)  # what is on its way for longer says when it came
CHART_WIDTH, CHART_HEIGHT = 600, 120


@staff_page
@require_safe
def live(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """Who is in; the page renews itself where scripts run."""
    activity, session = kept_session(request, public_id, session_id)
    return render(request, "activities/workspace/live.html", live_context(activity, session))


@staff_page
@require_safe
def live_now(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The page's moving part and its figures as JSON; 304 while nothing has changed."""
    activity, session = kept_session(request, public_id, session_id)
    context = live_context(activity, session)
    figures: Figures = context["figures"]
    html = render_to_string("activities/workspace/_live.html", context, request)
    body = json.dumps(
        {"people": figures.people, "parties": figures.parties, "waiting": context["waiting"], "html": html},
        ensure_ascii=False,
    )
    etag = etag_of(body)
    if not_modified(request, etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = etag
    return response


def live_context(activity: Activity, session: Session) -> dict[str, Any]:
    """All that the live page says; its number of queries does not grow with the check-ins."""
    now = timezone.now()
    figures = figures_of(session)
    term = words().term
    return {
        **frame_of(activity, session),
        "figures": figures,
        "registered": registered_of(session),
        "chart": chart_of(figures),
        "latest": [entry_row(row, term(Vocabulary.AUDIENCE, row.audience)) for row in latest_of(session)],
        "devices": devices_of(activity, now),
        "waiting": waiting_count(activity.pk),
        "share": min(100, round(100 * figures.people / session.capacity)) if session.capacity else None,
    }


def entry_row(row: CheckIn, audience: str) -> dict[str, Any]:
    """A row of the ledger for a list."""
    return {
        "row": row,
        "audience": audience,
        "came_late": abs(row.received_at - row.occurred_at) > LATE,
        "flags": [str(Flag(flag).label) for flag in row.flags if flag in set(Flag)],
    }


def chart_of(figures: Figures) -> dict[str, Any]:
    """The bars of the chart in its own units; below zero nothing is drawn."""
    most = max([bar.people for bar in figures.bars], default=0)
    if most <= 0:
        return {}
    step = CHART_WIDTH / len(figures.bars)
    bars = [
        {"x": round(n * step, 1), "y": round(CHART_HEIGHT - height, 1), "height": round(height, 1)}
        for n, bar in enumerate(figures.bars)
        if (height := CHART_HEIGHT * max(0, bar.people) / most) > 0
    ]
    return {
        "bars": bars,
        "most": most,
        "width": round(max(1.0, step - 1), 1),
        "rows": [b for b in figures.bars if b.people],
    }


@staff_page
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, public_id: str, session_id: str, checkin_id: UUID) -> HttpResponse:
    """Asks for the reason, and takes a check-in back."""
    activity, session = kept_session(request, public_id, session_id)
    row = latest_row(session, checkin_id)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            undo_checkin(
                checkin_id=row.pk, reason=request.POST.get("reason", "")[:400], by=actor_of(request), now=timezone.now()
            )
            return redirect("workspace-activity-live", activity.public_id, session.public_id)
        except (Invalid, Conflict) as refusal:
            wrong, status = str(refusal.sentence), status_of(refusal)
    context = {
        **frame_of(activity, session),
        **entry_row(row, words().term(Vocabulary.AUDIENCE, row.audience)),
        "wrong": wrong,
        "reason": request.POST.get("reason", "")[:400],
        "reasons": [_("重复签到"), _("人数录错"), _("测试")],
        "before": row.undone_by.first(),
    }
    return render(request, "activities/workspace/undo.html", context, status=status)


def latest_row(session: Session, checkin_id: UUID) -> CheckIn:
    """A fact of a session. Raises Http404."""
    found = CheckIn.objects.filter(pk=checkin_id, session=session).select_related("device", "actor").first()
    if found is None:
        raise Http404
    return found
