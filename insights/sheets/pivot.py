"""A table of the tally as sheets: what it means, and its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.sheets.writing import Column, Sheet, Value
from insights.dimensions import DIMENSIONS
from insights.selectors.ground import unknown_ground
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Pivot, Question
from insights.selectors.scope import scope_words


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and labels of a table's lines, in their order."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]


def table_of(question: Question, found: Pivot) -> Table:
    """The lines of a pivot with their labels."""
    rows, columns = question.rows, question.columns
    days = (question.first, question.last)
    if found.labelled is not None:
        return Table(*found.labelled)
    return Table(
        labels_of(rows.key, set(found.by_row) | {row for row, _column in found.cells}, days) if rows else {},
        labels_of(columns.key, set(found.by_column), days) if columns else {},
    )


def notes_of(question: Question, now: datetime) -> list[list[Value]]:
    """What a table says, line by line: figure, unit, definition, days, filters."""
    figure = question.figure
    lines: list[list[Value]] = [
        [_("指标"), str(figure.name)],
        [_("单位"), str(figure.measure.label)],
        [_("定义"), str(figure.definition)],
        [_("自"), question.first],
        [_("至"), question.last],
        [_("截至"), now],
    ]
    lines += [
        [
            _("只看：%(what)s") % {"what": DIMENSIONS[key].name},
            labels_of(key, [value], (question.first, question.last)).get(value, value),
        ]
        for key, value in question.chosen.items()
    ]
    scope = question.scope
    if scope is not None and not scope.sees_all:
        lines.append([_("范围"), scope_words(scope)])
    return [
        *lines,
        [_("空格"), _("没有填报；不是 0")],
        [_("合计"), _("单独计算；一个活动属于几类时，各行相加会多")],
    ]


def sheets_of(question: Question, found: Pivot, now: datetime) -> tuple[Sheet, Sheet]:
    """The sheet of notes and the sheet of cells, with a last line of totals."""
    table = table_of(question, found)
    titles = [
        Column(str(question.rows.name) if question.rows else "", 30),
        *(Column(label, 12, "0") for label in table.columns.values()),
        Column(_("合计"), 14, "0"),
    ]
    lines: list[list[Value]] = [
        [label, *(found.cells.get((row, column)) for column in table.columns), found.by_row.get(row)]
        for row, label in table.rows.items()
    ]
    lines.append([_("合计"), *(found.by_column.get(column) for column in table.columns), found.total])
    said = notes_of(question, now)
    unknown = unknown_ground(question, now) if found.labelled is None else None  # a frozen table is of its own time
    if unknown is not None:
        told = {"sessions": unknown.sessions, "times": unknown.times}
        said.append([_("城乡不明"), _("城乡不明 %(sessions)s 场 %(times)s 人次") % told])
    notes = Sheet(_("说明"), [Column(_("项目"), 18), Column(_("内容"), 70)], said)
    return notes, Sheet(str(question.figure.name), titles, lines)
