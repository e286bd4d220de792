"""A figure as it was reported, as values: what was asked, what came out, and how that differs from today's."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.permissions import Actor
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.pivot import Number, Pivot, Question

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A result as JSON keeps it: `result` has cells, lines and the total; `behind` is key and number, by key."""

    result: dict[str, Any]
    behind: list[list[Any]]

    @classmethod
    def of(cls, found: Pivot, rows: Sequence[tuple[str, Number]]) -> "Frozen":
        result = {
            "cells": sorted([row, column, _kept(n)] for (row, column), n in found.cells.items()),
            "by_row": {key: _kept(n) for key, n in sorted(found.by_row.items())},
            "by_column": {key: _kept(n) for key, n in sorted(found.by_column.items())},
            "total": None if found.total is None else _kept(found.total),
        }
        return cls(result, sorted([key, _kept(n)] for key, n in rows))


def _kept(n: Number) -> int | str:
    """Decimals as text, so that none is lost on the way."""
    return str(n) if isinstance(n, Decimal) else n


def number_of(kept: int | str | None) -> Number | None:
    return None if kept is None else Decimal(kept) if isinstance(kept, str) else kept


def checksum_of(asked: Mapping[str, Any], result: Mapping[str, Any], behind: Rows) -> str:
    """SHA-256 of the question, the result and the rows as one JSON list, without spaces, names in order."""
    parts = [dict(asked), dict(result), [list(row) for row in behind]]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def asked_of(question: Question) -> dict[str, Any]:
    """A question as JSON keeps it; whose it is stands beside it."""
    return {
        "figure": question.figure.key,
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "rows": question.rows.key if question.rows else "",
        "columns": question.columns.key if question.columns else "",
        "chosen": dict(question.chosen),
    }


def question_again(asked: Mapping[str, Any], scope: Actor) -> Question:
    """The question that was asked. Raises KeyError for a figure or dimension that there is no more."""
    return Question(
        FIGURES[asked["figure"]],
        date.fromisoformat(asked["first"]),
        date.fromisoformat(asked["last"]),
        DIMENSIONS[asked["rows"]] if asked["rows"] else None,
        DIMENSIONS[asked["columns"]] if asked["columns"] else None,
        dict(asked["chosen"]),
        scope,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A number then and now; None: not reported."""

    key: str
    then: Number | None
    now: Number | None


def changes(then: Rows, now: Rows) -> list[Change]:
    """What differs between two lists of key and number, the keys in order."""
    before = {str(key): number_of(n) for key, n in then}
    after = {str(key): number_of(n) for key, n in now}
    return [
        Change(key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
