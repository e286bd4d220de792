"""What somebody asks of the workspace's table of venues, as a value."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Verification(StrEnum):
    """Whether somebody has stated lately that what a venue says is true."""

    DUE = "due"
    FRESH = "fresh"


class Answer(StrEnum):
    """Whether something is there."""

    YES = "yes"
    NO = "no"


NO_POSITION = "none"
NO_UNIT = "none"
UNREAD = "unread"  # hours that are there and can't be read
NEWEST_FIRST = "-changed"
# The names by which columns are sorted in the address, and what each sorts by.
SORTS = {
    "name": "name",
    "status": "status",
    "kind": "kind__rank",
    "county": "county__rank",
    "unit": "operator__name",
    "verified": "verified_on",
    "changed": "updated_at",
}


@dataclass(frozen=True, slots=True)
class TableQuery:
    """Filters, order and page; an empty filter means all. `unit` and `ids` are public identifiers."""

    text: str = ""
    status: str = ""
    kind: str = ""
    region: str = ""
    unit: str = ""
    verification: str = ""
    position: str = ""  # a position quality, or `NO_POSITION`
    photo: str = ""
    hours: str = ""  # an answer, or `UNREAD`
    demonstration: str = ""
    sort: str = NEWEST_FIRST
    page: int = 1
    ids: tuple[str, ...] | None = None

    def of_any_status(self) -> "TableQuery":
        return replace(self, status="")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")
