"""What a frozen report was called in all its parts, in both languages: nothing of it is looked up anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, override

from insights.dimensions import Dimension
from insights.selectors.behind import names_of
from insights.selectors.pivot import Pivot, Question
from insights.sheets.pivot import table_of

LANGUAGES = ("zh-hans", "en")
SAID = "said"  # where a result keeps it


def said_of(question: Question, found: Pivot, keys: list[str]) -> dict[str, Any]:
    """Names, definition and labels of a result by language, and the names of what is behind it."""
    return {**{language: _in(language, question, found) for language in LANGUAGES}, "behind": names_of(question, keys)}


def _in(language: str, question: Question, found: Pivot) -> dict[str, Any]:
    with override(language):
        table = table_of(question, found)
        return {
            "figure": str(question.figure.name),
            "definition": str(question.figure.definition),
            "rows": str(question.rows.name) if question.rows else "",
            "columns": str(question.columns.name) if question.columns else "",
            "row_labels": [[key, label] for key, label in table.rows.items()],
            "column_labels": [[key, label] for key, label in table.columns.items()],
        }


def _now(result: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was said in the language of the moment; None of a report from before this was kept."""
    said = result.get(SAID)
    return None if said is None else said["en" if (get_language() or "").startswith("en") else "zh-hans"]


def as_asked(question: Question, result: Mapping[str, Any]) -> Question:
    """A question that is called what it was called then; what is counted is the same."""
    said = _now(result)
    if said is None:
        return question
    return replace(
        question,
        figure=replace(question.figure, name=said["figure"], definition=said["definition"]),
        rows=_named(question.rows, said["rows"]),
        columns=_named(question.columns, said["columns"]),
    )


def _named(dimension: Dimension | None, name: str) -> Dimension | None:
    return replace(dimension, name=name) if dimension is not None else None


def labelled(result: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]] | None:
    """The labels of a result's rows and columns as they were, in their order."""
    said = _now(result)
    return None if said is None else (dict(said["row_labels"]), dict(said["column_labels"]))


def names_behind(question: Question, result: Mapping[str, Any], keys: list[str]) -> dict[str, str]:
    """What is behind a result by the name that it had; what has come since by the name that it has."""
    known = result.get(SAID, {}).get("behind", {})
    return names_of(question, [key for key in keys if key not in known]) | {k: known[k] for k in keys if k in known}


def bare(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without its words."""
    return {key: value for key, value in result.items() if key != SAID}
