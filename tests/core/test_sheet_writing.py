"""What is written opens in a spreadsheet and runs nothing."""

import csv
import re
import zipfile
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
import xlsxwriter.worksheet
from openpyxl.utils.escape import unescape

from core.clock import ZONE
from core.sheets import Column, Sheet, Value, write_csv, write_xlsx
from core.sheets.formulas import STARTS, restored

HOSTILE = [f"{start}HYPERLINK(A1)|cmd" for start in STARTS] + ["=1+1", "{=SUM(1)}", "http://example.org/", "=", "@"]


def workbook(rows: list[list[Value]], columns: list[Column] | None = None) -> BytesIO:
    stream = BytesIO()
    write_xlsx(stream, [Sheet("表", columns or [Column("甲"), Column("乙"), Column("丙")], rows)])
    stream.seek(0)
    return stream


def formula_cells(stream: BytesIO) -> int:
    with zipfile.ZipFile(stream) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return sum(len(re.findall(rb"<f[ >]", page)) for page in pages)


def test_no_text_becomes_a_formula_in_a_workbook() -> None:
    stream = workbook([[text, text, text] for text in HOSTILE])
    assert formula_cells(stream) == 0
    page = openpyxl.load_workbook(stream)["表"]
    assert [unescape(row[0].value) for row in page.iter_rows(min_row=2)] == HOSTILE
    assert {cell.data_type for row in page.iter_rows(min_row=2) for cell in row} == {"s"}
    assert all(row[0].quotePrefix for row in page.iter_rows(min_row=2, max_row=1 + len(STARTS)))


def test_without_its_guard_a_text_does_become_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    worksheet = xlsxwriter.worksheet.Worksheet
    monkeypatch.setattr(worksheet, "write_string", lambda page, *args: worksheet.write_formula(page, *args))
    assert formula_cells(workbook([["=1+1", "", ""]])) > 0


def test_no_text_becomes_a_formula_in_csv_and_comes_back_as_it_was() -> None:
    stream = BytesIO()
    write_csv(stream, ["=甲", "乙"], [[text, -5] for text in HOSTILE])
    rows = list(csv.reader(StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert not any(row[0].startswith(STARTS) for row in rows)
    assert [restored(row[0]) for row in rows[1:]] == HOSTILE
    assert {row[1] for row in rows[1:]} == {"-5"}


def test_without_its_guard_a_csv_cell_does_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sheets.writing.neutralised", lambda text: text)
    stream = BytesIO()
    write_csv(stream, ["甲"], [["=1+1"]])
    assert b"\n=1+1" in stream.getvalue()


def test_numbers_days_and_telephones_keep_what_they_are() -> None:
    moment = datetime(2026, 11, 24, 1, 30, tzinfo=ZONE)
    stream = workbook([[109.408312, date(2026, 11, 24), "07725551234"], [True, moment, None]])
    page = openpyxl.load_workbook(stream)["表"]
    assert [cell.value for cell in page[2]] == [109.408312, datetime(2026, 11, 24), "07725551234"]
    assert [cell.value for cell in page[3]] == [True, datetime(2026, 11, 24, 1, 30), None]
    assert page["B2"].number_format == "yyyy-mm-dd"


def test_choices_of_any_number_drop_down() -> None:
    many = [f"第{number}项，名字很长很长很长很长" for number in range(100)]
    stream = workbook(
        [["", "", ""]], [Column("甲", choices=many), Column("乙", note="说明"), Column("丙", choices=["是"])]
    )
    book = openpyxl.load_workbook(stream)
    (first, second) = book["表"].data_validations.dataValidation
    assert (first.formula1, str(first.sqref)) == ("choices!$A$1:$A$100", "A2:A10001")
    assert second.formula1 == "choices!$B$1:$B$1"
    assert [cell.value for cell in book["choices"]["A"]] == many
    assert book["choices"].sheet_state == "veryHidden"
    assert book["表"]["B1"].comment.text == "说明"


def test_a_text_beyond_a_cell_is_cut_and_a_strange_sheet_name_taken() -> None:
    stream = BytesIO()
    write_xlsx(stream, [Sheet("a/b:c[" + "x" * 40, [Column("甲")], [["字" * 40_000]])])
    stream.seek(0)
    page = openpyxl.load_workbook(stream).worksheets[0]
    assert len(page["A2"].value) == 32_767
    assert len(page.title) <= 31
