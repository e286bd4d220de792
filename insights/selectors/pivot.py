"""Figures along one or two dimensions: from the tally, in one statement, so that every cell is of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.permissions import Actor
from core.sql import fetch_planned_anew
from insights.figures import DAY_OF_SESSION, DIMENSIONS, Dimension, Figure

MOST_CELLS = 20_000
OF_TALLY = """
FROM insights_counted counted
JOIN activities_session session ON session.id = counted.session_id"""
OF_SESSIONS = "FROM activities_session session"
AROUND = """
JOIN activities_activity activity ON activity.id = session.activity_id
JOIN accounts_unit unit ON unit.id = activity.unit_id"""
IN_SCOPE = "(%(all)s OR unit.id = ANY (%(units)s) OR unit.county_code <> '' AND unit.county_code = ANY (%(counties)s))"


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


@dataclass(frozen=True, slots=True)
class Pivot:
    """Cells by row and column key, and totals that are counted by themselves; what is missing was not reported."""

    cells: Mapping[tuple[str, str], int]
    by_row: Mapping[str, int]
    by_column: Mapping[str, int]
    total: int | None
    is_cut: bool = False


def pivot(question: Question, now: datetime) -> Pivot:
    """The figure along rows and columns; at most four statements of one snapshot where the caller holds one."""
    rows, columns = question.rows, question.columns
    cells = told(question, now, rows, columns) if rows and columns else {}
    by_row = {row: n for (row, _none), n in told(question, now, rows, None).items()} if rows else {}
    by_column = {column: n for (column, _none), n in told(question, now, columns, None).items()} if columns else {}
    total = told(question, now, None, None).get(("", ""))
    return Pivot(cells, by_row, by_column, total, len(cells) >= MOST_CELLS)


def told(
    question: Question, now: datetime, rows: Dimension | None, columns: Dimension | None
) -> dict[tuple[str, str], int]:
    """One statement's cells; keys are texts, an empty one where the activity has none."""
    of_tally = any(dimension.of_tally for dimension in (rows, columns) if dimension is not None)
    if question.figure.of_sessions and of_tally:
        return {}
    text, values = statement(question, now, rows, columns)
    return {(row, column): int(n) for row, column, n in fetch_planned_anew(text, values)}


def statement(
    question: Question, now: datetime, rows: Dimension | None, columns: Dimension | None
) -> tuple[str, dict[str, Any]]:
    """What is asked of the database, and its parameters."""
    figure = question.figure
    day = DAY_OF_SESSION if figure.of_sessions else "counted.day"
    asked = list(dict.fromkeys(dimension for dimension in (rows, columns) if dimension is not None))
    first, second = (_expression(dimension, day) for dimension in (rows, columns))
    counted = f"count(DISTINCT {figure.of_sessions})" if figure.of_sessions else "sum(counted.count)"
    joins, conditions, values = _where(question, asked, day)
    text = f"""
        SELECT {first}, {second}, {counted} {OF_SESSIONS if figure.of_sessions else OF_TALLY} {AROUND} {joins}
        WHERE {figure.condition} AND {" AND ".join(conditions)}
        GROUP BY 1, 2 HAVING {counted} IS NOT NULL ORDER BY 3 DESC LIMIT {MOST_CELLS}"""
    return text, {**values, "now": now}


def _expression(dimension: Dimension | None, day: str) -> str:
    return f"coalesce({dimension.expression.format(day=day)}, '')" if dimension else "''"


def _where(question: Question, asked: list[Dimension], day: str) -> tuple[str, list[str], dict[str, Any]]:
    """Joins, conditions and their values: days, what is chosen, and whose activities."""
    scope = question.scope
    values: dict[str, Any] = {
        "first": question.first,
        "last": question.last,
        "all": scope is None or scope.sees_all,
        "units": sorted(scope.organizer_of) if scope else [],
        "counties": sorted(scope.reviewer_of_counties) if scope else [],
    }
    conditions = [f"{day} BETWEEN %(first)s AND %(last)s", IN_SCOPE]
    joined = list(asked)
    for key, value in question.chosen.items():
        dimension = DIMENSIONS[key]
        if dimension.of_tally and question.figure.of_sessions:
            continue
        if dimension not in joined:
            joined.append(dimension)
        conditions.append(f"{_expression(dimension, day)} = %(chosen_{key})s")
        values[f"chosen_{key}"] = value
    return " ".join(dimension.join for dimension in joined), conditions, values


def activities_behind(question: Question, now: datetime, most: int = 500) -> list[tuple[int, int]]:
    """The activities behind a cell with what each gives to it, the most first; keys of the activities."""
    own = Dimension("activity", "", "activity.id::text")
    found = told(question, now, own, None)
    return [(int(activity), n) for (activity, _none), n in list(found.items())[:most]]
