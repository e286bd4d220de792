"""Published venues for programs of geographic information: flat Features, a page at a time."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings

from core.geo import Box
from core.sql import fetch, fetch_planned_anew
from core.versions import data_version
from venues.query import Conditions, VenueQuery, conditions


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """Filters of the open data; a box across the 180th meridian comes as two.

    `since` and `until`, both included and aware, are about the last change of an entry, told to the second.
    """

    filters: VenueQuery = field(default_factory=VenueQuery)
    boxes: tuple[Box, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How venues are told: titles are those in force on `day`, labels are Chinese or English."""

    day: date
    english: bool


@dataclass(frozen=True, slots=True)
class FlatPage:
    """A JSON array of Features, how many they are, and the identifier of the last if more follow."""

    features: str
    returned: int
    last: str | None


@dataclass(frozen=True, slots=True)
class Extent:
    """The box around everything that has a place, and the first of the last changes."""

    box: Box | None
    since: datetime | None


def _inside(number: int) -> str:
    """Within a box or on its edge. A box may be a line or a point, which ST_MakeEnvelope has no use for."""
    west, south, east, north = (f"%({side}{number})s::float8" for side in ("west", "south", "east", "north"))
    corners = f"ST_Collect(ST_MakePoint({west}, {south}), ST_MakePoint({east}, {north}))"
    return f"ST_Intersects(v.point, ST_SetSRID(ST_Envelope({corners}), 4326))"


def _where(query: OpenQuery) -> Conditions:
    where = conditions(query.filters, found_ids=None, open_hours=None)
    parts, params = [where.sql], dict(where.params)
    if query.boxes:
        parts.append(f"({' OR '.join(_inside(number) for number in range(len(query.boxes)))})")
        for number, box in enumerate(query.boxes):
            params |= {f"west{number}": box.west, f"south{number}": box.south}
            params |= {f"east{number}": box.east, f"north{number}": box.north}
    if query.since is not None:
        parts.append("date_trunc('second', v.updated_at) >= %(since)s::timestamptz")
        params["since"] = query.since
    if query.until is not None:
        parts.append("date_trunc('second', v.updated_at) <= %(until)s::timestamptz")
        params["until"] = query.until
    return Conditions(" AND ".join(parts), params)


def _feature_sql(english: bool) -> str:
    """One venue's Feature; expects `v` and `JOINS`.

    Properties are plain values: a table has no lists, and GDAL guesses a column's type from the first page.
    The one time among them is what `since` and `until` ask, as GDAL hands over any comparison of times.
    """
    label = "name_en" if english else "name"
    prefix = settings.SITE_URL + ("/en" if english else "")
    return f"""json_build_object(
        'type', 'Feature', 'id', v.public_id,
        'geometry', CASE WHEN v.point IS NOT NULL THEN json_build_object('type', 'Point', 'coordinates',
            json_build_array(round(ST_X(v.point)::numeric, 6), round(ST_Y(v.point)::numeric, 6))) END,
        'properties', json_build_object(
            'name', v.name, 'name_en', v.name_en, 'kind', v.kind_id, 'kind_label', kind.{label},
            'sub_kind', v.sub_kind_id, 'region', v.county_id, 'region_name', county.{label}, 'zone', v.zone_id,
            'township', v.township_id, 'address', v.address, 'address_en', v.address_en,
            'position_quality', v.position_quality, 'opening_hours', hours.expression,
            'admission', v.admission, 'phone', v.phone, 'website', v.website,
            'audiences', array_to_string(v.audiences, ','), 'designations', titles.line,
            'opened_year', coalesce(extract(year FROM v.opened_on)::int, v.opened_year),
            'updated_at', to_char(v.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'demonstration', v.is_demonstration, 'url', '{prefix}/venues/' || v.public_id || '/'))"""


JOINS = """
    JOIN venues_venuekind AS kind ON kind.identifier = v.kind_id
    LEFT JOIN venues_region AS county ON county.code = v.county_id
    LEFT JOIN venues_openinghours AS hours ON hours.id = v.hours_id
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(d.name, '; ' ORDER BY d.id), '') AS line FROM venues_designation AS d
        WHERE d.venue_id = v.id AND coalesce(d.valid_from, '-infinity') <= %(day)s::date
            AND coalesce(d.valid_until, 'infinity') >= %(day)s::date) AS titles"""


def flat_page(query: OpenQuery, told: Told, *, after: str, limit: int) -> FlatPage:
    """The Features whose identifiers follow `after`, in the identifiers' order."""
    where = _where(query)
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT v.*, row_number() OVER (ORDER BY v.public_id) AS place FROM venues_venue AS v
            WHERE {where.sql} AND v.public_id > %(after)s ORDER BY v.public_id LIMIT %(limit)s + 1)
        SELECT coalesce(json_agg({_feature_sql(told.english)} ORDER BY v.place), '[]')::text,
               count(*), max(v.public_id), (SELECT count(*) FROM page) > %(limit)s
        FROM page AS v {JOINS} WHERE v.place <= %(limit)s"""
    params = {**where.params, "after": after, "limit": limit, "day": told.day}
    [(features, returned, last, more)] = fetch_planned_anew(statement, params)
    return FlatPage(features, returned, last if more else None)


def flat_feature(public_id: str, told: Told) -> str | None:
    """One published venue's Feature as JSON."""
    statement = f"""
        SELECT {_feature_sql(told.english)}::text FROM venues_venue AS v {JOINS}
        WHERE v.public_id = %(public_id)s AND v.status = 'published'"""
    rows = fetch(statement, {"public_id": public_id, "day": told.day})
    return rows[0][0] if rows else None


def how_many(query: OpenQuery) -> int:
    """How many published venues a query means; every page tells it, so it is counted once a data version."""
    return _how_many(data_version("venues"), query)


@lru_cache(maxsize=256)
def _how_many(version: int, query: OpenQuery) -> int:
    where = _where(query)
    [(count,)] = fetch_planned_anew(f"SELECT count(*) FROM venues_venue AS v WHERE {where.sql}", where.params)
    return int(count)


def extent() -> Extent:
    """Where and since when all published venues are."""
    return _extent(data_version("venues"))


@lru_cache(maxsize=2)
def _extent(version: int) -> Extent:
    statement = """
        SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b), since
        FROM (SELECT ST_Extent(point) AS b, date_trunc('second', min(updated_at)) AS since
              FROM venues_venue WHERE status = 'published') AS every"""
    [(*sides, since)] = fetch(statement, {})
    return Extent(Box(*sides) if sides[0] is not None else None, since)
