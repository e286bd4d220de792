"""The next weeks of an opening-hours expression, for the form that writes it. HTML."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.web.access import staff_page
from core.geo import LonLat
from core.reference import read_city
from venues.selectors.hourspreview import hours_preview


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """A calendar of four weeks, or a sentence that says what is wrong with the expression."""
    values = request.POST if request.method == "POST" else request.GET
    found = hours_preview(values.get("expression", ""), timezone.now(), LonLat(*read_city().centre))
    return render(request, "venues/workspace/_hours_preview.html", {"preview": found})
