"""Workbooks as answers."""

import io
from collections.abc import Sequence

from django.http import HttpResponse

from activities.sheets.export import SheetFormat
from core.sheets.writing import Sheet, write_csv, write_xlsx


def workbook(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """Sheets as an xlsx file to download; `name` without its ending."""
    stream = io.BytesIO()
    write_xlsx(stream, sheets)
    return download(stream.getvalue(), name, SheetFormat.XLSX)


def plain_table(name: str, sheet: Sheet, notes: Sheet) -> HttpResponse:
    """One sheet as CSV; what it means stands below it, after an empty line, so that the first line is the titles."""
    stream = io.BytesIO()
    write_csv(stream, [column.title for column in sheet.columns], [*sheet.rows, [], *notes.rows])
    return download(stream.getvalue(), name, SheetFormat.CSV)


def download(data: bytes, name: str, form: SheetFormat) -> HttpResponse:
    """Bytes as a file of a form."""
    response = HttpResponse(data, content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def archive(data: bytes, name: str) -> HttpResponse:
    """Several workbooks in one zip."""
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
