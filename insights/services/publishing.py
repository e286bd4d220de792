"""Publishing a year's figures: all public tables at once, of one moment."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from core.clock import city_day
from core.disclosure import rounding_values
from core.sql import fetch, fetch_planned_anew
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.models import Publication
from insights.publishing import NAMES, dimensions_of, published_figure
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.pivot import Question, number, statement

FIRST_YEAR = 2015
Table = dict[str, float | int]


@transaction.atomic
def publish_figures(*, now: datetime, all_years: bool = False) -> int:
    """Renew the public tables of this year and the last, or of every year in which something was held; how many."""
    today = city_day(now)
    years = {today.year, today.year - 1} | (_years_held(today) if all_years else set())
    for year in sorted(years):
        publish_year(year=year, now=now)
    return len(years)


@transaction.atomic
def publish_year(*, year: int, now: datetime) -> Publication:
    """Renew the public tables of a year; what is being told meanwhile is the last publication, whole."""
    published, _made = Publication.objects.update_or_create(
        year=year,
        defaults={
            "tables": {name: _tables(name, year, now) for name in NAMES},
            "demonstration": [name for name in NAMES if holds_demonstration(_asked(name, year), now)],
            "published_at": now,
        },
    )
    return published


def _years_held(today: date) -> set[int]:
    rows = fetch(
        "SELECT DISTINCT extract(year FROM starts_at AT TIME ZONE 'Asia/Shanghai')::int FROM activities_session", {}
    )
    return {year for (year,) in rows if FIRST_YEAR <= year <= today.year}


def _asked(name: str, year: int) -> Question:
    return Question(FIGURES[name], date(year, 1, 1), date(year, 12, 31))


def _tables(name: str, year: int, now: datetime) -> dict[str, Table]:
    """By dimension. Functional zones stand among the counties that they lie in."""
    tables = {"": _table(name, year, "", now)}
    for key in dimensions_of(name):
        tables[key] = _table(name, year, key, now)
        if key == "county":
            tables["zone"] = {code: n for code, n in _table(name, year, "zone", now).items() if code}
    return tables


def _table(name: str, year: int, along: str, now: datetime) -> Table:
    """One dimension's values. Of people, a line that is rounded to nought is as one that nobody reported."""
    figure = published_figure(name)
    question = Question(figure, date(year, 1, 1), date(year, 12, 31))
    text, values = statement(question, now, DIMENSIONS[along] if along else None, None)
    asked = values | rounding_values()
    found: dict[str, Any] = {key: number(n) for key, _none, n, _all in fetch_planned_anew(text, asked)}
    return {
        key: n if isinstance(n, int) else float(n)
        for key, n in found.items()
        if n > 0 or not figure.measure.is_about_people
    }
