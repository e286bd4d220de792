"""Venues as GeoJSON, built by the database: one row a reply, no objects in between."""

import base64
import binascii
import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from core.errors import Invalid
from core.identifiers import is_public_id
from core.language import is_english
from core.search import search
from core.sql import fetch, fetch_planned_anew
from core.web.params import UNKNOWN_CURSOR
from venues.opening import OpeningState
from venues.query import SEARCH_TYPE, Conditions, Nearby, VenueQuery, conditions
from venues.selectors.opening import OpeningTable, opening_table

MOST_TEXT_HITS = 1000
# Nearest first by the index runs on a sphere; so many more are taken before the true
# (spheroidal) distance decides. The two differ by half a per cent at most.
KNN_MARGIN = 16
OPENING_KEY = re.compile(r'"opening" : (\d+|null)')
GEOGRAPHY = "v.point::geography(Point,4326)"
# The address of the first photo, as the page shows it; one step into an index a venue.
PHOTO = """(SELECT '{site}/photos/' || image.public_id || '/page.jpg' FROM venues_venuephoto AS photo
                JOIN core_storedimage AS image ON image.id = photo.image_id
                WHERE photo.venue_id = v.id ORDER BY photo.rank, photo.id LIMIT 1)"""
HERE = "ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply is built from: the moment, its openings, and the language."""

    now: datetime
    table: OpeningTable
    english: bool

    @classmethod
    def at(cls, now: datetime) -> "Reading":
        return cls(now, opening_table(now), is_english())


def where_of(query: VenueQuery) -> Conditions:
    """The query's SQL, with its text looked up and its moment evaluated."""
    found = None
    if query.text:
        found = [hit.object_id for hit in search(query.text, types=[SEARCH_TYPE], limit=MOST_TEXT_HITS)]
    open_hours = opening_table(query.open_at).ids(*query.opening) if query.open_at else None
    return conditions(query, found_ids=found, open_hours=open_hours)


def feature_sql(english: bool, *, distance: bool) -> str:
    """One venue's Feature; expects `page AS v` (with `distance_m` if asked).

    Its opening is the key of the expression, see `_with_openings`.
    """
    name = "coalesce(nullif(v.name_en, ''), v.name)" if english else "v.name"
    address = "coalesce(nullif(v.address_en, ''), v.address)" if english else "v.address"
    label = "name_en" if english else "name"
    prefix = settings.SITE_URL + ("/en" if english else "")
    photo = PHOTO.format(site=settings.SITE_URL)
    extra = ", 'distance_m', round(v.distance_m::numeric, 1)" if distance else ""
    return f"""json_build_object(
        'type', 'Feature', 'id', v.public_id,
        'geometry', CASE WHEN v.point IS NOT NULL THEN json_build_object('type', 'Point', 'coordinates',
            json_build_array(round(ST_X(v.point)::numeric, 6), round(ST_Y(v.point)::numeric, 6))) END,
        'properties', json_build_object(
            'name', {name}, 'kind', v.kind_id, 'kind_label', kind.{label}, 'sub_kind', v.sub_kind_id,
            'region', v.county_id, 'region_name', county.{label}, 'zone', v.zone_id,
            'address', {address}, 'designations', titles.list, 'position_quality', v.position_quality,
            'opening', v.hours_id, 'admission', v.admission, 'phone', v.phone,
            'url', '{prefix}/venues/' || v.public_id || '/', 'website', v.website, 'photo', {photo},
            'audiences', v.audiences, 'demonstration', v.is_demonstration{extra}))"""


JOINS = """
    JOIN venues_venuekind AS kind ON kind.identifier = v.kind_id
    LEFT JOIN venues_region AS county ON county.code = v.county_id
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object('level', d.level, 'name', d.name, 'valid_until', d.valid_until)
            ORDER BY d.id), '[]'::json) AS list
        FROM venues_designation AS d WHERE d.venue_id = v.id) AS titles"""


def _with_openings(body: str, table: OpeningTable) -> str:
    """The Features with the openings' texts where the database has put their expressions' keys.

    Within a JSON string a quote is escaped, so nothing that a person wrote can look like the member.
    """
    return OPENING_KEY.sub(lambda key: f'"opening" : {table.text_of(key[1])}', body)


def encode_cursor(public_id: str) -> str:
    return base64.urlsafe_b64encode(public_id.encode()).decode().rstrip("=")


def decode_cursor(text: str) -> str:
    """The identifier after which a page starts. Raises Invalid."""
    if not text:
        return ""
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        found = ""
    if not is_public_id(found):
        raise Invalid("bad_cursor", UNKNOWN_CURSOR, fields={"cursor": [UNKNOWN_CURSOR]})
    return found


