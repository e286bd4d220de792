"""Venues that a new row may already be: near, and called alike."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from django.contrib.gis.geos import Point

from core.spelling import bare
from core.sql import fetch

METRES = 300
ALIKE = 0.7
MOST_NEAR = 20

# Degrees of the box: 300 m, with some more, at any latitude of the country.
NEAR = """
    WITH place AS MATERIALIZED (
        SELECT n, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS point
        FROM unnest(%(lons)s::float8[], %(lats)s::float8[]) WITH ORDINALITY AS given (lon, lat, n))
    SELECT place.n, near.name
    FROM place CROSS JOIN LATERAL (
        SELECT venue.name FROM venues_venue AS venue
        WHERE venue.point && ST_Expand(place.point, 0.005, 0.003) AND venue.status <> 'merged'
          AND ST_DWithin(venue.point::geography, place.point::geography, %(metres)s)
        ORDER BY venue.point <-> place.point LIMIT %(most)s) AS near"""


def doubles_nearby(places: Sequence[tuple[str, Point]]) -> list[str]:
    """For each name and WGS 84 point the name of a venue within 300 m that is alike, or an empty text."""
    if not places:
        return []
    params = {
        "lons": [point.x for _name, point in places],
        "lats": [point.y for _name, point in places],
        "metres": METRES,
        "most": MOST_NEAR,
    }
    found = [""] * len(places)
    for number, name in fetch(NEAR, params):
        if not found[number - 1] and are_alike(places[number - 1][0], name):
            found[number - 1] = name
    return found


def are_alike(one: str, other: str) -> bool:
    """Whether two names may be one thing's: one holds the other, or most characters agree."""
    first, second = bare(one), bare(other)
    if not first or not second:
        return False
    return first in second or second in first or SequenceMatcher(None, first, second).ratio() >= ALIKE
