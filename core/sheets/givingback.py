"""Somebody's own sheet given back with a column of remarks; its values are written anew, as they were shown."""

from collections.abc import Mapping
from typing import IO

from core.sheets.reading import Cell, Faulty, Grid
from core.sheets.writing import Column, Sheet, Value, write_xlsx

REMARK_WIDTH, WIDTH = 60, 16


def give_back(stream: IO[bytes], grid: Grid, remarks: Mapping[int, str], title: str) -> None:
    """Write the grid with `remarks` by row number, in the column `title`: the one that is there, or a new one."""
    rows = [list(row) for row in grid.cells]
    width = max((len(row) for row in rows), default=0)
    place = next((row.index(title) for row in rows if title in row), width)
    whole = [[_value(cell) for cell in row] + [None] * (max(width, place + 1) - len(row)) for row in rows]
    for number, cells in enumerate(whole, start=1):
        cells[place] = remarks.get(number)
    columns = [
        Column("" if value is None else str(value), REMARK_WIDTH if column == place else WIDTH)
        for column, value in enumerate(whole[0])
    ]
    write_xlsx(stream, [Sheet(grid.name or title, columns, whole[1:])])


def _value(cell: Cell) -> Value:
    if isinstance(cell, Faulty):
        return None  # its row's remark tells; as a text it would be taken for one
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
