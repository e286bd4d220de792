"""Map tiles of the coming sessions, built by the database.

From `TILE_CLUSTER_BELOW` on a tile holds one point for each place, below it one for each of 8 × 8
squares. A point carries `n` (how many sessions, where more than one), `id` and `name` (the
activity, where it is one alone). Geometry as of the venues' tiles.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.db import connection
from django.db.models import F, FloatField, Func

from activities.query import ActivityQuery
from activities.selectors.listing import sessions_found
from core.geo import WEB_MERCATOR_SRID, WGS84_SRID
from core.language import is_english
from venues.selectors.tiles import BUFFER, ENVELOPE, EXTENT, MOST_POINTS, TileAddress

PLACE = "x, y"
SQUARE = "floor((x - %(west)s) / %(square)s), floor((y - %(north)s) / %(square)s)"


class _Along(Func):
    """A point's Web Mercator metres along an axis."""

    output_field = FloatField()
    template = f"%(function)s(ST_Transform(%(expressions)s, {WEB_MERCATOR_SRID}))"


def activities_tile(address: TileAddress, query: ActivityQuery, now: datetime) -> bytes:
    """One tile of the public sessions that a query finds, none that is cancelled or over."""
    params = address.params()
    if address.z >= settings.TILE_CLUSTER_BELOW:
        body, count = _run(PLACE, params, query, now)
        if count <= MOST_POINTS:
            return body
    return _run(SQUARE, params, query, now)[0]


def _run(group: str, params: dict[str, Any], query: ActivityQuery, now: datetime) -> tuple[bytes, int]:
    found, values = _sessions(params, query, now)
    title = "coalesce(nullif(name_en, ''), name_zh)" if is_english() else "name_zh"
    one = "min(shown) = max(shown)"
    statement = f"""
        SELECT coalesce(ST_AsMVT(tile, 'activities', {EXTENT}, 'geom'), ''::bytea), count(*) FROM (
            SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(x, y), {WEB_MERCATOR_SRID}), {ENVELOPE}, {EXTENT}, {BUFFER},
                                true) AS geom, n, id, name
            FROM (
                SELECT avg(x) AS x, avg(y) AS y, nullif(count(*), 1)::int AS n,
                       CASE WHEN {one} THEN min(shown) END AS id, CASE WHEN {one} THEN min({title}) END AS name
                FROM ({found}) AS session GROUP BY {group} LIMIT {MOST_POINTS + 1}) AS grouped
            OFFSET 0) AS tile WHERE geom IS NOT NULL"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**params, **values})
        body, count = cursor.fetchone()
    return bytes(body), count


def _sessions(params: dict[str, Any], query: ActivityQuery, now: datetime) -> tuple[str, dict[str, Any]]:
    """The query's own statement within the tile, with names in place of its unnamed parameters."""
    outer = Polygon.from_bbox(tuple(params[f"outer_{side}"] for side in ("west", "south", "east", "north")))
    outer.srid = WEB_MERCATOR_SRID
    found = (
        sessions_found(query, now)
        .live()
        .filter(point__bboverlaps=outer.transform(WGS84_SRID, clone=True))
        .order_by()
        .values(
            x=_Along("point", function="ST_X"),
            y=_Along("point", function="ST_Y"),
            shown=F("activity__public_id"),
            name_zh=F("activity__title"),
            name_en=F("activity__title_en"),
        )
    )
    sql, given = found.query.sql_with_params()
    names = [f"given{number}" for number in range(len(given))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, given, strict=True))
