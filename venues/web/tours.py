"""The public week of caravans' stops."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.web.leftout import leave_out
from core.web.params import Params
from venues.selectors.tours import public_week
from venues.stops import Week


def shown_week(request: HttpRequest, now: datetime) -> Week:
    """The week of the page's address; the present one where it names none."""
    params = Params(request.GET.dict())
    week = Week.parse(params.raw("week")) if params.raw("week") else Week.of(now)
    if week is None:
        params.wrong("week", _("没有这个星期；写法如 2026-W48。"))
    leave_out(request, params)
    return week or Week.of(now)


@require_safe
@cache_control(private=True, no_cache=True)
def tours(request: HttpRequest) -> HttpResponse:
    """A week's stops by day; with `fragment=list` the list alone, for the map's script."""
    now = timezone.now()
    context = public_week(shown_week(request, now), now)
    template = "venues/_tour_week.html" if request.GET.get("fragment") == "list" else "venues/tours.html"
    return render(request, template, context)
