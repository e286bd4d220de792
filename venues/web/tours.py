"""The public week of caravans' stops."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.errors import Invalid
from venues.selectors.tours import public_week
from venues.stops import Week


def asked_week(values: Mapping[str, str], now: datetime) -> Week:
    """The week of the address, the present one without it. Raises Invalid."""
    given = values.get("week", "").strip()
    week = Week.parse(given) if given else Week.of(now)
    if week is None:
        sentence = _("没有这个星期；写法如 2026-W48。")
        raise Invalid("bad_week", sentence, fields={"week": [sentence]})
    return week


@require_safe
@cache_control(private=True, no_cache=True)
def tours(request: HttpRequest) -> HttpResponse:
    """A week's stops by day; with `fragment=list` the list alone, for the map's script."""
    now = timezone.now()
    context = public_week(asked_week(request.GET, now), now)
    template = "venues/_tour_week.html" if request.GET.get("fragment") == "list" else "venues/tours.html"
    return render(request, template, context)
