"""Tiles hold what the list holds, clustered and counted rightly."""

import gzip
import random
from typing import Any

import mapbox_vector_tile
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.geo import WORLD_HALF_M, LonLat, point
from venues.models import MapCell, Venue
from venues.query import VenueQuery
from venues.selectors.features import where_of
from venues.selectors.opening import opening_table
from venues.selectors.tiles import TileAddress, venues_tile

pytestmark = pytest.mark.django_db
WORLD = TileAddress(0, 0, 0)


def features(body: bytes) -> list[dict[str, Any]]:
    return mapbox_vector_tile.decode(body).get("venues", {}).get("features", []) if body else []


def tile(address: TileAddress, query: VenueQuery | None = None, *, prebuilt: bool = True) -> list[dict[str, Any]]:
    query = query or VenueQuery()
    table = opening_table(timezone.now())
    return features(venues_tile(address, where_of(query), only_kinds=prebuilt and query.only_kinds, table=table))


def inside(address: TileAddress) -> set[str]:
    """The published venues on a tile's own ground."""
    p = address.params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public_id FROM venues_venue WHERE status = 'published' AND point_3857 && "
            "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857)",
            p,
        )
        return {row[0] for row in cursor.fetchall()}


def on_tile(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the buffer's."""
    return [f for f in found if all(0 <= c <= 4096 for c in f["geometry"]["coordinates"])]


def total(found: list[dict[str, Any]]) -> int:
    return sum(feature["properties"].get("n", 1) for feature in found)


def address_of(place: LonLat, z: int) -> TileAddress:
    x, y = point(place).transform(3857, clone=True).coords
    side = 2 * WORLD_HALF_M / 2**z
    return TileAddress(z, int((x + WORLD_HALF_M) / side), int((WORLD_HALF_M - y) / side))


@pytest.fixture
def somewhere() -> LonLat:
    venue = Venue.objects.published().exclude(point=None).order_by("pk")[0]
    return LonLat(venue.point.x, venue.point.y)


@pytest.mark.parametrize("z", range(11))
def test_prebuilt_counts_are_those_of_the_venues(z: int, somewhere: LonLat) -> None:
    address = address_of(somewhere, z)
    assert total(tile(address)) == total(tile(address, prebuilt=False))
    by_place = sorted(
        (f["properties"].get("n", 1), f["properties"]["k"], f["properties"].get("id")) for f in tile(address)
    )
    fresh = sorted(
        (f["properties"].get("n", 1), f["properties"]["k"], f["properties"].get("id"))
        for f in tile(address, prebuilt=False)
    )
    assert [row[0] for row in by_place] == [row[0] for row in fresh]
    assert {row[2] for row in by_place} == {row[2] for row in fresh}


def test_the_world_tile_counts_everything() -> None:
    published = Venue.objects.published().exclude(point=None).count()
    assert total(tile(WORLD)) == published > 0


@pytest.mark.parametrize("z", [9, 11, 12, 13, 15])
def test_a_tile_holds_its_ground(z: int, somewhere: LonLat) -> None:
    address = address_of(somewhere, z)
    found = on_tile(tile(address))
    assert total(found) == len(inside(address)) >= 1
    if z >= 13:
        assert {feature["properties"]["id"] for feature in found} == inside(address)
        assert all(feature["properties"]["name"] for feature in found)


def test_a_marker_near_the_edge_is_in_both_tiles(somewhere: LonLat) -> None:
    address = address_of(somewhere, 15)
    for venue in Venue.objects.published().exclude(point=None)[:1]:
        p = address.params()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE venues_venue SET point = ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 3857), 4326)"
                " WHERE id = %s",
                [p["east"] - 1, (p["north"] + p["south"]) / 2, venue.pk],
            )
        for column in (address.x, address.x + 1):
            found = tile(TileAddress(15, column, address.y))
            assert venue.public_id in {feature["properties"]["id"] for feature in found}


def test_filters_are_the_lists(somewhere: LonLat) -> None:
    kind = Venue.objects.published().exclude(point=None).order_by("pk")[0].kind_id
    query = VenueQuery(kinds=(kind,))
    assert total(tile(WORLD, query)) == Venue.objects.published().filter(kind=kind).exclude(point=None).count()
    region = VenueQuery(region="450226")
    assert total(tile(WORLD, region)) == Venue.objects.published().filter(county="450226").exclude(point=None).count()


def recounted() -> set[tuple[Any, ...]]:
    """The cells as an independent recount has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l, width_bucket(ST_X(p), -%(w)s, %(w)s, (1 << l)) - 1,
                      width_bucket(-ST_Y(p), -%(w)s, %(w)s, (1 << l)) - 1,
                      kind_id, count(*), sum(round(ST_X(p) * 100)::bigint), sum(round(ST_Y(p) * 100)::bigint)
               FROM (SELECT kind_id, ST_Transform(point, 3857) AS p FROM venues_venue
                     WHERE status = 'published' AND point IS NOT NULL) AS v, generate_series(3, 13) AS l
               GROUP BY 1, 2, 3, 4""",
            {"w": WORLD_HALF_M},
        )
        return {tuple(map(str, row)) for row in cursor.fetchall()}


