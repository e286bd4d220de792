"""`/stats/`: the year in figures, for everybody; nothing personal, and no figure below five."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.clock import city_day
from core.sql import one_snapshot
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.board import along, county_map, year_question
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, total_of
from insights.web.question import FIRST_YEAR, shown_year

HEADLINES = ("activities", "sessions", "participations", "rural", "online", "volunteer_hours", "venues")
BY = ("month", "county", "audience", "form", "topic", "campaign")
FEWEST = 5


@require_safe
@cache_control(public=True, max_age=60)
def stats(request: HttpRequest) -> HttpResponse:
    """Headlines of a year of the city, and person-times by month, county, audience and form."""
    now = timezone.now()
    today = city_day(now)
    with one_snapshot():
        year = shown_year(request, now)
        asked = year_question("participations", year)
        found = {key: along(asked, key, now) for key in BY}
        hidden = hidden_keys(found["county"])
        context = {
            "figure": asked.figure,
            "map": county_map({key: n for key, n in found["county"].items() if key not in hidden}),
            "year": year,
            "years": range(today.year, FIRST_YEAR - 1, -1),
            "headlines": [_headline(key, year, now) for key in HEADLINES],
            "tables": [_table(key, told) for key, told in found.items()],
            "now": now,
        }
    return render(request, "insights/stats.html", context)


def _headline(key: str, year: int, now: datetime) -> dict[str, Any]:
    figure, n = FIGURES[key], total_of(year_question(key, year), now)
    return {"figure": figure, "n": shown(n) if figure.measure.is_about_people else n}


def _table(key: str, found: Mapping[str, Number]) -> dict[str, Any]:
    labels, hidden = labels_of(key, found), hidden_keys(found)
    return {
        "key": key,
        "name": DIMENSIONS[key].name,
        "rows": [
            {"label": label, "n": "*" if row in hidden else found[row], "part": 0 if row in hidden else found[row]}
            for row, label in labels.items()
        ],
        "most": max(found.values(), default=0),
    }


def hidden_keys(figures: Mapping[str, Number]) -> set[str]:
    """The lines that the public does not see: those below five, and where that is one alone, the smallest other too.

    Otherwise the one would be the total less the rest.
    """
    small = {key for key, n in figures.items() if 0 < n < FEWEST}
    others = {key: n for key, n in figures.items() if key not in small and n}
    return small | {min(others, key=lambda key: others[key])} if len(small) == 1 and others else small


def shown(n: Number | None) -> Number | str | None:
    """A figure as the public sees it: below five only that."""
    return n if n is None or n == 0 or n >= FEWEST else f"<{FEWEST}"
