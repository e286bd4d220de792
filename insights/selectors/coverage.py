"""Coverage: which settlements are far from a venue or had no activity, and where one more venue helps most."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.geo import WEB_MERCATOR_SRID, box_around
from core.sql import fetch
from insights.models import Settlement
from insights.rules import Site, best_sites
from insights.sources import SESSIONS
from venues.models import Venue

SITES = 5
CANDIDATES = 8  # the index orders by distance on a sphere, which may swap neighbours
ACTIVITY_KM = 3.0  # an activity this near is in reach on foot


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Settlements of counties (None: all), the kinds of venue that count (empty: any), kilometres, and a year."""

    kinds: tuple[str, ...]
    km: float
    first: date
    last: date
    counties: tuple[str, ...] | None = None
    settlement_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """A settlement, its nearest venue by true distance in metres, and how many activities were held near it.

    `metres` is None where no such venue is known, and `x`, `y` (metres of Web Mercator, y downwards) where the
    settlement's own position is not: then nothing can be said of it.
    """

    settlement: Settlement
    venue: str
    venue_id: str
    metres: float | None
    activities: int
    x: int | None
    y: int | None

    @property
    def has_position(self) -> bool:
        return self.x is not None

    def is_far(self, km: float) -> bool:
        return self.has_position and (self.metres is None or self.metres > km * 1000)


IN_QUESTION = """
    (%(counties)s::text[] IS NULL OR place.county_id = ANY (%(counties)s::text[]))
    AND (%(settlement_kinds)s::text[] = '{}' OR place.kind = ANY (%(settlement_kinds)s::text[]))"""
OPEN = """
    venue.status = 'published'
    AND (venue.closed_on IS NULL OR venue.closed_on > %(last)s)
    AND (coalesce(venue.opened_on, make_date(venue.opened_year::int, 1, 1), %(last)s) <= %(last)s)
    AND (%(kinds)s::text[] = '{}' OR venue.kind_id = ANY (%(kinds)s::text[]))"""
# As the index of published venues has it.
GROUND = "venue.point::geography(Point,4326)"
REACH = f"""
    SELECT place.id, near.id, near.metres,
        (SELECT count(DISTINCT session.activity_id) {SESSIONS.origin}
         WHERE session.point && {box_around("place.point", "%(activity_m)s")}
           AND ST_DWithin(session.point::geography, place.point::geography, %(activity_m)s)
           AND {SESSIONS.counts} AND {SESSIONS.within}),
        ST_X(ST_Transform(place.point, %(srid)s))::int, -ST_Y(ST_Transform(place.point, %(srid)s))::int
    FROM insights_settlement place
    LEFT JOIN LATERAL (
        SELECT id, metres FROM (
            SELECT venue.id, ST_Distance({GROUND}, place.point::geography) AS metres FROM venues_venue venue
            WHERE {OPEN} ORDER BY {GROUND} <-> place.point::geography LIMIT {CANDIDATES}) candidates
        ORDER BY metres, id LIMIT 1) near ON place.point IS NOT NULL
    WHERE {IN_QUESTION}
    ORDER BY near.metres DESC NULLS FIRST, place.id"""


def _values(query: CoverageQuery, now: datetime) -> dict[str, Any]:
    return {
        "kinds": list(query.kinds),
        "counties": None if query.counties is None else list(query.counties),
        "settlement_kinds": list(query.settlement_kinds),
        "first": query.first,
        "last": query.last,
        "now": now,
        "metres": query.km * 1000,
        "activity_m": ACTIVITY_KM * 1000,
        "srid": WEB_MERCATOR_SRID,
    }


def reach_of(query: CoverageQuery, now: datetime) -> list[Reach]:
    """The settlements in question, the farthest first."""
    rows = fetch(REACH, _values(query, now))
    known = Settlement.objects.select_related("county").in_bulk([row[0] for row in rows])
    venues = Venue.objects.in_bulk({row[1] for row in rows if row[1] is not None})
    return [
        Reach(
            settlement=known[place],
            venue=venues[venue].name if venue in venues else "",
            venue_id=venues[venue].public_id if venue in venues else "",
            metres=metres,
            activities=activities,
            x=x,
            y=y,
        )
        for place, venue, metres, activities, x, y in rows
    ]


# Candidates are the settlements themselves: a venue needs somebody who keeps it.
PAIRS = f"""
    WITH asked AS MATERIALIZED (
        SELECT place.id, place.point FROM insights_settlement place
        WHERE place.point IS NOT NULL AND {IN_QUESTION}
    ), missed AS MATERIALIZED (
        SELECT place.id FROM asked place WHERE NOT EXISTS (
            SELECT FROM venues_venue venue
            WHERE {OPEN} AND ST_DWithin({GROUND}, place.point::geography, %(metres)s)))
    SELECT place.id, array_agg(other.id ORDER BY other.id)
    FROM asked place
    JOIN insights_settlement other ON other.point && {box_around("place.point", "%(metres)s")}
        AND ST_DWithin(other.point::geography, place.point::geography, %(metres)s)
    JOIN missed ON missed.id = other.id
    GROUP BY place.id"""


def sites_for(query: CoverageQuery, now: datetime) -> list[tuple[Settlement, Site]]:
    """Where one more venue of the kinds helps most, up to SITES, each after the ones before it."""
    near: dict[int, list[int]] = dict(fetch(PAIRS, _values(query, now)))
    known = Settlement.objects.select_related("county").in_bulk(
        set(near) | {key for keys in near.values() for key in keys}
    )
    people = {key: settlement.population for key, settlement in known.items()}
    return [(known[site.key], site) for site in best_sites(near, people, SITES)]
