"""The benchmarks' generator and what its cases read, small; nothing here measures time."""

import json

import pytest
from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client, override_settings

from bench import generate
from bench.cases import captured, lists, lowzoom, nearby, search, tiles
from bench.forgetful import ForgetfulCache
from core.geo import Box
from core.reference import read_city
from core.search import search as find
from venues.models import Venue


def geodesic(at):
    return Distance("point", Point(at.lon, at.lat, srid=4326), spheroid=True)


@pytest.fixture
def ground(db):
    city = read_city()
    return generate.Ground(city.centre, city.bounds)


@pytest.fixture
def many(ground):
    """Five hundred venues and nothing else: the district's four hundred and a hundred of the city's tile."""
    generate.clear()
    generate.generate(0, 500, ground)
    generate.index_for_search(500)


def test_cells_equal_a_recount(many, ground):
    generate.generate(3000, 3050, ground)
    assert Venue.objects.filter(is_demonstration=True).count() == 550
    assert generate.cells_that_differ() == 0


def test_a_wrong_cell_is_seen(many):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE venues_mapcell SET n = n + 1 WHERE level = 10")
    assert generate.cells_that_differ() > 0


def test_rows_depend_on_their_number_alone(many, ground):
    before = list(Venue.objects.order_by("public_id").values_list("public_id", "name", "point"))
    Venue.objects.all().delete()
    generate.generate(0, 200, ground)
    generate.generate(200, 500, ground)
    assert list(Venue.objects.order_by("public_id").values_list("public_id", "name", "point")) == before


def test_history_is_written_again_afterwards(many):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger%' AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_the_tiles_hold_what_their_cases_say(many, ground):
    for address, count in ((ground.district_tile(), 400), (ground.city_tile(), 500)):
        text, parameters = tiles.statement(address)
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            body, points = cursor.fetchone()
        assert points == count
        assert bytes(body) == tiles.build(address)


def test_low_zooms_have_tiles(many):
    found = lowzoom.fullest(range(2), most=1)
    assert [address.z for address in found] == [0, 1]
    assert all(tiles.build(address) for address in found)


def test_nearby_cases_find_the_nearest(many):
    at = nearby.places()[0]
    (ours,) = nearby.statements([at])
    with connection.cursor() as cursor:
        cursor.execute(*ours)
        features = json.loads(cursor.fetchone()[0])
        cursor.execute(nearby.RAW, {"lon": at.lon, "lat": at.lat, "radius": nearby.RADIUS_M, "limit": nearby.LIMIT})
        raw = cursor.fetchall()
    true = Venue.objects.annotate(metres=geodesic(at)).order_by("metres")[: nearby.LIMIT]
    assert [feature["id"] for feature in features] == [venue.public_id for venue in true]
    assert len(raw) == nearby.LIMIT


@override_settings(ROOT_URLCONF="bench.peers")
def test_peers_answer_the_same_questions(many, ground):
    client = Client()
    markers = client.get(tiles.peer_path(ground.district_tile())).json()
    assert len(markers["features"]) == generate.DISTRICT_VENUES
    page = client.get("/venues/?in_bbox={},{},{},{}".format(*ground.bounds)).json()
    assert len(page["features"]) == lists.PAGE
    at = nearby.places()[0]
    near = client.get(f"/nearby/?lon={at.lon}&lat={at.lat}").json()
    assert len(near["features"]) == nearby.LIMIT


def test_the_forgetful_cache_stores_and_never_finds():
    found = ForgetfulCache(settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": "forgetful"})
    found.set("tile", b"body")
    assert found.get("tile") is None
    assert found.add("lock", 1)
    assert found.add("lock", 1)


def test_the_list_case_asks_for_a_page(many, ground):
    text, parameters = lists.statement(Box(*ground.bounds))
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        assert len(json.loads(cursor.fetchone()[0])) == lists.PAGE


def test_search_cases_find_something(many):
    texts = search.queries()
    assert {way: len(queries) > 0 for way, queries in texts.items()} == dict.fromkeys(texts, True)
    assert all(find(text, types=["venue"], limit=10) for text in texts["Chinese, beginning"])


def test_the_last_statement_is_captured(db):
    text, parameters = captured(lambda: Venue.objects.filter(name="没有").exists())
    assert "venues_venue" in text
    assert "没有" in parameters
