"""“Report an error”: a form for everybody, and what has become of a report for who knows its number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from core import ratelimit
from core.errors import DomainError, Invalid
from core.geo import lonlat
from core.identifiers import is_public_id, new_public_id
from core.images import store_photo
from core.web.problems import status_of
from venues.models import Venue
from venues.selectors.reports import known_number, public_answer
from venues.services import report_error
from venues.services.reports import why_not_report
from venues.web.leading import lead_on
from venues.web.mapdata import base_map_data, kind_data
from venues.web.reportform import ReportForm

BY_ADDRESS = "10/hour"
BY_VENUE = "30/hour"


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form; after it the thanks, with a number under which the answer is found."""
    venue = Venue.objects.published().for_display().filter(public_id=public_id).first()
    if venue is None:
        return lead_on(request, "venue-report", public_id)
    number = request.GET.get("done", "")
    if request.method != "POST" and is_public_id(number):
        answered = public_answer(number, venue)
        return render(request, "venues/report_done.html", {"venue": venue, "number": number, "report": answered})
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm.fresh()
    if request.method != "POST":
        return render(request, "venues/report.html", page_of(venue, form))
    status = 400
    if form.is_valid():
        try:
            number = _taken(request, venue, form)
            return redirect(reverse("venue-report", args=[public_id]) + f"?done={number}")
        except DomainError as error:
            form.show(error)
            status = status_of(error)
    return render(request, "venues/report.html", page_of(venue, form), status=status)


def _taken(request: HttpRequest, venue: Venue, form: ReportForm) -> str:
    """The number of the report. A program is thanked like everybody, and nothing is kept."""
    if form.is_program:
        return new_public_id()
    given = form.given()
    if known := known_number(given.token):
        return known
    if wrong := why_not_report(given):
        raise Invalid("report_invalid", next(iter(wrong.values()))[0], fields=wrong)
    ratelimit.require("report-address", ratelimit.client_address(request), BY_ADDRESS)
    ratelimit.require("report-venue", venue.public_id, BY_VENUE)
    now = timezone.now()
    photo = ""
    if (upload := form.cleaned_data["photo"]) is not None:
        photo = store_photo(given=upload.file, by_user_id=None, now=now).public_id
    return report_error(venue_id=venue.pk, given=form.given(photo), now=now).public_id


def page_of(venue: Venue, form: ReportForm) -> dict[str, Any]:
    place = lonlat(venue.point) if venue.point else None
    return {
        "venue": venue,
        "form": form,
        "place": place,
        "page_data": {**base_map_data(), "kinds": {venue.kind_id: kind_data(venue.kind)}},
    }
