"""A row of the sheet as facts: what it states, over what the venue says already. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.geo import to_wgs84
from core.sheets.reading import Cell, Row
from venues.facts import GivenPlace, VenueFacts
from venues.sheets import cells
from venues.sheets.cells import CLEAR, SheetWords, Unreadable
from venues.sheets.columns import VENUE_COLUMNS
from venues.sheets.columnset import ColumnSet, SheetColumn

EMPTY = {fact.name: fact.default for fact in fields(VenueFacts) if fact.default is not MISSING} | {
    "name": "",
    "kind": "",
    "designations": (),
}
NOT_FACTS = frozenset({"id", "county", "lon", "lat", "datum", "operator"})


@dataclass(slots=True)
class StatedRow:
    """What one row states: values by column, and what can't be read."""

    number: int
    columns: ColumnSet = VENUE_COLUMNS
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add_problem(self, name: str, sentence: Any) -> None:
        """Tell what is wrong in a column (by its name or by the fact's)."""
        self.problems.append({"column": self.columns.titles_of(name), "sentence": str(sentence)})

    def text(self, name: str) -> str:
        value = self.values.get(name, "")
        return "" if value is CLEAR else str(value)


def read_row(
    row: Row, columns: Sequence[SheetColumn | None], words: SheetWords, of: ColumnSet = VENUE_COLUMNS
) -> StatedRow:
    """Read a row's cells but not its place; an empty cell states nothing. `of` is the kind of their sheet."""
    stated = StatedRow(row.number, of)
    for column, cell in zip(columns, row.cells, strict=True):
        if column is None or cell is None:
            continue
        if cells.faulty(cell):
            stated.add_problem(column.name, _("这一格是出错的公式，请粘贴为数值。"))
        elif cells.is_clear(cell):
            stated.values[column.name] = CLEAR
        else:
            _read_cell(stated, column, cell, words)
    return stated


def _read_cell(stated: StatedRow, column: SheetColumn, cell: Cell, words: SheetWords) -> None:
    try:
        stated.values[column.name] = column.read(cell, column.name, words)
    except Unreadable as unreadable:
        stated.add_problem(column.name, unreadable)
    if column.name == "phone" and isinstance(cell, int | float):
        stated.warnings.append(_("电话是数字格式，开头的 0 可能丢了，请核对。"))
    if column.read is cells.text and isinstance(cell, date):
        # A spreadsheet makes a day of 1-2: what was meant, nobody knows any more.
        said = {"column": str(column.title), "day": stated.text(column.name)}
        stated.warnings.append(_("“%(column)s”这一格是日期格式，读作 %(day)s，请核对。") % said)


def laid_over(facts: VenueFacts, values: Mapping[str, Any]) -> VenueFacts:
    """The facts with what a row states; a cleared cell makes its fact unknown again."""
    changed = {
        name: EMPTY[name] if value is CLEAR else value for name, value in values.items() if name not in NOT_FACTS
    }
    if set(changed.get("designations", ())) == set(facts.designations):
        changed.pop("designations", None)  # their order says nothing
    if _same_place(facts.given, values.get("given")):
        changed.pop("given", None)  # told in another datum, as an export does
    if "operator" in values:
        changed["operator_id"] = None if values["operator"] is CLEAR else values["operator"]
    return replace(facts, **changed)


def _same_place(one: GivenPlace | None, other: Any) -> bool:
    if one is None or not isinstance(other, GivenPlace) or not other.place.is_on_earth():
        return False
    first, second = (to_wgs84(given.place, given.datum).rounded() for given in (one, other))
    return first == second
