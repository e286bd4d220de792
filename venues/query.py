"""What somebody asks of the venues, as a value, and the SQL that it means.

The list, the map's tiles, the nearest and the page's counts all filter by `conditions`, so
that they always show the same things.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.geo import Box, LonLat
from venues.hours.language import OpeningState

SEARCH_TYPE = "venue"  # of venues' entries in the search index


@dataclass(frozen=True, slots=True)
class VenueQuery:
    """Filters; empty means all. `bbox` is WGS 84 degrees.

    `open_at` is an aware moment at which a venue is in one of the states of `opening`.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    region: str = ""
    audiences: tuple[str, ...] = ()
    designations: tuple[str, ...] = ()
    open_at: datetime | None = None
    bbox: Box | None = None
    opening: tuple[OpeningState, ...] = (OpeningState.OPEN,)

    @property
    def only_kinds(self) -> bool:
        """Whether nothing but the kind is asked for: counts are then ready in the map's cells."""
        return not (self.text or self.region or self.audiences or self.designations or self.open_at or self.bbox)

    def key(self) -> tuple[str, ...]:
        """What a cached reply depends on besides the data; the moment is told by its state's key."""
        return (
            self.text,
            *sorted(self.kinds),
            "|",
            self.region,
            *self.audiences,
            "|",
            *self.designations,
            *self.opening,
        )


@dataclass(frozen=True, slots=True)
class Nearby:
    """The nearest first: a WGS 84 place, a radius in metres, at most `limit`."""

    place: LonLat
    radius_m: float
    limit: int


@dataclass(frozen=True, slots=True)
class TourQuery:
    """Caravans' stops of which some part lies between two aware moments; empty means all."""

    start: datetime
    end: datetime
    caravan: str = ""
    bbox: Box | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL over `venues_venue AS v` with named parameters."""

    sql: str
    params: dict[str, Any]


def conditions(query: VenueQuery, *, found_ids: list[str] | None, open_hours: list[int] | None) -> Conditions:
    """The WHERE of a query; `found_ids` are the text's hits, `open_hours` the expressions in the states asked for.

    Where “unknown” is asked for, a venue without any expression is meant too.
    """
    parts = ["v.status = 'published'"]
    params: dict[str, Any] = {}
    if found_ids is not None:
        parts.append("v.public_id = ANY(%(found_ids)s::text[])")
        params["found_ids"] = found_ids
    if query.kinds:
        parts.append("v.kind_id = ANY(%(kinds)s::text[])")
        params["kinds"] = list(query.kinds)
    if query.region:
        parts.append("%(region)s::text IN (v.county_id, v.zone_id, v.township_id)")
        params["region"] = query.region
    if query.audiences:
        parts.append("v.audiences::text[] && %(audiences)s::text[]")
        params["audiences"] = list(query.audiences)
    if query.designations:
        parts.append(
            "EXISTS (SELECT FROM venues_designation AS d WHERE d.venue_id = v.id AND d.level = ANY(%(levels)s::text[]))"
        )
        params["levels"] = list(query.designations)
    if open_hours is not None:
        without = "v.hours_id IS NULL OR " if OpeningState.UNKNOWN in query.opening else ""
        parts.append(f"({without}v.hours_id = ANY(%(open_hours)s::bigint[]))")
        params["open_hours"] = open_hours
    if query.bbox is not None:
        box = query.bbox
        parts.append("v.point && ST_MakeEnvelope(%(box_west)s, %(box_south)s, %(box_east)s, %(box_north)s, 4326)")
        params |= {"box_west": box.west, "box_south": box.south, "box_east": box.east, "box_north": box.north}
    return Conditions(" AND ".join(parts), params)


def tour_conditions(query: TourQuery) -> Conditions:
    """The WHERE of a query over `venues_tourstop AS s JOIN venues_venue AS v`; public caravans alone."""
    parts = ["v.status = 'published'", "s.ends_at > %(start)s", "s.starts_at < %(end)s"]
    params: dict[str, Any] = {"start": query.start, "end": query.end}
    if query.caravan:
        parts.append("v.public_id = %(caravan)s")
        params["caravan"] = query.caravan
    if query.bbox is not None:
        box = query.bbox
        parts.append("s.point && ST_MakeEnvelope(%(box_west)s, %(box_south)s, %(box_east)s, %(box_north)s, 4326)")
        params |= {"box_west": box.west, "box_south": box.south, "box_east": box.east, "box_north": box.north}
    return Conditions(" AND ".join(parts), params)
