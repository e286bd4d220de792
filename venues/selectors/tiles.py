"""Map tiles (Mapbox vector tiles 2.1), built by the database.

Below `TILE_CLUSTER_BELOW` a tile holds one point for each of 8 × 8 squares: a cluster with its
count, or the single venue. From it on it holds the venues themselves. Geometry is Web
Mercator (EPSG:3857), extent 4096; points up to one square beyond the edge are included, so that
markers which straddle it are drawn on both sides.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from core.geo import WORLD_HALF_M
from venues.opening import OpeningState
from venues.query import Conditions
from venues.selectors.opening import OpeningTable

EXTENT = 4096
SQUARES = 8
SQUARE_LEVELS = 3  # 2³ squares along a side
PREBUILT_TO = 10
MOST_POINTS = 2400  # about 62 KB gzipped
MAX_ZOOM = 20


@dataclass(frozen=True, slots=True)
class TileAddress:
    """Zoom, column and row of the XYZ scheme."""

    z: int
    x: int
    y: int

    def exists(self) -> bool:
        return 0 <= self.z <= MAX_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z

    def params(self) -> dict[str, Any]:
        side = 2 * WORLD_HALF_M / 2**self.z
        west, north = -WORLD_HALF_M + self.x * side, WORLD_HALF_M - self.y * side
        square = side / SQUARES
        return {
            "west": west,
            "south": north - side,
            "east": west + side,
            "north": north,
            "square": square,
            "outer_west": west - square,
            "outer_south": north - side - square,
            "outer_east": west + side + square,
            "outer_north": north + square,
        }


ENVELOPE = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857)"
OUTER = "ST_MakeEnvelope(%(outer_west)s, %(outer_south)s, %(outer_east)s, %(outer_north)s, 3857)"
BUFFER = EXTENT // SQUARES


def _encoded(columns: str, source: str) -> str:
    return f"""
        SELECT coalesce(ST_AsMVT(tile, 'venues', {EXTENT}, 'geom'), ''::bytea), count(*) FROM (
            SELECT ST_AsMVTGeom(p, {ENVELOPE}, {EXTENT}, {BUFFER}, true) AS geom, {columns} FROM ({source}) AS found
            OFFSET 0 -- keeps the planner from working each geometry out twice
        ) AS tile WHERE geom IS NOT NULL"""


def venues_tile(address: TileAddress, where: Conditions, *, only_kinds: bool, table: OpeningTable) -> bytes:
    """One tile of published venues. Features carry `n` and `k` (a cluster), or `id`, `k`, and from
    the zoom of single points on `name` and `o` (1 open, 0 closed, 2 unknown)."""
    params = {**address.params(), **where.params}
    if address.z >= settings.TILE_CLUSTER_BELOW:
        states = {"open_now": table.ids(OpeningState.OPEN), "closed_now": table.ids(OpeningState.CLOSED)}
        body, count = _run(_encoded("id, k, name, o", _points(where)), {**params, **states})
        if count <= MOST_POINTS:
            return body
    if address.z <= PREBUILT_TO and only_kinds:
        return _run(_encoded("n, k, id", _prebuilt(where)), {**params, **_cells(address)})[0]
    return _run(_encoded("n, k, id", _clusters(where)), params)[0]


def _points(where: Conditions) -> str:
    return f"""
        SELECT v.point_3857 AS p, v.public_id AS id, v.kind_id AS k, v.name,
               CASE WHEN v.hours_id = ANY(%(open_now)s::bigint[]) THEN 1
                    WHEN v.hours_id = ANY(%(closed_now)s::bigint[]) THEN 0 ELSE 2 END AS o
        FROM venues_venue AS v WHERE v.point_3857 && {OUTER} AND {where.sql}
        LIMIT {MOST_POINTS + 1}"""


def _clusters(where: Conditions) -> str:
    return f"""
        SELECT ST_SetSRID(ST_MakePoint(avg(ST_X(v.point_3857)), avg(ST_Y(v.point_3857))), 3857) AS p,
               nullif(count(*), 1)::int AS n, mode() WITHIN GROUP (ORDER BY v.kind_id) AS k,
               CASE WHEN count(*) = 1 THEN min(v.public_id) END AS id
        FROM venues_venue AS v WHERE v.point_3857 && {OUTER} AND {where.sql}
        GROUP BY floor((ST_X(v.point_3857) - %(west)s) / %(square)s),
                 floor((ST_Y(v.point_3857) - %(north)s) / %(square)s)"""


def _cells(address: TileAddress) -> dict[str, int]:
    first_x, first_y = address.x * SQUARES, address.y * SQUARES
    return {
        "level": address.z + SQUARE_LEVELS,
        "cx_from": first_x - 1,
        "cx_to": first_x + SQUARES,
        "cy_from": first_y - 1,
        "cy_to": first_y + SQUARES,
    }


def _prebuilt(where: Conditions) -> str:
    kinds = "AND c.kind = ANY(%(kinds)s::text[])" if "kinds" in where.params else ""
    return f"""
        SELECT square.p, nullif(square.n, 1) AS n, square.k, lone.public_id AS id FROM (
            SELECT sum(c.n)::int AS n, substr(max(to_char(c.n, 'FM000000000') || c.kind COLLATE "C"), 10) AS k,
                   ST_SetSRID(ST_MakePoint(
                       sum(c.sum_x_cm::float8) / sum(c.n) / 100, sum(c.sum_y_cm::float8) / sum(c.n) / 100), 3857) AS p
            FROM venues_mapcell AS c
            WHERE c.level = %(level)s AND c.cx BETWEEN %(cx_from)s AND %(cx_to)s
              AND c.cy BETWEEN %(cy_from)s AND %(cy_to)s {kinds}
            GROUP BY c.cx, c.cy) AS square
        LEFT JOIN LATERAL (
            SELECT v.public_id FROM venues_venue AS v
            WHERE square.n = 1 AND v.status = 'published' AND v.point_3857 && ST_Expand(square.p, 0.02)
              AND v.kind_id = square.k
            LIMIT 1) AS lone ON true"""


def _run(statement: str, params: dict[str, Any]) -> tuple[bytes, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        body, count = cursor.fetchone()
    return bytes(body), count


REGIONS = f"""
    SELECT coalesce(ST_AsMVT(tile, 'regions', {EXTENT}, 'geom'), ''::bytea), count(*) FROM (
        SELECT ST_AsMVTGeom(ST_Transform(region.boundary, 3857), {ENVELOPE}, {EXTENT}, 64, true) AS geom,
               region.code, region.name, region.name_en, region.level
        FROM venues_region AS region
        WHERE region.level = 'county' AND region.boundary && ST_Transform({OUTER}, 4326)
    ) AS tile WHERE geom IS NOT NULL"""


def regions_tile(address: TileAddress) -> bytes:
    """One tile of county outlines with code, name, name_en and level."""
    return _run(REGIONS, address.params())[0]
