"""Reading sheets that people send: rows of text, numbers and days, within the bounds of `core.sheets.bounds`."""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from core.errors import Invalid
from core.sheets.bounds import CPU_SECONDS, LAST_ROW, MOST_BYTES, MOST_COLUMNS, SENTENCES, SheetRefused
from core.sheets.formulas import restored
from core.sheets.limited import DAY, FAULTY, MOMENT
from core.text import cleaned

ROOT = Path(__file__).resolve().parents[2]
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t"


class Faulty:
    """A cell that shows an error, or a formula whose value nobody has computed."""


Cell = str | int | float | bool | date | datetime | Faulty | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The first sheet of a file: its titles and the rows below; a row is as wide as the titles."""

    titles: Sequence[str]
    rows: Sequence[Row]


def column_name(place: int) -> str:
    """The letters that a spreadsheet shows above a column counted from 0."""
    return str(xl_col_to_name(place))


def read_table(data: bytes) -> Table:
    """What an xlsx or CSV file holds; what it is, its content says. Raises Invalid with a sentence."""
    try:
        return _table(_cells(data))
    except SheetRefused as refused:
        sentence = SENTENCES[refused.code]
        raise Invalid(f"sheet_{refused.code}", sentence, fields={"file": [sentence]}) from refused


def _cells(data: bytes) -> list[list[Cell]]:
    if len(data) > MOST_BYTES:
        raise SheetRefused("too_large")
    if data.startswith(COMPOUND):
        raise SheetRefused("old_or_encrypted")
    return _workbook_cells(data) if data.startswith(ZIP) else _csv_cells(data)


def _workbook_cells(data: bytes) -> list[list[Cell]]:
    """A workbook's cells, read by a process of its own that is bounded in memory and time."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.sheets.limited"],
            input=data,
            capture_output=True,
            timeout=CPU_SECONDS * 4,  # the machine may be busy; what counts is the time on its processor
            cwd=ROOT,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise SheetRefused("too_heavy") from error
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise SheetRefused(answer["refused"])
    return [[_cell(value) for value in row] for row in answer["rows"]]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        # A workbook can spell characters that no text holds.
        return cleaned(value).strip() or None
    if not isinstance(value, dict):
        found: Cell = value
        return found
    if FAULTY in value:
        return Faulty()
    return date.fromisoformat(value[DAY]) if DAY in value else datetime.fromisoformat(value[MOMENT])


def _csv_cells(data: bytes) -> list[list[Cell]]:
    # Line ends of every system; a lone CR is one too.
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) > LAST_ROW:
                raise SheetRefused("too_many_rows")
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise SheetRefused("too_many_columns")
            rows.append([restored(cleaned(cell).strip()) or None for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise SheetRefused("quotes") from error
    return rows


def _text(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it (Excel's “Unicode text”), GB 18030."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise SheetRefused("unknown")
        return text
    raise SheetRefused("encoding")


def _table(cells: list[list[Cell]]) -> Table:
    """The first row with something in it holds the titles."""
    filled = [Row(number, row) for number, row in enumerate(cells, start=1) if any(cell is not None for cell in row)]
    if len(filled) < 2:
        raise SheetRefused("empty")
    titles = ["" if cell is None or isinstance(cell, Faulty) else str(cell) for cell in filled[0].cells]
    while titles and not titles[-1]:
        titles.pop()
    width = len(titles)
    rows = [Row(row.number, [*row.cells[:width], *[None] * (width - len(row.cells))]) for row in filled[1:]]
    if filled[-1].number > LAST_ROW:
        raise SheetRefused("too_many_rows")
    return Table(titles, rows)
