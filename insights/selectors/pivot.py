"""Figures along one or two dimensions: from the tally, in one statement, so that every cell is of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.permissions import Actor
from core.sql import fetch, fetch_planned_anew
from insights.dimensions import DIMENSIONS, Dimension
from insights.figures import Figure

MOST_CELLS = 200_000  # of a table that goes out; what is cut says so first, totals never are
Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure, of which days of the city (the last included), along what; `chosen` narrows dimensions."""

    figure: Figure
    first: date
    last: date
    rows: Dimension | None = None
    columns: Dimension | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    scope: Actor | None = None  # None: everybody's, for the public

    def lacking(self) -> list[Dimension]:
        """Dimensions that are asked about or narrowed, and that the figure does not know."""
        asked = [self.rows, self.columns, *(DIMENSIONS[key] for key in self.chosen)]
        return [one for one in asked if one is not None and not self.figure.source.has(one.key)]


@dataclass(frozen=True, slots=True)
class Pivot:
    """Cells by row and column key, and totals that are counted by themselves; what is missing was not reported."""

    cells: Mapping[tuple[str, str], Number]
    by_row: Mapping[str, Number]
    by_column: Mapping[str, Number]
    total: Number | None
    in_all: int = 0  # cells that there are, of which the greatest may be all that is here
    labelled: tuple[Mapping[str, str], Mapping[str, str]] | None = None  # its rows and columns, as they once were

    @property
    def is_cut(self) -> bool:
        return self.in_all > len(self.cells)


def pivot(question: Question, now: datetime, most: int = MOST_CELLS) -> Pivot:
    """The figure along rows and columns; at most four statements of one snapshot where the caller holds one.

    Of more than `most` cells the greatest.

    Empty where the figure does not know a dimension that is asked about.
    """
    if question.lacking():
        return Pivot({}, {}, {}, None)
    rows, columns = question.rows, question.columns
    cells, in_all = _cells(question, now, rows, columns, most) if rows and columns else ({}, 0)
    by_row = {row: n for (row, _none), n in told(question, now, rows, None).items()} if rows else {}
    by_column = {column: n for (column, _none), n in told(question, now, columns, None).items()} if columns else {}
    total = told(question, now, None, None).get(("", ""))
    return Pivot(cells, by_row, by_column, total, in_all)


def total_of(question: Question, now: datetime) -> Number | None:
    """The figure without lines; None where nothing was reported."""
    return None if question.lacking() else told(question, now, None, None).get(("", ""))


def told(
    question: Question, now: datetime, rows: Dimension | None, columns: Dimension | None
) -> dict[tuple[str, str], Number]:
    """One statement's cells; keys are texts, an empty one where the activity has none."""
    return _cells(question, now, rows, columns, MOST_CELLS)[0]


def _cells(
    question: Question, now: datetime, rows: Dimension | None, columns: Dimension | None, most: int
) -> tuple[dict[tuple[str, str], Number], int]:
    """The greatest cells, and how many there are."""
    text, values = statement(question, now, rows, columns)
    found = fetch_planned_anew(text, values | {"most": most})
    return {(row, column): number(n) for row, column, n, _all in found}, found[0][3] if found else 0


def number(n: Any) -> Number:
    """A whole figure as such; only a survey's has decimals."""
    return int(n) if n == int(n) else Decimal(n)


def statement(
    question: Question, now: datetime, rows: Dimension | None, columns: Dimension | None
) -> tuple[str, dict[str, Any]]:
    """What is asked of the database, and its parameters."""
    figure = question.figure
    first, second = (_expression(question, dimension) for dimension in (rows, columns))
    asked = [dimension for dimension in (rows, columns) if dimension is not None]
    joins, conditions, values = where(question, now, asked)
    text = f"""
        SELECT {first}, {second}, {figure.counted}, count(*) OVER () {figure.source.origin} {joins}
        WHERE {conditions}
        GROUP BY 1, 2 HAVING {figure.counted} IS NOT NULL ORDER BY 3 DESC, 1, 2 LIMIT %(most)s"""
    return text, values | {"most": MOST_CELLS}


def _expression(question: Question, dimension: Dimension | None) -> str:
    if dimension is None:
        return "''"
    of_years = question.first.year != question.last.year
    return f"coalesce({dimension.of(question.figure.source, of_years=of_years)}, '')"


def whose(scope: Actor | None) -> dict[str, list[Any]]:
    """The parameters of what an actor sees."""
    return {
        "units": sorted(scope.organizer_of) if scope else [],
        "counties": sorted(scope.reviewer_of_counties) if scope else [],
    }


def where(question: Question, now: datetime, asked: list[Dimension]) -> tuple[str, str, dict[str, Any]]:
    """Joins, conditions and their values: days, what is chosen, and whose."""
    scope, figure = question.scope, question.figure
    values: dict[str, Any] = {"first": question.first, "last": question.last, "now": now, **whose(scope)}
    sees_all = scope is None or scope.sees_all
    period = figure.period.format(day=figure.source.day) or figure.source.within
    conditions = [figure.condition, figure.source.counts, period, *([] if sees_all else [figure.source.own])]
    joined = list(dict.fromkeys([*asked, *(DIMENSIONS[key] for key in question.chosen)]))
    for key, value in question.chosen.items():
        conditions.append(f"{_expression(question, DIMENSIONS[key])} = %(chosen_{key})s")
        values[f"chosen_{key}"] = value
    # A source with lines of its own has no belongings to join.
    needed = [] if figure.source.along is not None else [dimension.join for dimension in joined]
    needed += [] if sees_all else [figure.source.own_join]
    joins = " ".join(dict.fromkeys(needed))
    return joins, " AND ".join(conditions), values


def rows_behind(question: Question, now: datetime, most: int = 500) -> list[tuple[str, Number]]:
    """What is behind a cell with what each gives to it, the most first; keys as the source names them."""
    if question.lacking():
        return []
    figure = question.figure
    joins, conditions, values = where(question, now, [])
    text = f"""
        SELECT {figure.source.key}, {figure.counted} {figure.source.origin} {joins}
        WHERE {conditions} GROUP BY 1 HAVING {figure.counted} IS NOT NULL ORDER BY 2 DESC, 1 LIMIT {int(most)}"""
    return [(key, number(n)) for key, n in fetch(text, values)]


def count_behind(question: Question, now: datetime) -> int:
    """How many things are behind a figure."""
    if question.lacking():
        return 0
    figure = question.figure
    joins, conditions, values = where(question, now, [])
    text = f"""
        SELECT count(*) FROM (SELECT {figure.source.key} {figure.source.origin} {joins}
        WHERE {conditions} GROUP BY 1 HAVING {figure.counted} IS NOT NULL) behind"""
    ((n,),) = fetch(text, values)
    return int(n)
