"""The table in a sheet as people make them: shown values, merged cells, what is hidden, more than one sheet."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from core.errors import Invalid
from core.sheets.givingback import give_back
from core.sheets.reading import Table, Wanted, read_grid, read_table
from core.sheets.shown import as_shown

COLUMNS = {"名称": "name", "类型": "kind", "数": "count"}
WANTED = Wanted(COLUMNS.get, frozenset({"name", "kind"}))


def made(rows: list[list[Any]], change: Callable[[Worksheet], object] = lambda page: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(table: Table) -> list[tuple[int, list[object]]]:
    return [(row.number, list(row.cells)) for row in table.rows]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1, "000", "001"),
        (12, "[$-804]000;@", "012"),
        (7720000001, "0000-0000000", "0772-0000001"),
        (13800000002, "000-0000-0000", "138-0000-0002"),
        (3, '"LZ-"000', "LZ-003"),
        (0.35, "0%", "35%"),
        (0.355, "0.0%", "35.5%"),
        (5, '0"人"', None),
        (2020, "0", None),
        (1.5, "000", None),
        (-1, "000", None),
        (1, "0.00", None),
        (1, "General", None),
        (45000, "yyyy-mm-dd", None),
    ],
)
def test_a_number_is_told_as_its_format_shows_it(value: float, code: str, shown: str | None) -> None:
    assert as_shown(value, code) == shown


def test_a_format_with_leading_zeros_is_read_from_a_file() -> None:
    def zeros(page: Worksheet) -> None:
        page["A2"].number_format = "000"
        page["C2"].number_format = "0%"

    assert cells(read_table(made([["名称", "类型", "数"], [1, "甲", 0.5]], zeros), WANTED)) == [
        (2, ["001", "甲", "50%"])
    ]


def test_the_head_below_a_title_and_two_rows_of_titles() -> None:
    def merge(page: Worksheet) -> None:
        page.merge_cells("A1:C1")
        page.merge_cells("A2:A3")
        page.merge_cells("B2:B3")

    rows = [["名称和类型一览"], ["名称", "类型", "规模"], [None, None, "数"], ["甲", "乙", 1], ["总 计：", None, 1]]
    table = read_table(made(rows, merge), WANTED)
    assert (table.titles, table.head, cells(table)) == (["名称", "类型", "数"], 3, [(4, ["甲", "乙", 1])])
    assert len(table.notes) == 1


def test_a_csv_has_its_head_below_a_title_and_keeps_texts_like_numbers() -> None:
    table = read_table('一览表\n名称;类型;数\n="001";b;1\n'.encode(), WANTED)
    assert cells(table) == [(3, ["001", "b", "1"])]


def test_a_merged_value_fills_only_rows_that_say_something() -> None:
    data = made(
        [["名称", "类型", "数"], ["甲", "乙", 1], [None, None, 2]], lambda page: page.merge_cells("A2:A1048576")
    )
    assert cells(read_table(data, WANTED)) == [(2, ["甲", "乙", 1]), (3, ["甲", None, 2])]


def test_hidden_rows_and_columns_are_left_out_or_read() -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[3].hidden = True
        page.column_dimensions["C"].hidden = True

    data = made([["名称", "类型", "数"], ["甲", "乙", 1], ["丙", "丁", 2]], hide)
    left = read_table(data, WANTED)
    assert (cells(left), len(left.notes)) == ([(2, ["甲", "乙"])], 2)
    whole = read_table(data, WANTED, with_hidden=True)
    assert (cells(whole), whole.notes) == ([(2, ["甲", "乙", 1]), (3, ["丙", "丁", 2])], [])


def test_a_row_merged_beyond_measure_is_refused() -> None:
    def merge(page: Worksheet) -> None:
        for _span in range(20_001):
            page.merged_cells.ranges.add(openpyxl.worksheet.cell_range.CellRange(f"A{_span + 2}:B{_span + 2}"))

    with pytest.raises(Invalid) as caught:
        read_table(made([["名称", "类型"], ["甲", "乙"]], merge), WANTED)
    assert caught.value.code == "sheet_too_heavy"


def test_a_sheet_is_given_back_with_remarks() -> None:
    grid = read_grid(made([["一览"], ["名称", "类型"], ["=甲", 1.5]]), 0)
    stream = io.BytesIO()
    give_back(stream, grid, {2: "结果", 3: "=好"}, "结果")
    page = openpyxl.load_workbook(stream).worksheets[0]
    assert [[cell.value for cell in row] for row in page.rows] == [
        ["一览", "", ""],
        ["名称", "类型", "结果"],
        [None, 1.5, "=好"],
    ]
