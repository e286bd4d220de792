"""Tables on paper: what is wider than a page stands there in parts, each with the names of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from insights.selectors.pivot import Number, Pivot
from insights.sheets.pivot import Table

MOST_COLUMNS = 14  # beside the names of the lines, in a size that can be read


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a table's columns, with all of its lines."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Number | None]]]
    totals: Sequence[Number | None]


def parts_of(table: Table, found: Pivot) -> list[Part]:
    """A table's columns, the total as the last of them, a page at a time; none where all of them fit on one."""
    if len(table.columns) < MOST_COLUMNS:
        return []
    titles = [*table.columns.values(), _("合计")]
    lines = [
        (label, [*(found.cells.get((row, column)) for column in table.columns), found.by_row.get(row)])
        for row, label in table.rows.items()
    ]
    totals = [*(found.by_column.get(column) for column in table.columns), found.total]
    return [
        Part(titles[start:end], [(label, cells[start:end]) for label, cells in lines], totals[start:end])
        for start in range(0, len(titles), MOST_COLUMNS)
        for end in (start + MOST_COLUMNS,)
    ]
