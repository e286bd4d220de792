"""Map tiles of single points: built afresh, from the cache, and not at all (304)."""

from http.client import HTTPConnection
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import report
from bench.cases import Bench, captured
from bench.generate import CITY_TILE_VENUES, DISTRICT_VENUES
from core.geo import Box
from core.web.cache import LEVEL
from venues.query import VenueQuery
from venues.selectors.features import where_of
from venues.selectors.opening import opening_table
from venues.selectors.tiles import ENVELOPE, TileAddress, venues_tile


def build(address: TileAddress, query: VenueQuery | None = None) -> bytes:
    """A tile as the product builds it, uncompressed."""
    query = query or VenueQuery()
    table = opening_table(timezone.now())
    return venues_tile(address, where_of(query), only_kinds=query.only_kinds, table=table)


def statement(address: TileAddress, query: VenueQuery | None = None) -> tuple[str, dict[str, Any]]:
    """The SQL of a tile and its parameters."""
    return captured(lambda: build(address, query))


def box_of(address: TileAddress) -> Box:
    """A tile's bounds in degrees."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b) FROM ST_Transform({ENVELOPE}, 4326) AS b",
            address.params(),
        )
        return Box(*cursor.fetchone())


def path(address: TileAddress) -> str:
    return f"/tiles/v1/venues/{address.z}/{address.x}/{address.y}.mvt"


def peer_path(address: TileAddress) -> str:
    box = box_of(address)
    return f"/markers/?in_bbox={box.west},{box.south},{box.east},{box.north}"


def lines(bench: Bench) -> list[report.Line]:
    """City and district tile: uncached, with gzip, cached, 304."""
    city, district = bench.ground.city_tile(), bench.ground.district_tile()
    return [
        *_uncached(bench, f"tile, {CITY_TILE_VENUES:,} points", city, least=0.85, over_peer=30),
        *_uncached(bench, f"tile, {DISTRICT_VENUES} points", district, least=0.60),
        *_cached(bench, city),
    ]


def _uncached(
    bench: Bench, name: str, address: TileAddress, *, least: float, over_peer: float | None = None
) -> list[report.Line]:
    bench.say(name)
    raw = statement(address)
    sides = report.in_turn(
        {
            "ours": bench.get("uncached", path(address)),
            "limit": bench.ask([raw]),
            "missed": bench.get("forgetful", path(address), Accept_Encoding="gzip"),
            "limit gzip": bench.ask([raw], squeeze=LEVEL),
            "peer": bench.get("peers", peer_path(address)),
        },
        rounds=bench.rounds,
    )
    return [
        report.against_limit(f"{name}, uncached", sides["ours"], sides["limit"], least=least),
        report.against_limit(f"{name}, cache missed, gzip", sides["missed"], sides["limit gzip"]),
        report.against_peer(f"{name}, uncached", sides["ours"], sides["peer"], least=over_peer),
    ]


def _cached(bench: Bench, address: TileAddress) -> list[report.Line]:
    bench.say("cached tile")
    etag = _etag(bench.ports["served"], path(address))
    sides = report.in_turn(
        {
            "cached": bench.get("served", path(address), Accept_Encoding="gzip"),
            "304": bench.get("served", path(address), status=304, Accept_Encoding="gzip", If_None_Match=etag),
            "limit": bench.ask([statement(address)]),
        },
        rounds=bench.rounds,
    )
    return [
        report.against_limit(f"tile, {CITY_TILE_VENUES:,} points, cached", sides["cached"], sides["limit"], least=12),
        report.against_peer("the same, 304 (peer: cached)", sides["304"], sides["cached"], least=2.5),
    ]


def _etag(port: int, address: str) -> str:
    asking = HTTPConnection("127.0.0.1", port, timeout=30)
    asking.request("GET", address, headers={"Accept-Encoding": "gzip"})
    etag = asking.getresponse().getheader("ETag")
    asking.close()
    if etag is None:
        raise RuntimeError("a tile has no ETag")
    return etag
