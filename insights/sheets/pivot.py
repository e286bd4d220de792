"""A table of the tally as sheets: what it means, and its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.sheets.writing import Column, Sheet, Value
from insights.formats import NONE, PERCENT
from insights.selectors.ground import unknown_ground
from insights.selectors.labels import labels_of
from insights.selectors.methods import Shares
from insights.selectors.origin import origin_of
from insights.selectors.pivot import Pivot, Question

TOTAL = "total"  # the key of the total's shares; keys of dimensions are other words


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and labels of a table's lines, in their order."""

    rows: Mapping[str, str]
    columns: Mapping[str, str]


def table_of(question: Question, found: Pivot) -> Table:
    """The lines of a pivot with their labels."""
    rows, columns = question.rows, question.columns
    if found.labelled is not None:
        return Table(*found.labelled)
    days = (question.first, question.last)
    keys = set(found.by_row) | {row for row, _column in found.cells}
    return Table(
        labels_of(rows.key, keys, days) if rows else {},
        labels_of(columns.key, set(found.by_column), days) if columns else {},
    )


def notes_of(question: Question, found: Pivot, now: datetime) -> list[list[Value]]:
    """What a table says, line by line; what is cut comes first."""
    said: list[list[Value]] = [[label, value] for label, value in origin_of(question, now)]
    cut: list[list[Value]] = [[_("没有列全"), cut_words(found)]] if found.is_cut else []
    return [
        *cut,
        *said,
        [NONE, _("没有填报；不是 0")],
        [_("合计"), _("单独计算；一个活动属于几类时，各行相加会多")],
    ]


def cut_words(found: Pivot) -> str:
    """How many cells there are, and how many of them are shown."""
    return _("只有最大的 %(shown)d 格，一共 %(all)d 格；合计是全部的。") % {
        "shown": len(found.cells),
        "all": found.in_all,
    }


def notes_sheet(rows: list[list[Value]]) -> Sheet:
    """The first sheet of a workbook."""
    return Sheet(_("说明"), [Column(_("项目"), 18), Column(_("内容"), 70)], rows)


def share_columns() -> list[Column]:
    """Percentages beside 人次: how they were obtained."""
    titles = (_("扫码（%）"), _("名单和点数（%）"), _("现场清点（%）"))
    return [Column(title, 12, PERCENT.excel) for title in titles]


def share_numbers(shares: Shares | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The percentages in the order of their columns; None where there is nothing to share out."""
    return (shares.scanned, shares.listed, shares.counted) if shares else (None, None, None)


def share_cells(shares: Shares | None) -> list[Value]:
    """The cells below them."""
    return [PERCENT.cell(n) for n in share_numbers(shares)]


def sheets_of(
    question: Question, found: Pivot, now: datetime, shares: Mapping[str, Shares] | None = None
) -> tuple[Sheet, Sheet]:
    """The sheet of notes and the sheet of cells, with a last line of totals; `shares` by row and TOTAL."""
    table, form = table_of(question, found), question.figure.measure.written
    unit = str(question.figure.measure.label)
    titles = [
        Column(str(question.rows.name) if question.rows else "", 30),
        *(Column(label, 12, form.excel) for label in table.columns.values()),
        Column(_("合计（%(unit)s）") % {"unit": unit}, 14, form.excel),
        *(share_columns() if shares is not None else []),
    ]

    def line(label: str, row: str | None) -> list[Value]:
        numbers = [
            *(found.by_column.get(key) if row is None else found.cells.get((row, key)) for key in table.columns),
            found.total if row is None else found.by_row.get(row),
        ]
        told = [form.cell(n) for n in numbers]
        return [label, *told, *(share_cells(shares.get(row)) if shares is not None and row is not None else [])]

    lines = [line(label, row) for row, label in table.rows.items()]
    lines.append([*line(_("合计"), None), *(share_cells(shares.get(TOTAL)) if shares is not None else [])])
    said = notes_of(question, found, now)
    unknown = unknown_ground(question, now) if found.labelled is None else None  # a frozen table is of its own time
    if unknown is not None:
        told = {"sessions": unknown.sessions, "times": unknown.times}
        said.append([_("城乡不明"), _("城乡不明 %(sessions)s 场 %(times)s 人次") % told])
    return notes_sheet(said), Sheet(str(question.figure.name), titles, lines)
