"""What an address asks of the tally: parsed to a question, and written back as an address."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.permissions import Actor
from core.clock import city_day
from core.errors import Sentence
from core.numbers import whole_number
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.board import latest_year
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Question

FIRST_YEAR = 2015


def _key(request: HttpRequest, name: str, known: Any, default: str) -> str:
    said = request.GET.get(name, "")
    return said if said in known else default


def year_of(request: HttpRequest, today: date) -> int:
    """The year that an address names, else this one."""
    return whole_number(request.GET.get("year"), FIRST_YEAR, today.year) or today.year


def shown_year(request: HttpRequest, now: datetime) -> int:
    """The year that an address names; without one the last in which something was counted."""
    today = city_day(now)
    return year_of(request, today) if "year" in request.GET else latest_year(now, today)


def _days(request: HttpRequest, now: datetime) -> tuple[date, date]:
    """From and to where both are days in order and within ten years, else the year."""
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        first, last = date.max, date.min
    if first <= last and first.year >= FIRST_YEAR and (last - first).days < 3660 and last.year < 3000:
        return first, last
    year = shown_year(request, now)
    return date(year, 1, 1), date(year, 12, 31)


def question_of(request: HttpRequest, now: datetime, scope: Actor | None) -> Question:
    """The question of an address; what it says wrongly is left out."""
    first, last = _days(request, now)
    figure = FIGURES[_key(request, "figure", FIGURES, "participations")]
    along = {key: one for key, one in DIMENSIONS.items() if figure.source.has(key)}
    rows = _key(request, "rows", along, "county")
    columns = _key(request, "columns", along, "" if "columns" in request.GET else "month")
    chosen = {
        key: request.GET[f"is_{key}"][:60].replace("\x00", "")
        for key in DIMENSIONS
        if f"is_{key}" in request.GET and (request.GET[f"is_{key}"] or "none_of" in request.GET)
    }
    return Question(
        figure=figure,
        first=first,
        last=last,
        rows=along.get(rows),
        columns=along.get(columns) if columns != rows else None,
        chosen=chosen,
        scope=scope,
    )


def address_of(question: Question, **more: str) -> str:
    """The query string that asks this; `more` narrows further: `is_unit` and the like."""
    said = {"figure": question.figure.key}
    year = question.first.year
    if (question.first, question.last) == (date(year, 1, 1), date(year, 12, 31)):
        said["year"] = str(year)
    else:
        said |= {"from": question.first.isoformat(), "to": question.last.isoformat()}
    said |= {"rows": question.rows.key} if question.rows else {}
    said |= {"columns": question.columns.key} if question.columns else {"columns": ""}
    said |= {f"is_{key}": value for key, value in question.chosen.items()} | more
    if any(key.startswith("is_") and not value for key, value in said.items()):
        said["none_of"] = "1"  # an empty key is what has none, not what was left open
    return urlencode(said)


def chosen_words(question: Question) -> list[tuple[Sentence, str]]:
    """What the question is narrowed to: the dimension's name and the value's."""
    days = (question.first, question.last)
    return [
        (DIMENSIONS[key].name, labels_of(key, [value], days).get(value, value))
        for key, value in question.chosen.items()
    ]
