"""The process that reads a workbook: a bounded one, so that a hostile file ends it and nothing else.

`python -m core.sheets.limited` takes the file on standard input and writes JSON: the rows, or the
code of a refusal.
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

DAY, MOMENT, FAULTY = "day", "moment", "faulty"


def read_workbook(data: bytes) -> list[list[Any]]:
    """The cells of the first sheet that is shown, as JSON values. Raises SheetRefused."""
    doubtful = guard.check_workbook(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        rows = book.get_sheet_by_name(shown[0]).to_python(skip_empty_area=False) if shown else []
    except PasswordError as error:
        raise SheetRefused("old_or_encrypted") from error
    except CalamineError as error:
        raise SheetRefused("broken") from error
    return [
        [_plain(value, (number, column) in doubtful) for column, value in enumerate(row[:MOST_COLUMNS])]
        for number, row in enumerate(rows[: LAST_ROW + 1])
    ]


def _plain(value: Any, doubtful: bool) -> Any:
    """A cell as JSON: a formula counts as the value it shows, and as faulty where it shows none."""
    if value == "" or value is None:
        return {FAULTY: True} if doubtful else None
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    return value if isinstance(value, str | bool | int | float) else str(value)


def main() -> None:
    """Read standard input within the bounds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        answer: dict[str, Any] = {"rows": read_workbook(sys.stdin.buffer.read())}
    except SheetRefused as refused:
        answer = {"refused": refused.code}
    except MemoryError:
        answer = {"refused": "too_heavy"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
