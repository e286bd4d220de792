"""Generated venues: the same for the same seed, appended by index range, made by SQL in the database.

The first `CITY_TILE_VENUES`, as many as a tile shows one by one, lie in one map tile at the city's
centre (`city_tile`), the first `DISTRICT_VENUES` of them in one small tile inside it; of the others
a share is spread over the city and the rest around places all over the country. No other row
comes near the city's tile.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from bench import words
from core.geo import WORLD_HALF_M
from core.models import SearchEntry
from core.search import Entry, entry_values
from venues.models import OpeningHours, Region, Venue, VenueKind
from venues.query import SEARCH_TYPE
from venues.selectors.tiles import MOST_POINTS, TileAddress

SEED = 20200523
CITY_TILE_VENUES = MOST_POINTS
DISTRICT_VENUES = 400
CITY_ZOOM, DISTRICT_ZOOM = 13, 16
SHARE_IN_CITY = 0.15
BATCH = 100_000
SEARCH_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Ground:
    """Where to generate: the city's centre and bounds in degrees of WGS 84."""

    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]

    def city_tile(self) -> TileAddress:
        """The tile of single points that holds `CITY_TILE_VENUES`."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 4326), 3857) AS p",
                list(self.centre),
            )
            x, y = cursor.fetchone()
        side = 2 * WORLD_HALF_M / 2**CITY_ZOOM
        return TileAddress(CITY_ZOOM, int((x + WORLD_HALF_M) / side), int((WORLD_HALF_M - y) / side))

    def district_tile(self) -> TileAddress:
        """The tile that holds `DISTRICT_VENUES`: a quarter from the west and north of the city's."""
        city = self.city_tile()
        parts = 2 ** (DISTRICT_ZOOM - CITY_ZOOM)
        return TileAddress(DISTRICT_ZOOM, city.x * parts + parts // 4, city.y * parts + parts // 4)


def clear() -> None:
    """Remove the venues that the reference data brought: the generated ones are counted exactly."""
    Venue.objects.all().delete()
    SearchEntry.objects.all().delete()


def generate(first: int, end: int, ground: Ground) -> None:
    """Append the venues numbered `first` to `end` - 1 with titles and opening hours, without history."""
    OpeningHours.objects.bulk_create(
        [OpeningHours(expression=text) for text in words.opening_hours()], ignore_conflicts=True
    )
    for start in range(first, end, BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            _history(cursor, "DISABLE")
            cursor.execute(VENUES, {**_choices(ground), "first": start, "last": min(start + BATCH, end) - 1})
            cursor.execute(DESIGNATIONS, {"first": start, "last": min(start + BATCH, end) - 1})
            _history(cursor, "ENABLE")
    settle("venues_venue", "venues_designation", "venues_mapcell")


def settle(*tables: str) -> None:
    """Fresh statistics; outside a transaction also a vacuum, so that no case pays for the generator."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM ANALYZE'} {table}")


def _history(cursor, verb: str) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come can't be altered
    for table in ("venues_venue", "venues_designation"):
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger%%'", [table]
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {name}")


def _choices(ground: Ground) -> dict[str, object]:
    tile, district = ground.city_tile().params(), ground.district_tile().params()
    west, south, east, north = ground.bounds
    return {
        "seed": SEED,
        "in_tile": CITY_TILE_VENUES,
        "in_district": DISTRICT_VENUES,
        "share": SHARE_IN_CITY,
        **{f"tile_{name}": tile[name] for name in ("west", "south", "east", "north")},
        **{f"outer_{name}": tile[f"outer_{name}"] for name in ("west", "south", "east", "north")},
        **{f"district_{name}": district[name] for name in ("west", "south", "east", "north")},
        "city_west": west,
        "city_south": south,
        "city_east": east,
        "city_north": north,
        "kinds": list(VenueKind.objects.filter(parent=None, is_mobile=False).values_list("pk", flat=True)),
        "counties": list(Region.objects.counties().values_list("pk", flat=True)),
        "hours": list(OpeningHours.objects.filter(expression__in=words.opening_hours()).values_list("pk", flat=True)),
        "places": words.PLACES,
        "themes": words.THEMES,
        "suffixes": words.SUFFIXES,
        "roads": words.ROADS,
    }


def _chance(salt: int, row: str = "i") -> str:
    """SQL of a number in [0, 1) that depends on the row's number and a salt alone."""
    return f"((hashint8extended({row}, %(seed)s::bigint + {salt}) & 1073741823) / 1073741824.0)::float8"


def _one_of(name: str, salt: int, kind: str = "text") -> str:
    array = f"%({name})s::{kind}[]"
    return f"({array})[1 + floor({_chance(salt)} * cardinality({array}))::int]"


# An odd factor modulo 2^50 gives every number another identifier, in no visible order.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SHUFFLED = "(((i + 1) * 618970019642689::numeric) %% 1125899906842624)"
PUBLIC_ID = " || ".join(f"substr('{ALPHABET}', 1 + ({SHUFFLED}::bigint >> {5 * n} & 31)::int, 1)" for n in range(10))

# East of 0.25 to 0.375 of the tile lies the district: the rest of the city's venues keep clear of its margin.
PLACE_3857 = f"""CASE
    WHEN i < %(in_district)s THEN ST_SetSRID(ST_MakePoint(
        %(district_west)s + {_chance(1)} * (%(district_east)s - %(district_west)s),
        %(district_south)s + {_chance(2)} * (%(district_north)s - %(district_south)s)), 3857)
    WHEN i < %(in_tile)s THEN ST_SetSRID(ST_MakePoint(
        %(tile_west)s + (CASE WHEN {_chance(1)} < 0.25 THEN 0.8 * {_chance(1)} ELSE 0.2 + 0.8 * {_chance(1)} END)
            * (%(tile_east)s - %(tile_west)s),
        %(tile_south)s + {_chance(2)} * (%(tile_north)s - %(tile_south)s)), 3857) END"""
PLACE_4326 = f"""CASE
    WHEN {_chance(3)} < %(share)s THEN ST_SetSRID(ST_MakePoint(
        %(city_west)s + {_chance(1)} * (%(city_east)s - %(city_west)s),
        %(city_south)s + {_chance(2)} * (%(city_north)s - %(city_south)s)), 4326)
    ELSE (SELECT ST_SetSRID(ST_MakePoint(
        80 + 45 * {_chance(11, "town")} + ({_chance(4)} + {_chance(5)} + {_chance(6)} - 1.5) * 0.5,
        21 + 26 * {_chance(12, "town")} + ({_chance(7)} + {_chance(8)} + {_chance(9)} - 1.5) * 0.12), 4326)
        FROM (SELECT floor(400 * {_chance(10)} * {_chance(10)})::bigint AS town) AS chosen) END"""

VENUES = f"""
    INSERT INTO venues_venue (
        public_id, name, name_en, aliases, summary, summary_en, kind_id, status, address, address_en, point,
        given_lon, given_lat, given_datum, position_quality, county_id, hours_id, admission, admission_note,
        booking_url, phone, website, audiences, accessibility, is_demonstration, source, version, created_at,
        updated_at)
    SELECT {PUBLIC_ID},
        {_one_of("places", 20)} || {_one_of("themes", 21)} || {_one_of("suffixes", 22)}, '', '{{}}', '', '',
        {_one_of("kinds", 23)}, 'published',
        {_one_of("places", 20)} || {_one_of("roads", 24)} || '路' || (1 + floor({_chance(25)} * 200))::int || '号', '',
        p, ST_X(p), ST_Y(p), 'WGS84', 'approximate', {_one_of("counties", 26)},
        CASE WHEN {_chance(27)} < 0.9 THEN {_one_of("hours", 28, "bigint")} END, 'free', '', '', '', '',
        CASE WHEN {_chance(29)} < 0.5 THEN '{{youth}}' ELSE '{{}}' END::text[], '{{}}', true, '', 1, now(), now()
    FROM (
        SELECT i, ST_SnapToGrid(CASE WHEN i >= %(in_tile)s AND ST_Transform(p, 3857) && ST_MakeEnvelope(
            %(outer_west)s, %(outer_south)s, %(outer_east)s, %(outer_north)s, 3857)
            THEN ST_Translate(p, 0, 0.2) ELSE p END, 0.000001) AS p
        FROM (SELECT i, coalesce(ST_Transform({PLACE_3857}, 4326), {PLACE_4326}) AS p
              FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS i) AS placed
        OFFSET 0) AS moved"""
DESIGNATIONS = f"""
    INSERT INTO venues_designation (venue_id, level, name, batch)
    SELECT v.id, 'city', '市级科普教育基地', ''
    FROM generate_series(%(first)s::bigint, %(last)s::bigint, 10) AS i
    JOIN venues_venue AS v ON v.public_id = {PUBLIC_ID}"""

RECOUNT = """
    SELECT level::smallint, floor((ST_X(point_3857) + 20037508.342789244) / (40075016.685578488 / 2 ^ level))::int,
           floor((20037508.342789244 - ST_Y(point_3857)) / (40075016.685578488 / 2 ^ level))::int,
           kind_id, count(*)::int, sum(round(ST_X(point_3857) * 100)::bigint)::bigint,
           sum(round(ST_Y(point_3857) * 100)::bigint)::bigint
    FROM venues_venue CROSS JOIN (SELECT DISTINCT level FROM venues_mapcell) AS levels
    WHERE status = 'published' AND point IS NOT NULL GROUP BY 1, 2, 3, 4"""
KEPT = "SELECT level, cx, cy, kind, n, sum_x_cm, sum_y_cm FROM venues_mapcell"


def cells_that_differ() -> int:
    """How many of the map's cells are not what a recount of the venues gives."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            WITH kept AS ({KEPT}), counted AS ({RECOUNT})
            SELECT count(*) FROM ((TABLE kept EXCEPT ALL TABLE counted)
                UNION ALL (TABLE counted EXCEPT ALL TABLE kept)) AS different""")
        return int(cursor.fetchone()[0])


def index_for_search(most: int) -> None:
    """Search entries of the first `most` venues, spelled by the product's own functions and copied in batches."""
    columns = [field.column for field in SearchEntry._meta.concrete_fields if field.column != "id"]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT v.public_id, v.name, v.address, k.name, k.name_en, k.rank, v.point::text
               FROM venues_venue AS v JOIN venues_venuekind AS k ON k.identifier = v.kind_id ORDER BY v.id LIMIT %s""",
            [most],
        )
        rows = cursor.fetchall()
        for start in range(0, len(rows), SEARCH_BATCH):
            with transaction.atomic(), cursor.copy(f"COPY core_searchentry ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows[start : start + SEARCH_BATCH]:
                    entry = _entry(*row)
                    copy.write_row([entry[column] for column in columns])
    settle("core_searchentry")


def _entry(
    public_id: str, name: str, address: str, kind: str, kind_en: str, rank: int, point: str
) -> dict[str, object]:
    entry = Entry(SEARCH_TYPE, public_id, name, "", (), kind, kind_en, address, rank, None)
    return {"type": entry.type, "object_id": entry.object_id, **entry_values(entry), "point": point}
