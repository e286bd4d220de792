"""The map page's address as a value."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.geo import Box, LonLat
from core.web.leftout import leave_out
from core.web.params import Params
from venues.hours.language import OpeningState
from venues.query import Nearby, VenueQuery
from venues.selectors.vocabulary import words

PAGE_SIZE = 20
MAX_PAGE = 50
NEAR_RADIUS_M = 100_000
JOINED = frozenset({"kind", "open"})  # parameters that are lists


@dataclass(frozen=True, slots=True)
class MapQuery:
    """What the page shows: the filters, and of the list a page, the map's box and the visitor's place."""

    q: str
    kinds: tuple[str, ...]
    region: str
    open_now: bool
    with_unknown: bool  # besides what is open now, that of which nobody knows
    page: int
    bbox: Box | None
    place: LonLat | None

    def filters(self, now: datetime) -> VenueQuery:
        """The filters of the list; near somebody the map's box does not cut."""
        return VenueQuery(
            text=self.q,
            kinds=self.kinds,
            region=self.region,
            open_at=now if self.open_now else None,
            opening=(OpeningState.OPEN, OpeningState.UNKNOWN) if self.with_unknown else (OpeningState.OPEN,),
            bbox=None if self.place else self.bbox,
        )

    def near(self) -> Nearby | None:
        return Nearby(self.place, NEAR_RADIUS_M, PAGE_SIZE) if self.place else None


def values_of(request: HttpRequest) -> dict[str, str]:
    """The parameters; a form without scripts sends one for each box that is ticked."""
    return {name: ",".join(values) if name in JOINED else values[-1] for name, values in request.GET.lists() if values}


def map_query(request: HttpRequest) -> MapQuery:
    """Read the page's address; others' parameters (of campaigns) are let pass, what says nothing is left out."""
    params = Params(values_of(request))
    known = words()
    codes = {choice.code for choice in known.choices()}
    opening = params.choices("open", ["now", "unknown"])
    found = MapQuery(
        q=params.text("q"),
        kinds=params.choices("kind", known.kinds),
        region=params.known("region", codes.__contains__, _("没有这个县区，请重新选择。")),
        open_now="now" in opening,
        with_unknown={"now", "unknown"} <= set(opening),
        page=params.whole("page", low=1, high=MAX_PAGE, default=1),
        bbox=params.box("bbox"),
        place=params.place(),
    )
    leave_out(request, params)
    return found
