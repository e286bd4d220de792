"""The table's address as a value, and back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from core.web.params import Params
from venues.models import PositionQuality, VenueStatus
from venues.selectors.table import LAST_PAGE
from venues.selectors.vocabulary import words
from venues.tablequery import (
    NEWEST_FIRST,
    NO_POSITION,
    SORTS,
    UNREAD,
    Answer,
    TableQuery,
    Verification,
)

# Parameters of the address and the fields of the query that they fill.
FILTERS = ("status", "kind", "region", "unit", "verification", "position", "photo", "hours", "demonstration")
KEPT = frozenset(VenueStatus) - {VenueStatus.MERGED}


def parse_table(values: Mapping[str, str]) -> TableQuery:
    """The typed query. Raises Invalid by parameter: a deed on rows must be on those that were meant."""
    params = Params(values)
    query = read_table(params)
    params.done()
    return query


def read_table(params: Params) -> TableQuery:
    """The typed query; mistakes are noted in `params`."""
    known = words()
    answers = [answer.value for answer in Answer]
    sort = _one(params, "sort", [*SORTS, *(f"-{name}" for name in SORTS)])
    return TableQuery(
        text=params.text("q"),
        status=_one(params, "status", [status.value for status in KEPT]),
        kind=_one(params, "kind", list(known.kinds)),
        region=_one(params, "region", [region.code for region in known.choices()]),
        unit=params.text("unit", longest=20),
        verification=_one(params, "verification", [state.value for state in Verification]),
        position=_one(params, "position", [NO_POSITION, *(quality.value for quality in PositionQuality)]),
        photo=_one(params, "photo", answers),
        hours=_one(params, "hours", [*answers, UNREAD]),
        demonstration=_one(params, "demonstration", answers),
        sort=sort or NEWEST_FIRST,
        page=params.whole("page", low=1, high=LAST_PAGE, default=1),
    )


def _one(params: Params, name: str, allowed: list[str]) -> str:
    chosen = params.choices(name, allowed)
    return chosen[0] if chosen else ""


def address_of(query: TableQuery, **changes: object) -> str:
    """What stands behind the “?” for a query with some parameters changed; filters that are empty are left out.

    Another filter or order begins at the first page.
    """
    said: dict[str, object] = {"q": query.text, **{name: getattr(query, name) for name in FILTERS}}
    said["sort"] = "" if query.sort == NEWEST_FIRST else query.sort
    said |= changes
    if said.get("page") == 1:
        del said["page"]
    return urlencode({name: value for name, value in said.items() if value not in ("", None)})
