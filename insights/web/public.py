"""`/stats/`: the year in figures, for everybody; nothing personal, and no figure below five."""

from collections.abc import Mapping
from datetime import date, datetime
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
from insights.selectors.board import county_map
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, Question, pivot
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
        by_county = pivot(_question("participations", year, "county"), now).by_row
        context = {
            "figure": FIGURES["participations"],
            "map": county_map({key: n for key, n in by_county.items() if key not in hidden_keys(by_county)}),
            "year": year,
            "years": range(today.year, FIRST_YEAR - 1, -1),
            "headlines": [_headline(key, year, now) for key in HEADLINES],
            "tables": [_table(key, year, now) for key in BY],
            "now": now,
        }
    return render(request, "insights/stats.html", context)


def _question(figure: str, year: int, rows: str | None = None) -> Question:
    along = DIMENSIONS[rows] if rows else None
    return Question(FIGURES[figure], date(year, 1, 1), date(year, 12, 31), rows=along)


def _headline(key: str, year: int, now: datetime) -> dict[str, Any]:
    figure, n = FIGURES[key], pivot(_question(key, year), now).total
    return {"figure": figure, "n": shown(n) if figure.measure.is_about_people else n}


def _table(key: str, year: int, now: datetime) -> dict[str, Any]:
    found = pivot(_question("participations", year, key), now).by_row
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
