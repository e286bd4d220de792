"""The tally for the offices and units: any two dimensions at once, and the activities behind each cell."""

import io
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from activities.models import Activity
from activities.sheets.export import SheetFormat
from activities.web.private import private_page
from core.clock import city_day
from core.sheets.writing import Column, Sheet, Value, write_xlsx
from core.sql import one_snapshot
from insights.figures import DIMENSIONS, FIGURES
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Pivot, Question, activities_behind, pivot

FIRST_YEAR = 2015


def _key(request: HttpRequest, name: str, known: Any, default: str) -> str:
    said = request.GET.get(name, "")
    return said if said in known else default


def year_of(request: HttpRequest, today: date) -> int:
    """The year that an address names, else this one."""
    said = request.GET.get("year", "")
    is_year = said.isascii() and said.isdigit() and FIRST_YEAR <= int(said[:5]) <= today.year
    return int(said) if is_year else today.year


def _question(request: HttpRequest, now: datetime) -> Question:
    year = year_of(request, city_day(now))
    rows = _key(request, "rows", DIMENSIONS, "county")
    columns = _key(request, "columns", DIMENSIONS, "month")
    chosen = {
        key: request.GET[f"is_{key}"][:60].replace("\x00", "") for key in DIMENSIONS if f"is_{key}" in request.GET
    }
    return Question(
        figure=FIGURES[_key(request, "figure", FIGURES, "participations")],
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        rows=DIMENSIONS[rows],
        columns=DIMENSIONS[columns] if columns != rows else None,
        chosen=chosen,
        scope=actor_of(request),
    )


def _one_moment(question: Question, now: datetime) -> Pivot:
    """The table in one snapshot: cells and totals of the same moment."""
    with one_snapshot():
        return pivot(question, now)


@private_page
@staff_page
@require_safe
def tally(request: HttpRequest) -> HttpResponse:
    """The pivot table; every cell leads to its activities."""
    now = timezone.now()
    question = _question(request, now)
    found = _one_moment(question, now)
    today = city_day(now)
    context = {
        "question": question,
        "year": question.first.year,
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "figures": FIGURES.values(),
        "dimensions": DIMENSIONS.values(),
        "table": _table(question, found),
        "total": found.total,
        "address": request.GET.urlencode(),
        "is_cut": found.is_cut,
    }
    return render(request, "insights/tally.html", context)


def _table(question: Question, found: Pivot) -> dict[str, Any]:
    """Rows and columns with their labels; None where nothing was reported."""
    assert question.rows is not None
    rows = labels_of(question.rows.key, set(found.by_row) | {row for row, _column in found.cells})
    columns = labels_of(question.columns.key, set(found.by_column)) if question.columns else {}
    return {
        "columns": list(columns.values()),
        "rows": [
            {
                "label": label,
                "cells": [
                    {"n": found.cells.get((row, column)), "to": _behind(question, row, column)} for column in columns
                ],
                "total": found.by_row.get(row),
                "to": _behind(question, row, None),
            }
            for row, label in rows.items()
        ],
        "totals": [found.by_column.get(column) for column in columns],
    }


def _behind(question: Question, row: str, column: str | None) -> str:
    """The address part of the activities behind a cell."""
    assert question.rows is not None
    said = {"figure": question.figure.key, "year": str(question.first.year)}
    said |= {f"is_{key}": value for key, value in question.chosen.items()}
    said[f"is_{question.rows.key}"] = row
    if question.columns is not None and column is not None:
        said[f"is_{question.columns.key}"] = column
    return urlencode(said)


@private_page
@staff_page
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The activities behind a figure, the most first; each leads to its sessions."""
    now = timezone.now()
    question = _question(request, now)
    found = activities_behind(question, now)
    known = Activity.objects.select_related("unit").in_bulk([pk for pk, _n in found])
    chosen = [
        (DIMENSIONS[key].name, labels_of(key, [value]).get(value, value)) for key, value in question.chosen.items()
    ]
    context = {
        "question": question,
        "year": question.first.year,
        "chosen": chosen,
        "rows": [(known[pk], n) for pk, n in found if pk in known],
    }
    return render(request, "insights/behind.html", context)


@private_page
@staff_page
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The table as xlsx, with what it means on the first sheet."""
    now = timezone.now()
    question = _question(request, now)
    found = _one_moment(question, now)
    table = _table(question, found)
    figure, rows = question.figure, question.rows
    assert rows is not None
    notes: list[list[Value]] = [
        [_("指标"), str(figure.name)],
        [_("单位"), str(figure.measure.label)],
        [_("定义"), str(figure.definition)],
        [_("年份"), question.first.year],
        [_("截至"), now],
        [_("空格"), _("没有填报；不是 0")],
        [_("合计"), _("单独计算；一个活动属于几类时，各行相加会多")],
    ]
    titles = [
        Column(str(rows.name), 30),
        *(Column(label, 12, "0") for label in table["columns"]),
        Column(_("合计"), 14, "0"),
    ]
    lines: list[list[Value]] = [
        [row["label"], *(cell["n"] for cell in row["cells"]), row["total"]] for row in table["rows"]
    ]
    lines.append([_("合计"), *table["totals"], found.total])
    stream = io.BytesIO()
    sheets = [
        Sheet(_("说明"), [Column(_("项目"), 14), Column(_("内容"), 70)], notes),
        Sheet(str(figure.name), titles, lines),
    ]
    write_xlsx(stream, sheets)
    response = HttpResponse(stream.getvalue(), content_type=SheetFormat.XLSX.media_type)
    response["Content-Disposition"] = f'attachment; filename="tally-{figure.key}-{question.first.year}.xlsx"'
    return response
