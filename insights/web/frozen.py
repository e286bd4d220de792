"""Frozen reports: kept from the table, listed, shown beside what the same question gives today, given out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.errors import DomainError
from core.sheets.writing import Column, Sheet, Value
from core.sql import one_snapshot
from core.web.paging import page_of
from insights.frozen import Change, number_of
from insights.models import FrozenReport
from insights.said import names_behind
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.frozen import Compared, compared, kept_reports
from insights.selectors.labels import labels_of
from insights.selectors.origin import origin_text
from insights.services.freezing import freeze_report
from insights.sheets.marks import with_mark
from insights.sheets.pivot import sheets_of, table_of
from insights.web.cut import some_of
from insights.web.files import workbook
from insights.web.paper import parts_of
from insights.web.question import address_of, question_of

A_PAGE = 30
SHOWN = 200  # changes on the page; the workbook has all


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What was frozen, the last first."""
    page = page_of(request, kept_reports(actor_of(request)), A_PAGE)
    return render(request, "insights/frozen.html", {"page": page, "rows": page.object_list})


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the table of the address."""
    actor, now = actor_of(request), timezone.now()
    question = question_of(request, now, actor)
    try:
        made = freeze_report(question=question, title=request.POST.get("title", ""), by=actor, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(f"{reverse('workspace-tally')}?{address_of(question)}")
    messages.success(request, _("已定稿。以后的更正会在这里显示为差异。"))
    return redirect("workspace-frozen-one", made.public_id)


def _kept(request: HttpRequest, public_id: str) -> FrozenReport:
    """Raises Http404."""
    found = kept_reports(actor_of(request)).defer(None).filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return found


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report as it was, and what has changed since."""
    found = _kept(request, public_id)
    now = timezone.now()
    with one_snapshot():
        beside = compared(found, now)
        table = _table(beside)
        lines, behind = _lines(beside), _named(found, beside)
    context = {
        "report": found,
        "question": beside.question,
        "origin": origin_text(beside.question, found.made_at),
        "beside": beside,
        "table": table,
        "lines": lines[:SHOWN],
        "lines_cut": some_of(SHOWN, len(lines), _("全部在“看现在的表”里")),
        "behind": behind[:SHOWN],
        "behind_cut": some_of(SHOWN, len(behind), _("全部在导出的表里")),
        "address": address_of(beside.question),
        "is_demonstration": holds_demonstration(beside.question, now),
    }
    return render(request, "insights/frozen_one.html", context)


def _table(beside: Compared) -> dict[str, Any]:
    table, then = table_of(beside.question, beside.then), beside.then
    return {
        "columns": list(table.columns.values()),
        "rows": [
            {
                "label": label,
                "cells": [then.cells.get((row, column)) for column in table.columns],
                "total": then.by_row.get(row),
            }
            for row, label in table.rows.items()
        ],
        "totals": [then.by_column.get(column) for column in table.columns],
        "parts": parts_of(table, then),
    }


def _lines(beside: Compared) -> list[tuple[str, Change]]:
    """The lines that differ, labelled."""
    rows = beside.question.rows
    if rows is None:
        return []
    labels = labels_of(rows.key, {change.key for change in beside.lines})
    labels |= table_of(beside.question, beside.then).rows
    return [(labels.get(change.key, change.key), change) for change in beside.lines]


def _named(found: FrozenReport, beside: Compared) -> list[tuple[str, Change]]:
    """The activities or venues that differ, by the name that they had."""
    names = names_behind(beside.question, found.result, [change.key for change in beside.behind])
    return [(names.get(change.key, change.key), change) for change in beside.behind]


@private_page
@staff_page(may=lambda actor: actor.reviews)
@require_safe
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """The report as it was, what it came from, and what has changed since."""
    found = _kept(request, public_id)
    now = timezone.now()
    with one_snapshot():
        beside = compared(found, now)
        notes, sheet = sheets_of(beside.question, beside.then, found.made_at)
        names = names_behind(beside.question, found.result, [str(key) for key, _n in found.behind])
        changed = _named(found, beside)
    form = beside.question.figure.measure.written
    rows: list[list[Value]] = [[names.get(str(key), str(key)), form.cell(number_of(n))] for key, n in found.behind]
    changes: list[list[Value]] = [[name, form.cell(change.then), form.cell(change.now)] for name, change in changed]
    said: list[list[Value]] = [
        [_("名称"), found.title],
        [_("定稿于"), found.made_at],
        [_("校验和（SHA-256）"), found.checksum],
        *[list(row) for row in notes.rows],
    ]
    named = Column(_("名称"), 50)
    sheets = [
        Sheet(notes.name, notes.columns, said),
        sheet,
        Sheet(_("来源"), [named, Column(str(beside.question.figure.measure.label), 14, form.excel)], rows),
        Sheet(
            _("定稿后的变化"),
            [named, Column(_("定稿时"), 14, form.excel), Column(_("现在"), 14, form.excel)],
            changes,
        ),
    ]
    marked = holds_demonstration(beside.question, now)
    return workbook(f"frozen-{found.public_id}", with_mark(sheets, marked=marked))
