"""What people send is read within bounds, or refused with a sentence."""

import io
import resource
import struct
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from core.errors import Invalid
from core.sheets import Column, Sheet, guard, write_csv, write_xlsx
from core.sheets.bounds import SheetRefused
from core.sheets.formulas import STARTS
from core.sheets.limited import read_workbook
from core.sheets.reading import Faulty, read_table

ROOT = Path(__file__).resolve().parents[2]


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rebuilt(data: bytes, **parts: bytes) -> bytes:
    """A workbook with parts replaced or added; `__` in a name stands for `/`, `_o` for `.`."""
    stream = io.BytesIO()
    named = {name.replace("__", "/").replace("_o", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, content in named.items():
            new.writestr(name, content)
    return stream.getvalue()


GOOD = workbook(["名称", "数"], ["馆", 1])
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_table(data)
    assert str(caught.value.sentence)
    return caught.value.code


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_of_a_csv_end_as_on_any_system(end: str) -> None:
    table = read_table(end.join(["名称,地址", "科技馆\u200b,东环路\x0b1 号", '"两行\n名称",x']).encode())
    assert [list(row.cells) for row in table.rows] == [["科技馆", "东环路 1 号"], ["两行\n名称", "x"]]


def test_a_workbook_is_text_numbers_and_days() -> None:
    moment = datetime(2026, 1, 2, 3, 4)
    table = read_table(
        workbook([None], ["名称", "数", "日", "刻", "否"], ["馆 ", 1.5, date(2026, 1, 2), moment, False], [], ["末"])
    )
    assert table.titles == ["名称", "数", "日", "刻", "否"]
    assert [(row.number, list(row.cells)) for row in table.rows] == [
        (3, ["馆", 1.5, date(2026, 1, 2), moment, False]),
        (5, ["末", None, None, None, None]),
    ]


def test_a_formula_counts_as_what_it_shows_and_one_that_shows_nothing_is_told() -> None:
    shown = SHEET % (
        b'<row r="1"><c r="A1" t="str"><v>\xe7\x94\xb2</v></c><c r="B1" t="str"><v>\xe4\xb9\x99</v></c></row>'
        b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f><v></v></c></row>'
        b'<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="str"><f>""</f><v></v></c><c r="C3"><v>1</v></c></row>'
    )
    table = read_table(rebuilt(GOOD, xl__worksheets__sheet1_oxml=shown))
    assert table.rows[0].cells[0] == 2
    assert isinstance(table.rows[0].cells[1], Faulty)
    assert isinstance(table.rows[1].cells[0], Faulty)
    assert table.rows[1].cells[1] is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = f'名称{delimiter}说明\n柳州科技馆{delimiter}"一{delimiter}二\n三"\n'
    table = read_table(text.encode(encoding))
    assert (table.titles, list(table.rows[0].cells)) == (["名称", "说明"], ["柳州科技馆", f"一{delimiter}二\n三"])


def test_what_was_written_comes_back() -> None:
    texts = [f"{start}1" for start in STARTS if start.strip()]
    columns = [Column("甲"), Column("乙", choices=["一", "二"], note="说明")]
    stream = io.BytesIO()
    write_xlsx(stream, [Sheet("表", columns, [[text, 5] for text in texts]), Sheet("说明", columns, [["a", "b"]])])
    assert [list(row.cells) for row in read_table(stream.getvalue()).rows] == [[text, 5] for text in texts]
    stream = io.BytesIO()
    write_csv(stream, ["甲", "乙"], [[text, 5] for text in texts])
    assert [list(row.cells) for row in read_table(stream.getvalue()).rows] == [[text, "5"] for text in texts]


def lying(data: bytes, name: str) -> bytes:
    """A workbook whose directory says that a part is one byte long."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(name).file_size
    start = data.rindex(name.encode()) - 46
    assert data[start : start + 4] == b"PK\x01\x02"
    assert struct.unpack("<I", data[start + 24 : start + 28])[0] == size
    return data[: start + 24] + struct.pack("<I", 1) + data[start + 28 :]


BOMB = rebuilt(GOOD, xl__sharedStrings_oxml=b"<sst><si><t>" + b"0" * 300_000_000 + b"</t></si></sst>")
FAR = SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'

HOSTILE: dict[str, tuple[str, bytes]] = {
    "a bomb": ("sheet_inflates", BOMB),
    "a bomb that lies about its size": ("sheet_inflates", lying(BOMB, "xl/sharedStrings.xml")),
    "a part that is longer than it says": ("sheet_broken", lying(GOOD, "xl/styles.xml")),
    "thousands of parts": ("sheet_inflates", rebuilt(GOOD, **{f"p{n}": b"" for n in range(1100)})),
    "entities": ("sheet_doctype", rebuilt(GOOD, xl__sharedStrings_oxml=LAUGHS)),
    "an entity that names a file": ("sheet_doctype", rebuilt(GOOD, xl__workbook_oxml=OUTSIDE)),
    "entities in UTF-16": (
        "sheet_doctype",
        rebuilt(GOOD, xl__sharedStrings_oxml=LAUGHS.decode().encode("utf-16")),
    ),
    "a cell at the far end": ("sheet_too_many_rows", rebuilt(GOOD, xl__worksheets__sheet1_oxml=FAR)),
    "a cell far to the right": (
        "sheet_too_many_columns",
        rebuilt(GOOD, xl__worksheets__sheet1_oxml=SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
    ),
    "the same cell a million times": (
        "sheet_too_many_rows",
        rebuilt(GOOD, xl__worksheets__sheet1_oxml=SHEET % (b'<c r="A1"/>' * 1_100_000)),
    ),
    "macros": ("sheet_macros", rebuilt(GOOD, xl__vbaProject_obin=b"x")),
    "links to other workbooks": ("sheet_external_links", rebuilt(GOOD, xl__externalLinks__externalLink1_oxml=b"<a/>")),
    "an encrypted or old file": ("sheet_old_or_encrypted", b"\xd0\xcf\x11\xe0" + b"\0" * 512),
    "a zip of something else": (
        "sheet_unknown",
        rebuilt(GOOD, xl__workbook_oxml=b"").replace(b"xl/workbook", b"xl/workbxxk"),
    ),
    "a torn file": ("sheet_broken", GOOD[: len(GOOD) // 2]),
    "broken XML": ("sheet_broken", rebuilt(GOOD, xl__workbook_oxml=b"<a><b></a>")),
    "a picture": ("sheet_unknown", b"\x89PNG\0\0\0"),
    "an unknown encoding": ("sheet_encoding", b"\xff\xff\xff\xff\xff"),
    "quotes that never end": ("sheet_quotes", b'a,b\n"' + b"x" * 200_000),
    "too much": ("sheet_too_large", b"a" * (20 * 1024 * 1024 + 1)),
    "too many rows": ("sheet_too_many_rows", b"a,b\n" * 10_100),
    "too many columns": ("sheet_too_many_columns", b"a," * 101 + b"b\n1\n"),
    "nothing": ("sheet_empty", b"\n\n"),
    "titles alone": ("sheet_empty", "名称,类型\n".encode()),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time_and_within_memory(name: str) -> None:
    code, data = HOSTILE[name]
    started = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert refusal(data) == code
    spent = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started
    assert spent < 5


def peak_mb(data: bytes, prepare: str) -> tuple[int, str]:
    """The memory at its peak and the last words of a process that reads without the process's bounds."""
    script = (
        "import re, resource, sys\nfrom core.sheets import guard\nfrom core.sheets.limited import read_workbook\n"
        f"{prepare}\n"
        "try:\n    read_workbook(sys.stdin.buffer.read())\n"
        "except Exception as error:\n    print(type(error).__name__)\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, cwd=ROOT, check=False)
    words = done.stdout.decode().split()
    return (int(words[-1]) if words else 0), done.stderr.decode()


NO_GUARD = "guard.check_workbook = lambda data: []"


def test_without_the_guard_a_bomb_fills_memory() -> None:
    guarded, _words = peak_mb(BOMB, "")
    unguarded, _words = peak_mb(BOMB, NO_GUARD)
    assert guarded < 200
    assert unguarded > 300


def test_without_the_guard_a_far_cell_asks_for_more_memory_than_there_is() -> None:
    far = HOSTILE["a cell at the far end"][1]
    assert peak_mb(far, "")[0] < 200
    limit = "resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))"
    _peak, words = peak_mb(far, f"{NO_GUARD}\n{limit}")
    assert "memory" in words.lower() or "capacity" in words.lower()


def test_without_the_guard_the_bounded_process_still_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two fences: what the guard lets through ends the reading process, and a sentence tells."""
    sabotaged = ROOT / "core" / "sheets" / "limited.py"
    source = sabotaged.read_text(encoding="utf-8").replace("guard.check_workbook(data)", "[]")
    real = subprocess.run

    def run(command: list[str], **options: object) -> object:
        return real([command[0], "-c", source, *command[3:]], **options)

    monkeypatch.setattr("core.sheets.reading.subprocess.run", run)
    assert refusal(HOSTILE["a cell at the far end"][1]) == "sheet_too_heavy"


def test_a_doctype_is_what_the_guard_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HOSTILE["an entity that names a file"][1]
    with pytest.raises(SheetRefused) as caught:
        read_workbook(data)
    assert caught.value.code == "doctype"
    monkeypatch.setattr(guard, "_parser", lambda scan: None)
    with pytest.raises(SheetRefused) as caught:
        read_workbook(data)
    assert caught.value.code != "doctype"


def test_ten_thousand_rows_of_forty_columns_are_read_in_seconds() -> None:
    stream = io.BytesIO()
    rows = [[f"名称{number}", *range(39)] for number in range(10_000)]
    write_xlsx(stream, [Sheet("表", [Column(str(number)) for number in range(40)], rows)])
    started = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    table = read_table(stream.getvalue())
    spent = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started
    assert (len(table.rows), table.rows[-1].number) == (10_000, 10_001)
    assert spent < 5
