"""Tiles of the whole country: every tile of zooms 0 to 7, and the largest of any zoom."""

import time
from statistics import median

import psycopg
from django.conf import settings
from django.db import connection

from bench import report
from bench.cases import Bench
from bench.cases.tiles import build, statement
from core.geo import WORLD_HALF_M
from core.web.cache import compressed
from venues.selectors.tiles import TileAddress

LOW = range(8)
HIGH = range(8, 17)
REPEATS = 5

COUNTED = f"""
    SELECT floor((ST_X(point_3857) + {WORLD_HALF_M}) / {2 * WORLD_HALF_M} * 2 ^ %(z)s)::int AS x,
           floor(({WORLD_HALF_M} - ST_Y(point_3857)) / {2 * WORLD_HALF_M} * 2 ^ %(z)s)::int AS y
    FROM venues_venue WHERE status = 'published' AND point IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC"""


def fullest(zooms: range, *, most: int | None = None) -> list[TileAddress]:
    """The non-empty tiles of each zoom, the fullest first, at most so many a zoom."""
    found = []
    with connection.cursor() as cursor:
        for zoom in zooms:
            cursor.execute(f"{COUNTED} LIMIT %(most)s", {"z": zoom, "most": most})
            found += [TileAddress(zoom, x, y) for x, y in cursor.fetchall()]
    return found


def database_ms(asking: psycopg.Cursor, address: TileAddress) -> float:
    """The median time of a tile's statement over an open connection, in milliseconds."""
    text, parameters = statement(address)
    taken = []
    for _repeat in range(REPEATS):
        before = time.perf_counter()
        asking.execute(text, parameters, prepare=True)
        asking.fetchone()
        taken.append((time.perf_counter() - before) * 1000)
    return median(taken[1:])


def lines(bench: Bench, size: str) -> list[report.Line]:
    """The slowest and the largest tile of zooms 0 to 7, and the largest of all."""
    bench.say(f"low zooms, {size}")
    low, high = fullest(LOW), fullest(HIGH, most=2)
    with psycopg.connect(bench.url, autocommit=True, options=settings.DATABASE_OPTIONS["options"]) as link:
        asking = link.cursor(binary=True)
        slowest = max(database_ms(asking, address) for address in low)
        slowest_high = {zoom: max(database_ms(asking, tile) for tile in high if tile.z == zoom) for zoom in HIGH}
    bodies = {address: build(address) for address in [*low, *high, bench.ground.city_tile()]}
    at = max(slowest_high, key=lambda zoom: slowest_high[zoom])
    return [
        report.at_most(f"z0–z7, {len(low)} tiles, {size}: slowest", slowest, "ms", 2),
        report.at_most(f"z0–z7, {size}: largest", max(len(bodies[tile]) for tile in low) / 1024, "KB", 20),
        report.at_most(
            f"any zoom, {size}: largest gzipped",
            max(len(compressed(body)) for body in bodies.values()) / 1024,
            "KB",
            65,
        ),
        report.at_most(f"z8–z16, {size}: slowest (z{at})", slowest_high[at], "ms"),
    ]
