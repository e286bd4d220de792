"""What a workbook says of itself where it holds demonstration data."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from core.sheets.writing import Sheet, Value


def with_mark(sheets: Sequence[Sheet], *, marked: bool) -> Sequence[Sheet]:
    """The sheets; the first one says so before all else where `marked`."""
    if not marked:
        return sheets
    first, *rest = sheets
    mark: list[Value] = [_("演示数据"), _("这里的数含有演示数据，不是本市的实际情况。")]
    return [replace(first, rows=[mark, *first.rows]), *rest]
