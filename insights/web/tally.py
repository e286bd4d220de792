"""The tally for the offices and units: any two dimensions at once, and what is behind each cell."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from activities.sheets.export import SheetFormat
from activities.web.private import private_page
from core.clock import city_day
from core.sql import one_snapshot
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.labels import choices_of
from insights.selectors.pivot import Pivot, Question, pivot
from insights.sheets.marks import with_mark
from insights.sheets.pivot import sheets_of, table_of
from insights.web.files import plain_table, workbook
from insights.web.question import FIRST_YEAR, address_of, chosen_words, question_of

FILTERS = ("county", "zone", "unit", "co_unit", "campaign", "task", "form", "topic", "audience", "method", "kind")


def _one_moment(question: Question, now: datetime) -> Pivot:
    """The table in one snapshot: cells and totals of the same moment."""
    with one_snapshot():
        return pivot(question, now)


@private_page
@staff_page
@require_safe
def tally(request: HttpRequest) -> HttpResponse:
    """The pivot table; every cell leads to what is behind it."""
    now = timezone.now()
    question = question_of(request, now, actor_of(request))
    found = _one_moment(question, now)
    source = question.figure.source
    context = {
        "question": question,
        "year": question.first.year,
        "is_year": "from" not in request.GET,
        "years": range(city_day(now).year, FIRST_YEAR - 1, -1),
        "figures": FIGURES.values(),
        "dimensions": [one for one in DIMENSIONS.values() if source.has(one.key)],
        "filters": [_filter(key, question) for key in FILTERS if source.has(key)],
        "lacking": [one.name for one in question.lacking()],
        "chosen": chosen_words(question),
        "table": _shown(question, found),
        "total": found.total,
        "to_total": address_of(question),
        "address": request.GET.urlencode(),
        "is_cut": found.is_cut,
        "is_demonstration": holds_demonstration(question, now),
        "adds_up": all(one.adds_up for one in (question.rows, question.columns) if one),
    }
    return render(request, "insights/tally.html", context)


def _filter(key: str, question: Question) -> dict[str, Any]:
    """What a dimension can be narrowed to."""
    return {
        "key": key,
        "name": DIMENSIONS[key].name,
        "value": question.chosen.get(key),
        "choices": choices_of(key, question.first.year).items(),
    }


def _shown(question: Question, found: Pivot) -> dict[str, Any]:
    """Rows and columns with their labels and where each cell leads; None where nothing was reported."""
    table = table_of(question, found)
    rows, columns = question.rows, question.columns
    shown = []
    for row, label in table.rows.items():
        to = {f"is_{rows.key}": row} if rows else {}
        cells = [
            {"n": found.cells.get((row, column)), "to": address_of(question, **to, **{f"is_{columns.key}": column})}
            for column in table.columns
            if columns
        ]
        shown.append({"label": label, "cells": cells, "total": found.by_row.get(row), "to": address_of(question, **to)})
    totals = [
        {"n": found.by_column.get(column), "to": address_of(question, **{f"is_{columns.key}": column})}
        for column in table.columns
        if columns
    ]
    return {"columns": list(table.columns.values()), "rows": shown, "totals": totals}


@private_page
@staff_page
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The table as xlsx with what it means on the first sheet, or as CSV."""
    now = timezone.now()
    question = question_of(request, now, actor_of(request))
    found = _one_moment(question, now)
    notes, sheet = sheets_of(question, found, now)
    name = f"tally-{question.figure.key}-{question.first:%Y%m%d}-{question.last:%Y%m%d}"
    marked = holds_demonstration(question, now)
    name += "-demonstration" if marked else ""
    return (
        plain_table(name, sheet)
        if form == SheetFormat.CSV
        else workbook(name, with_mark([notes, sheet], marked=marked))
    )
