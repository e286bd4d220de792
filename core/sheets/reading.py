"""Reading sheets that people send: rows of text, numbers and days, within the bounds of `core.sheets.bounds`."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from core.errors import Invalid
from core.sheets.bounds import CPU_SECONDS, LAST_ROW, MOST_BYTES, MOST_COLUMNS, MOST_SHEETS, SENTENCES, SheetRefused
from core.sheets.formulas import restored
from core.sheets.heads import plain_table, table_of
from core.sheets.limited import DAY, FAULTY, MOMENT
from core.sheets.tables import Cell, Faulty, Grid, Row, Table, Wanted
from core.text import cleaned

ROOT = Path(__file__).resolve().parents[2]
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t"
LINES_TRIED = 20
AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # how programs keep 001 from becoming 1
__all__ = ["Cell", "Faulty", "Grid", "Row", "Table", "Wanted", "column_name", "read_grid", "read_table"]


def column_name(place: int) -> str:
    """The letters that a spreadsheet shows above a column counted from 0."""
    return str(xl_col_to_name(place))


def read_table(data: bytes, wanted: Wanted | None = None, *, with_hidden: bool = False) -> Table:
    """The table in an xlsx or CSV file; what it is, its content says. Raises Invalid with a sentence.

    With `wanted` it is looked for, and what is hidden is left out; without, it begins in the first row of all.
    """
    try:
        grids = _grids(data)
        return plain_table(next(grids)) if wanted is None else table_of(grids, wanted, with_hidden=with_hidden)
    except SheetRefused as refused:
        raise _unread(refused) from refused


def read_grid(data: bytes, number: int) -> Grid:
    """A sheet that is shown, as it stands. Raises Invalid with a sentence."""
    try:
        return _workbook(data, number)[0] if data.startswith(ZIP) else next(_grids(data))
    except SheetRefused as refused:
        raise _unread(refused) from refused


def _unread(refused: SheetRefused) -> Invalid:
    sentence = SENTENCES[refused.code]
    return Invalid(f"sheet_{refused.code}", sentence, fields={"file": [sentence]})


def _grids(data: bytes) -> Iterator[Grid]:
    """The sheets that are shown, each read when it is asked for."""
    if len(data) > MOST_BYTES:
        raise SheetRefused("too_large")
    if data.startswith(COMPOUND):
        raise SheetRefused("old_or_encrypted")
    if not data.startswith(ZIP):
        yield Grid(_csv_cells(data))
        return
    grid, count = _workbook(data, 0)
    yield grid
    for number in range(1, min(count, MOST_SHEETS)):
        yield _workbook(data, number)[0]


def _workbook(data: bytes, number: int) -> tuple[Grid, int]:
    """A workbook's sheet and how many it shows, read by a process of its own that is bounded in memory and time."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module and a number
            [sys.executable, "-m", "core.sheets.limited", str(number)],
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
    names = answer["sheets"]
    grid = Grid(
        [[_cell(value) for value in row] for row in answer["rows"]],
        names[number] if number < len(names) else "",
        [tuple(span) for span in answer["merged"]],
        frozenset(answer["hidden_rows"]),
        frozenset(answer["hidden_columns"]),
    )
    return grid, len(names)


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
    lines = text.lstrip("\n").split("\n", LINES_TRIED)[:LINES_TRIED]
    rows: list[list[Cell]] = []
    try:
        delimiter = _delimiter(lines)
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(rows) > LAST_ROW:
                raise SheetRefused("too_many_rows")
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise SheetRefused("too_many_columns")
            rows.append([_csv_cell(cell) for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise SheetRefused("quotes") from error
    return rows


def _delimiter(lines: Sequence[str]) -> str:
    """What most divides the first line that is divided: a title may stand above."""
    for line in lines:
        counts = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in DELIMITERS}
        if max(counts.values()) > 1:
            return max(counts, key=lambda mark: counts[mark])
    return DELIMITERS[0]


def _csv_cell(cell: str) -> Cell:
    text = cleaned(cell).strip()
    told = AS_TEXT.fullmatch(text)
    return (told[1].replace('""', '"') if told else restored(text)) or None


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
