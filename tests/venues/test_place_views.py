"""The map picker's questions: what was pasted, where that lies, and who may ask."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from core.geo import Datum, LonLat, from_wgs84, lonlat
from tests.conftest import client_of
from tests.core.test_geo import apart_m
from venues import geocoder
from venues.models import Region

pytestmark = pytest.mark.django_db

LOCATE = "/workspace/venues/locate"
GEOCODE = "/workspace/venues/geocode"


@pytest.fixture
def client(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def county(db: None) -> Region:
    return Region.objects.counties().order_by("code")[0]


@pytest.fixture
def inside(county: Region) -> LonLat:
    return lonlat(county.label_point).rounded()


def test_a_link_of_amap_is_put_right_and_its_county_named(client: Client, county: Region, inside: LonLat) -> None:
    shifted = from_wgs84(inside, Datum.GCJ02).rounded()
    reply = client.post(LOCATE, {"text": f"https://uri.amap.com/marker?position={shifted.lon},{shifted.lat}"})
    answer = reply.json()
    (place,) = answer["places"]
    assert apart_m(LonLat(place["lon"], place["lat"]), inside) < 0.5
    assert (place["given_lon"], place["given_lat"], place["datum"]) == (shifted.lon, shifted.lat, "GCJ02")
    assert "GCJ-02" in place["datum_text"]
    assert place["regions"]["county"] == {"code": county.code, "name": county.name}
    assert (place["inside"], place["sentence"], answer["asks_datum"]) == (True, "", False)


def test_bare_numbers_ask_for_their_datum_until_it_is_told(client: Client, inside: LonLat) -> None:
    text = {"text": f"{inside.lat}, {inside.lon}"}
    assert client.post(LOCATE, text).json()["asks_datum"] is True
    told = client.post(LOCATE, {**text, "datum": "BD09"}).json()
    assert told["asks_datum"] is False
    assert told["places"][0]["datum"] == "BD09"
    assert apart_m(LonLat(told["places"][0]["lon"], told["places"][0]["lat"]), inside) > 300


def test_numbers_are_answered_too(client: Client, county: Region, inside: LonLat) -> None:
    (place,) = client.get(LOCATE, {"lon": inside.lon, "lat": inside.lat}).json()["places"]
    assert (place["lon"], place["lat"], place["datum"]) == (inside.lon, inside.lat, "WGS84")
    assert place["region_text"] == county.name


def test_outside_the_city_is_told_at_once(client: Client) -> None:
    (place,) = client.post(LOCATE, {"text": "116.4, 39.9"}).json()["places"]
    assert place["inside"] is False
    assert "不在本市" in place["sentence"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "https://surl.amap.com/abc"},
        {"text": "没有坐标"},
        {"text": "x" * 3000},
        {"text": "109.4,24.3", "datum": "MOON"},
        {"lon": "109.4"},
        {"lon": "nan", "lat": "24"},
        {"lon": "109.4", "lat": "91"},
        {"lon": "/vsicurl/http://127.0.0.1/", "lat": "1"},
    ],
)
def test_what_gives_no_place_is_a_problem_with_a_sentence(client: Client, given: dict[str, str]) -> None:
    reply = client.post(LOCATE, given)
    assert reply.status_code == 400
    assert reply["Content-Type"] == "application/problem+json"
    assert reply.json()["detail"]


@pytest.mark.parametrize("role", ["member", "volunteer", "team_leader"])
def test_only_staff_may_ask(role: str, people: dict[str, User | None]) -> None:
    client = client_of(people[role])
    assert client.get(LOCATE, {"lon": "109.4", "lat": "24.3"}).status_code == 404
    assert client.post(GEOCODE, {"address": "x"}).status_code == 404


class StandIn(BaseHTTPRequestHandler):
    """A geocoder on this machine; each test sets what it answers."""

    asked: list[str] = []
    answer: bytes = b""
    status = 200

    def do_GET(self) -> None:
        StandIn.asked.append(self.path)
        self.send_response(StandIn.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(StandIn.answer)))
        self.end_headers()
        self.wfile.write(StandIn.answer)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[type[StandIn]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GEOCODER_KEY = "a-key"
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/geocoder"
    StandIn.asked, StandIn.status = [], 200
    yield StandIn
    server.shutdown()
    server.server_close()


def says(location: Any, status: str = "0") -> bytes:
    return json.dumps({"msg": "ok", "status": status, "location": location}).encode()


def test_an_address_is_looked_up_once_and_remembered(
    client: Client, service: type[StandIn], county: Region, inside: LonLat
) -> None:
    service.answer = says({"lon": str(inside.lon), "lat": inside.lat, "keyWord": "解放北路37号", "score": 100})
    for _ in range(2):
        (place,) = client.post(GEOCODE, {"address": " 解放北路37号 "}).json()["places"]
    assert (place["lon"], place["lat"], place["label"]) == (inside.lon, inside.lat, "解放北路37号")
    assert place["regions"]["county"]["code"] == county.code
    (asked,) = service.asked
    query = parse_qs(urlsplit(asked).query)
    assert query["tk"] == ["a-key"]
    assert json.loads(query["ds"][0])["keyWord"].endswith("市解放北路37号"), "the city is named for the service"


def test_places_outside_the_city_are_left_out(client: Client, service: type[StandIn]) -> None:
    service.answer = says([{"lon": "116.4", "lat": "39.9"}, {"lon": "x", "lat": "1"}, {"lon": "NaN", "lat": "1"}, 7])
    reply = client.post(GEOCODE, {"address": "长安街"})
    assert (reply.status_code, reply.json()["code"]) == (404, "address_unknown")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, b"<html>"),
        (200, b"[" * 5000),
        (200, b"[]"),
        (200, says(None, "301")),
        (200, b"x" * 100_000),
        (302, b""),
        (500, b"{}"),
        (403, b"{}"),
    ],
)
def test_a_service_that_fails_is_told_and_not_remembered(
    status: int, answer: bytes, client: Client, service: type[StandIn], inside: LonLat
) -> None:
    service.status, service.answer = status, answer
    reply = client.post(GEOCODE, {"address": "解放北路"})
    assert (reply.status_code, reply.json()["code"]) == (422, "geocoder_silent")
    service.status, service.answer = 200, says({"lon": inside.lon, "lat": inside.lat, "keyWord": "解放北路"})
    assert client.post(GEOCODE, {"address": "解放北路"}).status_code == 200


def test_nothing_found_is_no_failure(client: Client, service: type[StandIn]) -> None:
    service.answer = says(None, "101")
    assert client.post(GEOCODE, {"address": "火星路"}).json()["code"] == "address_unknown"


def test_a_service_that_never_ends_is_left(
    client: Client, service: type[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoder, "PATIENCE_S", 0.05)
    service.answer = says({"lon": 1, "lat": 1})
    monkeypatch.setattr(StandIn, "do_GET", lambda self: threading.Event().wait(0.3))
    assert client.post(GEOCODE, {"address": "慢路"}).json()["code"] == "geocoder_silent"


def test_without_a_key_nothing_is_asked_and_the_person_is_told(
    client: Client, service: type[StandIn], settings: Any
) -> None:
    settings.GEOCODER_KEY = ""
    reply = client.post(GEOCODE, {"address": "解放北路"})
    assert (reply.status_code, reply.json()["code"]) == (422, "geocoder_missing")
    assert service.asked == []


@pytest.mark.parametrize("address", ["", "  ", "路" * 201])
def test_an_address_that_is_none_is_not_asked_for(client: Client, service: type[StandIn], address: str) -> None:
    assert client.post(GEOCODE, {"address": address}).status_code == 400
    assert service.asked == []