def kept() -> set[tuple[Any, ...]]:
    rows = MapCell.objects.values_list("level", "cx", "cy", "kind", "n", "sum_x_cm", "sum_y_cm")
    return {tuple(map(str, row)) for row in rows}


def random_changes(seed: int) -> None:
    rng = random.Random(seed)
    ids = list(Venue.objects.values_list("pk", flat=True))
    for _change in range(40):
        some = Venue.objects.filter(pk__in=rng.sample(ids, rng.randint(1, 12)))
        place = point(LonLat(rng.uniform(108.6, 110), rng.uniform(24, 26)))
        match rng.randrange(4):
            case 0:
                some.update(status=rng.choice(["published", "hidden"]))
            case 1:
                some.update(point=place, given_lon=1, given_lat=1)
            case 2:
                some.update(kind=rng.choice(["museum", "e_station"]))
            case 3:
                some.filter(designations=None).delete()


@pytest.mark.parametrize("seed", range(3))
def test_cells_equal_a_recount_after_any_changes(seed: int) -> None:
    random_changes(seed)
    assert kept() == recounted()


def test_the_recount_notices_when_the_trigger_is_off() -> None:
    """The twin: without the trigger the same changes must be seen to differ."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE venues_venue DISABLE TRIGGER venues_venue_moved")
    Venue.objects.filter(pk=Venue.objects.published().exclude(point=None)[0].pk).update(status="hidden")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE venues_venue ENABLE TRIGGER venues_venue_moved")
    assert kept() != recounted()


def test_http_says_what_a_tile_is() -> None:
    client = Client()
    response = client.get("/tiles/v1/venues/0/0/0.mvt", headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert response["Content-Encoding"] == "gzip"
    assert total(features(gzip.decompress(response.content))) == total(tile(WORLD))
    plain = client.get("/tiles/v1/venues/0/0/0.mvt")
    assert plain.content == gzip.decompress(response.content)
    assert "max-age" in response["Cache-Control"]
    again = client.get("/tiles/v1/venues/0/0/0.mvt", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_etag_moves_when_the_data_does_and_not_before() -> None:
    def etag() -> str:
        return Client().get("/tiles/v1/venues/0/0/0.mvt")["ETag"]

    first = etag()
    assert etag() == first
    Venue.objects.filter(pk=Venue.objects.published()[0].pk).update(status="hidden")
    assert etag() != first


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tiles/v1/venues/3/8/0.mvt", 400),
        ("/tiles/v1/venues/21/0/0.mvt", 400),
        ("/tiles/v1/venues/99999999999/0/0.mvt", 400),
        ("/tiles/v1/castles/0/0/0.mvt", 404),
        ("/tiles/v1/venues/0/0/0.mvt?kind=castle", 400),
        ("/tiles/v1/venues/0/0/0.mvt?bbox=1,2,3,4", 400),
        ("/tiles/v1/venues/-1/0/0.mvt", 404),
        ("/tiles/v1/venues/0/0/0.png", 404),
        ("/tiles/v1/venues/0/0/0.mvt?q=%00", 400),
        ("/tiles/v1/venues/0/0/0.mvt?q=" + "a" * 5000, 400),
    ],
)
def test_a_tile_that_is_not_there_is_a_sentence(address: str, status: int) -> None:
    response = Client().get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]


def test_a_tile_does_not_depend_on_the_page_before_it() -> None:
    client = Client()
    tags = set()
    for page in ("/", "/en/"):
        client.get(page)
        tags.add(client.get("/tiles/v1/venues/0/0/0.mvt")["ETag"])
    assert len(tags) == 1
    assert "瓦片" in client.get("/tiles/v1/venues/3/8/0.mvt").json()["detail"]


def test_regions_have_a_layer_too() -> None:
    body = Client().get("/tiles/v1/regions/6/51/27.mvt").content
    names = {feature["properties"]["code"] for feature in mapbox_vector_tile.decode(body)["regions"]["features"]}
    assert "450203" in names


def test_a_crowded_tile_falls_back_to_clusters(monkeypatch: pytest.MonkeyPatch, somewhere: LonLat) -> None:
    address = address_of(somewhere, 13)
    monkeypatch.setattr("venues.selectors.tiles.MOST_POINTS", 0)
    found = tile(address)
    assert total(on_tile(found)) == len(inside(address))
    assert all("name" not in feature["properties"] for feature in found)
