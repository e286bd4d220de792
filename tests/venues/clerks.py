"""Sheets as clerks make them, written by openpyxl."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.venues.sheets import inside

HEAD = [
    "序号",
    "外部编号",
    "场馆名称（必填）",
    "类 别*",
    "所属\n县区",
    "经度",
    "纬度",
    "坐标系",
    "联系电话",
    "领导批示",
]


def line(number: int, **facts: Any) -> list[Any]:
    """A row below HEAD; facts by title."""
    place = inside()
    values = [
        number, f"清单-{number}", f"清单馆{number}", "科技馆", "城中区", round(place.lon + number * 1e-3, 6),
        round(place.lat, 6), "WGS-84", "0772-0000000", "同意",
    ]  # fmt: skip
    named = dict(zip(HEAD, values, strict=True))
    return [*(named | facts).values()]


def made(rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], None] = lambda page: None) -> bytes:
    """A workbook of these rows, changed by hand."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def clerks(*lines: Sequence[Any], change: Callable[[Worksheet], None] = lambda page: None) -> bytes:
    """With a title in row 1, a remark in row 2, the head in row 3, and a total below."""

    def with_title(page: Worksheet) -> None:
        page.merge_cells("A1:J1")
        change(page)

    above = [["柳州市科普场馆一览表（2026 年）"], ["填报单位：市科协"]]
    return made([*above, HEAD, *lines, ["合计", None, f"{len(lines)} 个"]], with_title)
