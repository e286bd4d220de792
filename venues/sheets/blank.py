"""A sheet to fill in: titles with hints, lists to choose from, an example that is ignored, an explanation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from core.sheets import Column, Sheet, Value, write_xlsx
from venues.sheets.columnset import SheetColumn

TEXT, DEGREES = "@", "0.000000"


@dataclass(frozen=True, slots=True)
class Blank:
    """What is on a sheet to fill in; `offered` are choices by column, `rules` concern the whole sheet."""

    title: str
    columns: Sequence[SheetColumn]
    offered: Mapping[str, Sequence[str]]
    example: Mapping[str, Value]
    rules: Sequence[tuple[str, str]]
    as_text: frozenset[str] = frozenset()


def write_blank(stream: IO[bytes], blank: Blank, also: Sequence[Sheet] = ()) -> None:
    """Write the workbook; `also` are sheets to look things up in."""
    columns = [_column(column, blank) for column in blank.columns]
    example: list[Sequence[Value]] = [[blank.example.get(column.name) for column in blank.columns]]
    explanation = [Column(_("列"), 20), Column(_("必填"), 8), Column(_("怎么填"), 70)]
    rules: list[Sequence[Value]] = [[about, "", sentence] for about, sentence in blank.rules]
    hints = [[str(column.title), _("必填") if column.required else "", str(column.hint)] for column in blank.columns]
    sheets = [Sheet(blank.title, columns, example, muted=1), Sheet(_("填写说明"), explanation, [*rules, *hints])]
    write_xlsx(stream, [*sheets, *also])


def _column(column: SheetColumn, blank: Blank) -> Column:
    title = f"{column.title}*" if column.required else str(column.title)
    shown = TEXT if column.name in blank.as_text else DEGREES if column.name in ("lon", "lat") else None
    return Column(title, column.width, shown, blank.offered.get(column.name), str(column.hint) or None)
