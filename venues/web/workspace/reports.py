"""The queue of error reports, and one report with its venue beside it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.errors import DomainError
from core.geo import lonlat
from core.images import ImageSize
from core.web.leftout import leave_out
from core.web.params import Params
from core.web.problems import status_of
from venues.hours.places import place_of
from venues.models import ErrorReport, ReportKind, ReportState
from venues.models.report import REPORT_STATE_LABELS
from venues.selectors.doubles import metres
from venues.selectors.opening import week_of
from venues.selectors.photos import photo_path
from venues.selectors.reports import PAGE, apart_m, kept_report, masked_contact, reports_queue
from venues.services import apply_proposed_position, decide_report
from venues.web.mapdata import base_map_data, kind_data

DEEDS = {"corrected": ReportState.CORRECTED, "dismissed": ReportState.DISMISSED}
MOST_PAGES = 200


@require_safe
@staff_page
def queue(request: HttpRequest) -> HttpResponse:
    """Reports on what the actor keeps, open ones first."""
    params = Params(request.GET.dict())
    state = "".join(params.choices("state", [state.value for state in ReportState])[:1])
    page = params.whole("page", low=1, high=MOST_PAGES, default=1)
    leave_out(request, params)
    rows, total = reports_queue(actor_of(request), state=state, page=page)
    context = {
        "reports": rows,
        "total": total,
        "state": state,
        "states": list(REPORT_STATE_LABELS.items()),
        "page": page,
        "earlier": page - 1,
        "later": page + 1 if page * PAGE < total and page < MOST_PAGES else 0,
    }
    return render(request, "venues/workspace/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """One report; its deeds are: take over the position, corrected, dismissed."""
    actor = actor_of(request)
    found = kept_report(public_id, actor)
    if found is None:
        raise Http404
    status, wrong = 200, ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, found, actor))
            return redirect("workspace-report", public_id)
        except DomainError as error:
            status, wrong = status_of(error), str(error.sentence)
    context = {**_page(found, timezone.now()), "wrong": wrong, "answer": request.POST.get("answer", "")}
    return render(request, "venues/workspace/report.html", context, status=status)


def _done(request: HttpRequest, found: ErrorReport, actor: Actor) -> str:
    """Do what was asked for and say what has been done. Raises DomainError, Http404 for no deed of this page."""
    now, deed = timezone.now(), request.POST.get("deed", "")
    if deed == "position":
        if apply_proposed_position(report_id=found.pk, by=actor, now=now):
            return _("位置已改为报错人标出的地方。")
        return _("位置的修改已提交审核，通过后生效。")
    if deed not in DEEDS:
        raise Http404
    answer = request.POST.get("answer", "").replace("\x00", "")
    decided = decide_report(report_id=found.pk, state=DEEDS[deed], answer=answer, by=actor, now=now)
    return str(_("已办结：%(state)s。") % {"state": REPORT_STATE_LABELS[ReportState(decided.state)]})


def _page(found: ErrorReport, now: Any) -> dict[str, Any]:
    venue = found.venue
    apart = apart_m(found)
    return {
        "report": found,
        "venue": venue,
        "place": lonlat(venue.point) if venue.point else None,
        "week": week_of(venue.hours.expression, now, place=place_of(venue.hours.near))
        if venue.hours and found.kind == ReportKind.HOURS
        else [],
        "apart": metres(apart) if apart is not None else "",
        "contact": masked_contact(found),
        "photo": photo_path(found.photo.public_id, ImageSize.PAGE) if found.photo else "",
        "page_data": {**base_map_data(), "kinds": {venue.kind_id: kind_data(venue.kind)}},
    }
