"""Writing sheets: text stays text, numbers stay numbers, days stay days, and no cell is a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.clock import city_time
from core.sheets.formulas import looks_like_formula, neutralised

Value = str | int | float | Decimal | bool | date | datetime | None

LONGEST_TEXT = 32_767  # characters that a cell holds
LONGEST_NAME = 31  # of a sheet
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
CHOICE_ROWS = 10_000  # rows below the titles that offer a column's choices
DAY_FORMAT, MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
MUTED = "#6b7280"
A4 = 9  # Excel's number of the paper


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, width in characters, number format, what may be chosen, a note on the title."""

    title: str
    width: float = 14
    format: str | None = None
    choices: Sequence[str] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; `rows` may be an iterator, and `muted` says how many first ones are an example."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    muted: int = 0


class _Look(NamedTuple):
    """A format of the workbook: number format, text that looks like a formula, muted, at the right edge."""

    number: str | None = None
    quoted: bool = False
    muted: bool = False
    right: bool = False


class _Formats:
    """Makes each look once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[_Look, Any] = {}

    def of(self, look: _Look) -> Any:
        if look not in self._made:
            said: dict[str, Any] = {"valign": "top"}
            if look.number:
                said["num_format"] = look.number
            if look.quoted:
                said["quote_prefix"] = True
            if look.right:
                said["align"] = "right"
            if look.muted:
                said |= {"italic": True, "font_color": MUTED}
            self._made[look] = self._book.add_format(said)
        return self._made[look]


def write_xlsx(stream: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """Write a workbook, row by row, so that memory doesn't grow with the rows.

    Moments are written in the city's time. A text is cut to what a cell holds.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with Workbook(stream, options) as book:
        formats = _Formats(book)
        title_format = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        offered = [column for sheet in sheets for column in sheet.columns if column.choices]
        for sheet in sheets:
            page = book.add_worksheet(NOT_IN_A_NAME.sub(" ", sheet.name)[:LONGEST_NAME])
            _write_titles(page, sheet, title_format)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    look = _Look(sheet.columns[column].format, muted=number <= sheet.muted)
                    _write_cell(page, number, column, value, look, formats)
            _offer_choices(page, sheet, offered)
        if offered:
            _write_choices(book, offered)


def _write_titles(page: Worksheet, sheet: Sheet, title_format: Any) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
        page.write_string(0, number, column.title, title_format)
        if column.note:
            page.write_comment(0, number, column.note, {"x_scale": 2})
    page.freeze_panes(1, 0)
    # On paper: A4 across, all columns on one page's width, the titles on each.
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_cell(page: Worksheet, row: int, column: int, value: Value, look: _Look, formats: _Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value, formats.of(look))
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value, formats.of(look))
    elif isinstance(value, datetime):
        moment = city_time(value).replace(tzinfo=None) if value.tzinfo else value
        page.write_datetime(row, column, moment, formats.of(look._replace(number=look.number or MOMENT_FORMAT)))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats.of(look._replace(number=look.number or DAY_FORMAT)))
    else:
        text = str(value)[:LONGEST_TEXT]
        # The quote prefix keeps a spreadsheet from running the text once somebody edits the cell. A word among
        # numbers, such as the dash of what was not reported, stands where they stand.
        said = look._replace(quoted=looks_like_formula(text), right=look.number is not None)
        page.write_string(row, column, text, formats.of(said))


CHOICES_SHEET = "choices"


def _offer_choices(page: Worksheet, sheet: Sheet, offered: Sequence[Column]) -> None:
    for number, column in enumerate(sheet.columns):
        if not column.choices:
            continue
        letter = xl_col_to_name(next(place for place, other in enumerate(offered) if other is column), col_abs=True)
        page.data_validation(
            1,
            number,
            CHOICE_ROWS,
            number,
            {
                "validate": "list",
                "source": f"={CHOICES_SHEET}!{letter}$1:{letter}${len(column.choices)}",
                "error_title": column.title[:32],
                "error_message": _("请从下拉列表里选一项。"),
            },
        )


def _write_choices(book: Workbook, offered: Sequence[Column]) -> None:
    """The choices stand on a hidden sheet of their own: a list inside a cell's rule ends at 255 characters."""
    page = book.add_worksheet(CHOICES_SHEET)
    page.very_hidden()
    for row in range(max(len(column.choices or ()) for column in offered)):
        for number, column in enumerate(offered):
            if column.choices and row < len(column.choices):
                page.write_string(row, number, column.choices[row])


def write_csv(stream: IO[bytes], titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write UTF-8 with the mark by which Excel knows it; a text that looks like a formula gets a ' in front."""
    text = TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([neutralised(title) for title in titles])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    text.detach()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (city_time(value) if value.tzinfo else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float | Decimal) else neutralised(str(value))
