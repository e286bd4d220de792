"""What every kind of sheet has in common when it is taken in."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.permissions import Actor, actor_for
from core.clock import city_day
from core.errors import DomainError, Invalid
from core.geo import Box, Datum
from core.models import ImportJob
from core.reference import read_city
from core.sheets.bounds import MOST_ROWS, SENTENCES
from core.sheets.reading import Row, Table
from venues.sheets.cells import SheetWords
from venues.sheets.columns import VENUE_COLUMNS
from venues.sheets.columnset import ColumnSet
from venues.sheets.placing import read_places
from venues.sheets.rows import StatedRow, read_row

EXAMPLES = ("示例", "Example")


def owner_of(job: ImportJob, now: datetime) -> Actor:
    """What the job's owner may do today."""
    return actor_for(job.owner, city_day(now))


def stated_rows(
    job: ImportJob, table: Table, words: SheetWords, of: ColumnSet = VENUE_COLUMNS
) -> tuple[list[StatedRow], list[str]]:
    """What the rows state, read as the job's owner has told, and what is said of the whole sheet. Raises Invalid."""
    columns, unknown = of.match(table.titles, job.options.get("columns"))
    rows = [read_row(row, columns, words, of) for row in rows_of(table)]
    datum = job.options.get("datum")
    placed = read_places(rows, Box(*read_city().bounds), Datum(datum) if datum else None)
    return rows, [*table.notes, *notes_on(unknown), *placed]


def rows_of(table: Table) -> list[Row]:
    """The rows that count. Raises Invalid where there are none, or too many."""
    rows = [row for row in table.rows if not _is_example(row)]
    if not rows or len(rows) > MOST_ROWS:
        sentence = SENTENCES["too_many_rows" if rows else "empty"]
        raise Invalid("sheet_rows", sentence, fields={"file": [sentence]})
    return rows


def _is_example(row: Row) -> bool:
    """Whether a row is the template's own example: its first words say so."""
    first = next((cell for cell in row.cells if cell is not None), None)
    return isinstance(first, str) and first.lstrip("（(【[").startswith(EXAMPLES)


def notes_on(unknown: Sequence[str]) -> list[str]:
    """What is said of titles that no column has."""
    return [_("这些列不认识，没有读取：%(titles)s。") % {"titles": "、".join(unknown)}] if unknown else []


def tell(stated: StatedRow, error: DomainError) -> None:
    """Write what a service would refuse beside the cells that it concerns."""
    if isinstance(error, Invalid):
        for name, sentences in error.fields.items():
            for sentence in sentences:
                stated.add_problem(name, sentence)
    else:
        stated.add_problem("", error.sentence)