def venues_page(query: VenueQuery, reading: Reading, *, after: str, limit: int) -> tuple[str, str | None]:
    """A page of Features as a JSON array, and the cursor of the next page if there is one."""
    where = where_of(query)
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT v.*, row_number() OVER (ORDER BY v.public_id) AS place FROM venues_venue AS v
            WHERE {where.sql} AND v.public_id > %(after)s ORDER BY v.public_id LIMIT %(limit)s + 1)
        SELECT coalesce(json_agg({feature_sql(reading.english, distance=False)} ORDER BY v.place), '[]')::text,
               max(v.public_id), (SELECT count(*) FROM page) > %(limit)s
        FROM page AS v {JOINS} WHERE v.place <= %(limit)s"""
    params = {**where.params, "after": after, "limit": limit}
    [(body, last, more)] = fetch_planned_anew(statement, params)
    return _with_openings(body, reading.table), encode_cursor(last) if more else None


def venues_nearby(query: VenueQuery, near: Nearby, reading: Reading) -> str:
    """The nearest Features as a JSON array, by geodesic distance on the WGS 84 spheroid."""
    where = where_of(query)
    statement = f"""
        WITH candidates AS MATERIALIZED (
            SELECT v.* FROM venues_venue AS v
            WHERE {where.sql} AND ST_DWithin({GEOGRAPHY}, {HERE}, %(radius)s)
            ORDER BY {GEOGRAPHY} <-> {HERE} LIMIT %(limit)s + {KNN_MARGIN}),
        page AS MATERIALIZED (
            SELECT v.*, ST_Distance({GEOGRAPHY}, {HERE}) AS distance_m FROM candidates AS v
            ORDER BY distance_m, v.public_id LIMIT %(limit)s)
        SELECT coalesce(json_agg({feature_sql(reading.english, distance=True)} ORDER BY v.distance_m, v.public_id),
            '[]')::text
        FROM page AS v {JOINS}"""
    params = {
        **where.params,
        "lon": near.place.lon,
        "lat": near.place.lat,
        "radius": near.radius_m,
        "limit": near.limit,
    }
    [(body,)] = fetch(statement, params)
    return _with_openings(body, reading.table)


def venue_feature(public_id: str, reading: Reading) -> str | None:
    """One published venue's Feature as JSON."""
    statement = f"""
        SELECT {feature_sql(reading.english, distance=False)}::text FROM venues_venue AS v {JOINS}
        WHERE v.public_id = %(public_id)s AND v.status = 'published'"""
    rows = fetch(statement, {"public_id": public_id})
    return _with_openings(rows[0][0], reading.table) if rows else None


def venues_listed(
    query: VenueQuery, reading: Reading, *, near: Nearby | None, offset: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Features for a page's list and how many there are in all.

    Nearest first where asked from a place; else core kinds first, and what is made up last.
    """
    where = where_of(query)
    total = count_venues(where)
    if near is not None:
        wanted = Nearby(near.place, near.radius_m, offset + limit)
        return json.loads(venues_nearby(query, wanted, reading))[offset:], total
    statement = f"""
        WITH page AS MATERIALIZED (
            SELECT v.*, row_number() OVER () AS place FROM (
                SELECT v.* FROM venues_venue AS v JOIN venues_venuekind AS k ON k.identifier = v.kind_id
                WHERE {where.sql}
                ORDER BY v.is_demonstration, k.rank, v.name COLLATE "zh-Hans-x-icu", v.public_id
                OFFSET %(offset)s LIMIT %(limit)s) AS v)
        SELECT coalesce(json_agg({feature_sql(reading.english, distance=False)} ORDER BY v.place), '[]')::text
        FROM page AS v {JOINS}"""
    params = {**where.params, "offset": offset, "limit": limit}
    [(body,)] = fetch_planned_anew(statement, params)
    return json.loads(_with_openings(body, reading.table)), total


def count_venues(where: Conditions) -> int:
    """How many published venues a query means."""
    [(total,)] = fetch_planned_anew(f"SELECT count(*) FROM venues_venue AS v WHERE {where.sql}", where.params)
    return int(total)


def count_unknown(query: VenueQuery, near: Nearby | None = None) -> int | None:
    """How many more venues a query for open ones might mean: those of which nobody knows; None for other queries."""
    if query.open_at is None or OpeningState.UNKNOWN in query.opening:
        return None
    where = where_of(replace(query, opening=(OpeningState.UNKNOWN,)))
    if near is None:
        return count_venues(where)
    around = {"lon": near.place.lon, "lat": near.place.lat, "radius": near.radius_m}
    within = Conditions(f"{where.sql} AND ST_DWithin({GEOGRAPHY}, {HERE}, %(radius)s)", {**where.params, **around})
    return count_venues(within)


def counts_by(column: str, query: VenueQuery) -> dict[str, int]:
    """How many published venues a query means by `kind_id` or `county_id`."""
    if column not in {"kind_id", "county_id", "zone_id"}:
        raise ValueError(column)
    where = where_of(query)
    rows = fetch(f"SELECT v.{column}, count(*) FROM venues_venue AS v WHERE {where.sql} GROUP BY 1", where.params)
    return {code: count for code, count in rows if code}
