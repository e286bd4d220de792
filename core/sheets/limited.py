"""The process that reads a workbook: a bounded one, so that a hostile file ends it and nothing else.

`python -m core.sheets.limited 0` takes the file on standard input and writes JSON: the first sheet that is
shown and how many there are, or the code of a refusal.
"""

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from core.sheets import guard
from core.sheets.bounds import CPU_SECONDS, LAST_ROW, MEMORY, MOST_COLUMNS, SheetRefused
from core.sheets.shown import as_shown

DAY, MOMENT, FAULTY = "day", "moment", "faulty"


def read_workbook(data: bytes, number: int = 0) -> dict[str, Any]:
    """A sheet that is shown, counted from 0, as JSON values. Raises SheetRefused."""
    layouts = guard.check_workbook(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        rows = book.get_sheet_by_name(shown[number]).to_python(skip_empty_area=False) if number < len(shown) else []
    except PasswordError as error:
        raise SheetRefused("old_or_encrypted") from error
    except CalamineError as error:
        raise SheetRefused("broken") from error
    layout = layouts[number] if number < len(layouts) else guard.Layout()
    return {
        "rows": [
            [_plain(value, (row, column), layout) for column, value in enumerate(cells[:MOST_COLUMNS])]
            for row, cells in enumerate(rows[: LAST_ROW + 1])
        ],
        "sheets": shown,
        "merged": layout.merged,
        "hidden_rows": sorted(layout.hidden_rows),
        "hidden_columns": sorted(layout.hidden_columns),
    }


def _plain(value: Any, place: guard.Place, layout: guard.Layout) -> Any:
    """A cell as JSON: a formula counts as the value it shows, and as faulty where it shows none."""
    if value == "" or value is None:
        return {FAULTY: True} if place in layout.doubtful else None
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if layout.formats and isinstance(value, int | float) and not isinstance(value, bool):
        shown = as_shown(value, layout.formats.get(place, ""))
        return value if shown is None else shown
    return value if isinstance(value, str | bool | int | float) else str(value)


def main() -> None:
    """Read standard input within the bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer = read_workbook(sys.stdin.buffer.read(), int(sys.argv[1]))
    except SheetRefused as refused:
        answer = {"refused": refused.code}
    except MemoryError:
        answer = {"refused": "too_heavy"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
