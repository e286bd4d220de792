"""The nearest twenty within five kilometres: query and reply, against plain KNN and the ORM's annotated distance."""

from typing import Any

from django.db import connection
from django.utils import timezone

from bench import report
from bench.cases import Bench, captured
from core.geo import LonLat
from venues.query import Nearby, VenueQuery
from venues.selectors.features import GEOGRAPHY, HERE, Reading, venues_nearby

PLACES = 200
RADIUS_M = 5000
LIMIT = 20

RAW = f"""
    SELECT v.public_id, v.name, ST_Distance({GEOGRAPHY}, {HERE}) AS distance_m FROM venues_venue AS v
    WHERE v.status = 'published' AND ST_DWithin({GEOGRAPHY}, {HERE}, %(radius)s)
    ORDER BY {GEOGRAPHY} <-> {HERE} LIMIT %(limit)s"""


def places() -> list[LonLat]:
    """Where somebody stands: near venues all over the data, the same ones in every run."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT round(ST_X(point)::numeric + 0.003, 6)::float8, round(ST_Y(point)::numeric - 0.002, 6)::float8
               FROM venues_venue WHERE point IS NOT NULL ORDER BY hashtext(public_id) LIMIT %s""",
            [PLACES],
        )
        return [LonLat(lon, lat) for lon, lat in cursor.fetchall()]


def statements(where: list[LonLat]) -> list[tuple[str, dict[str, Any]]]:
    """The product's SQL for each place."""
    reading = Reading.at(timezone.now())
    return [captured(lambda at=at: venues_nearby(VenueQuery(), Nearby(at, RADIUS_M, LIMIT), reading)) for at in where]


def lines(bench: Bench, size: str, *, over_peer: float) -> tuple[list[report.Line], report.Side]:
    """The table's lines, and our query's rate to compare sizes by."""
    bench.say(f"nearby, {size}")
    where = places()
    raw = [(RAW, {"lon": at.lon, "lat": at.lat, "radius": RADIUS_M, "limit": LIMIT}) for at in where]
    asked = [f"lon={at.lon}&lat={at.lat}" for at in where]
    sides = report.in_turn(
        {
            "query": bench.ask(statements(where)),
            "raw": bench.ask(raw),
            "ours": bench.get("served", *[f"/api/v1/venues/nearby?{place}&radius=5000&limit=20" for place in asked]),
            "peer": bench.get("peers", *[f"/nearby/?{place}" for place in asked]),
        },
        rounds=bench.rounds,
    )
    found = [
        report.against_limit(f"nearby query, {size}", sides["query"], sides["raw"], least=1 / 1.2),
        report.against_limit(f"nearby over HTTP, {size}", sides["ours"], sides["raw"], least=0.2),
        report.against_peer(f"nearby over HTTP, {size}", sides["ours"], sides["peer"], least=over_peer),
    ]
    return found, sides["query"]


def growth(small: report.Side, large: report.Side) -> report.Line:
    """What ten times as many venues cost."""
    return report.at_most("nearby query, 10⁵ → 10⁶: times as long", small.rate / large.rate, "×", 2)
