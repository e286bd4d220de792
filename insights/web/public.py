"""`/stats/`: the year in figures, for everybody, as it was published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.clock import city_day
from core.disclosure import STEP
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.publishing import BY, PEOPLE_STEP
from insights.selectors.board import county_map
from insights.selectors.published import PublicYear, latest_published, public_year
from insights.web.question import FIRST_YEAR, year_of

HEADLINES = ("activities", "sessions", "participations", "rural", "online", "volunteer_hours", "volunteers", "venues")
TOLD = frozenset({"year"})


@require_safe
@cache_control(public=True, max_age=60)
def stats(request: HttpRequest) -> HttpResponse:
    """Headlines of a year of the city, and person-times along each public dimension.

    Whatever else an address asks for is not told; the page says so.
    """
    today = city_day(timezone.now())
    told = public_year(year_of(request, today) if "year" in request.GET else latest_published(today))
    figure = FIGURES["participations"]
    context = {
        "figure": figure,
        "map": county_map(told.along(figure.key, "county")),
        "year": told.year,
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "headlines": [_headline(key, told) for key in HEADLINES],
        "tables": [_table(key, told) for key in BY],
        "as_of": told.as_of,
        "is_demonstration": bool(told.demonstration),
        "asks_more": bool(set(request.GET) - TOLD),
        "step": STEP,
        "people_step": PEOPLE_STEP,
    }
    return render(request, "insights/stats.html", context)


def _headline(key: str, told: PublicYear) -> dict[str, Any]:
    return {"figure": FIGURES[key], "n": told.total(key), "is_demonstration": key in told.demonstration}


def _table(key: str, told: PublicYear) -> dict[str, Any]:
    lines = told.lines("participations", key)
    return {
        "key": key,
        "name": DIMENSIONS[key].name,
        "lines": lines,
        "most": max((line.n for line in lines), default=0),
        "adds_up": DIMENSIONS[key].adds_up,
    }
