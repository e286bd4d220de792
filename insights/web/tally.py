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
from insights.formats import PERCENT
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.ground import unknown_ground
from insights.selectors.labels import choices_of
from insights.selectors.methods import Shares, has_shares, shares_along, shares_in_all
from insights.selectors.origin import origin_text
from insights.selectors.pivot import MOST_CELLS, Pivot, Question, pivot
from insights.sheets.marks import with_mark
from insights.sheets.pivot import TOTAL, cut_words, share_columns, share_numbers, sheets_of, table_of
from insights.web.files import plain_table, workbook
from insights.web.ground import unknown_line
from insights.web.paper import parts_of
from insights.web.question import FIRST_YEAR, address_of, chosen_words, question_of

FILTERS = (
    *("county", "zone", "host_county", "rural", "unit", "unit_kind", "co_unit"),
    *("campaign", "task", "form", "topic", "audience", "method", "kind"),
)


MOST_SHOWN = 20_000  # cells on the page


def _one_moment(question: Question, now: datetime, most: int = MOST_CELLS) -> tuple[Pivot, dict[str, Shares] | None]:
    """The table in one snapshot, cells and totals of the same moment; for 人次 how each line was obtained."""
    with one_snapshot():
        found = pivot(question, now, most)
        if not has_shares(question):
            return found, None
        whole = shares_in_all(question, now)
        lines = shares_along(question, question.rows, now) if question.rows else {}
        return found, lines | ({TOTAL: whole} if whole else {})


@private_page
@staff_page
@require_safe
def tally(request: HttpRequest) -> HttpResponse:
    """The pivot table; every cell leads to what is behind it."""
    now = timezone.now()
    question = question_of(request, now, actor_of(request))
    found, shares = _one_moment(question, now, MOST_SHOWN)
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
        "unknown": unknown_line(unknown_ground(question, now)),
        "table": _shown(question, found, shares),
        "total": found.total,
        "share_titles": [column.title for column in share_columns()] if shares is not None else (),
        "shares": shares.get(TOTAL) if shares else None,
        "share_list": share_numbers(shares.get(TOTAL)) if shares is not None else (),
        "percent": PERCENT,
        "origin": origin_text(question, now),
        "to_total": address_of(question),
        "address": request.GET.urlencode(),
        "cut": cut_words(found) if found.is_cut else "",
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


def _shown(question: Question, found: Pivot, shares: dict[str, Shares] | None) -> dict[str, Any]:
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
        line = {"label": label, "cells": cells, "total": found.by_row.get(row), "to": address_of(question, **to)}
        shown.append(line | {"shares": share_numbers(shares.get(row)) if shares is not None else ()})
    totals = [
        {"n": found.by_column.get(column), "to": address_of(question, **{f"is_{columns.key}": column})}
        for column in table.columns
        if columns
    ]
    columns_told = list(table.columns.values())
    return {"columns": columns_told, "rows": shown, "totals": totals, "parts": parts_of(table, found)}


@private_page
@staff_page
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The table as xlsx with what it means on the first sheet, or as CSV with that below it."""
    now = timezone.now()
    question = question_of(request, now, actor_of(request))
    found, shares = _one_moment(question, now)
    notes, sheet = sheets_of(question, found, now, shares)
    name = f"tally-{question.figure.key}-{question.first:%Y%m%d}-{question.last:%Y%m%d}"
    marked = holds_demonstration(question, now)
    name += "-demonstration" if marked else ""
    notes, sheet = with_mark([notes, sheet], marked=marked)
    return plain_table(name, sheet, notes) if form == SheetFormat.CSV else workbook(name, [notes, sheet])
