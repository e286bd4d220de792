"""What has been read of a sheet: cells, the grid as the file holds it, the table that its rows are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


class Faulty:
    """A cell that shows an error, or a formula whose value nobody has computed."""


Cell = str | int | float | bool | date | datetime | Faulty | None
Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's titles and the rows below, each as wide as the titles; `notes` say what was left out."""

    titles: Sequence[str]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    sheet: int = 0  # which of the sheets that are shown
    head: int = 1  # the number of the row with the titles


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands in the file; rows and columns count from 0."""

    cells: Sequence[Sequence[Cell]]
    name: str = ""
    merged: Sequence[Span] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table is looked for by: which column a title means, and the columns that must be there."""

    column_of: Callable[[str], str | None]
    required: frozenset[str] = frozenset()
