"""The venues' API: what it says, and what it says to nonsense."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from core.clock import ZONE
from core.geo import LonLat, point
from venues.models import SpecialDay, Venue

pytestmark = pytest.mark.django_db


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def everything(address: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    pages = 0
    while address:
        body = get(address).json()
        found += body["features"]
        address = body["next"]
        pages += 1
        assert pages < 1000
    return found


def test_a_feature_has_the_contracts_form() -> None:
    venue = Venue.objects.published().exclude(point=None).exclude(hours=None).order_by("pk")[0]
    response = get(f"/api/v1/venues/{venue.public_id}/")
    assert response["Content-Type"] == "application/geo+json"
    feature = response.json()
    assert (feature["type"], feature["id"]) == ("Feature", venue.public_id)
    assert feature["geometry"] == {"type": "Point", "coordinates": [round(venue.point.x, 6), round(venue.point.y, 6)]}
    facts = feature["properties"]
    assert set(facts) >= set(
        "name kind kind_label region region_name address designations position_quality opening".split()
        + "admission phone url photo".split()
    )
    assert set(facts["opening"]) == {"state", "text", "next_change"}
    assert facts["name"] == venue.name
    assert facts["region"] == venue.county_id
    assert "distance_m" not in facts


def test_pages_hold_everything_once() -> None:
    found = [feature["id"] for feature in everything("/api/v1/venues/?limit=7")]
    assert len(found) == len(set(found)) == Venue.objects.published().count()


def test_the_unpublished_are_nowhere() -> None:
    hidden = Venue.objects.published().exclude(point=None)[0]
    Venue.objects.filter(pk=hidden.pk).update(status="hidden")
    assert hidden.public_id not in {feature["id"] for feature in everything("/api/v1/venues/?limit=500")}
    assert get(f"/api/v1/venues/{hidden.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("filters", "orm"),
    [
        ("kind=museum", {"kind": "museum"}),
        ("kind=museum,e_station", {"kind__in": ["museum", "e_station"]}),
        ("region=450226", {"county": "450226"}),
        (
            "bbox=109.3,24.2,109.5,24.4",
            {"point__bboverlaps": "SRID=4326;POLYGON((109.3 24.2,109.5 24.2,109.5 24.4,109.3 24.4,109.3 24.2))"},
        ),
        ("designation=national", {"designations__level": "national"}),
        ("audience=youth", {"audiences__contains": ["youth"]}),
    ],
)
def test_a_filter_means_what_it_says(filters: str, orm: dict[str, Any]) -> None:
    expected = set(Venue.objects.published().filter(**orm).values_list("public_id", flat=True))
    assert {feature["id"] for feature in everything(f"/api/v1/venues/?limit=50&{filters}")} == expected


def test_open_at_and_the_openings_agree() -> None:
    for hour in (3, 10, 16, 20):
        at = f"2026-11-25T{hour:02}:00%2B08:00"
        with time_machine.travel(datetime(2026, 11, 25, hour, tzinfo=ZONE), tick=False):
            asked = {feature["id"] for feature in everything("/api/v1/venues/?limit=500&open_at=now")}
            told = {
                feature["id"]
                for feature in everything("/api/v1/venues/?limit=500")
                if feature["properties"]["opening"]["state"] == "open"
            }
        assert asked == told == {feature["id"] for feature in everything(f"/api/v1/venues/?limit=500&open_at={at}")}


def test_text_finds_by_initials() -> None:
    names = {feature["properties"]["name"] for feature in everything("/api/v1/venues/?q=lzkjg")}
    assert "柳州科技馆" in names


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_are_the_nearest_on_the_spheroid(seed: int) -> None:
    rng = random.Random(seed)
    here = LonLat(rng.uniform(108.9, 109.9), rng.uniform(24, 25.8))
    features = get(f"/api/v1/venues/nearby?lon={here.lon}&lat={here.lat}&radius=60000&limit=10").json()["features"]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT public_id, round(ST_DistanceSpheroid(point, %s::geometry)::numeric, 1)::float FROM venues_venue
               WHERE status = 'published' AND point IS NOT NULL AND ST_DistanceSpheroid(point, %s::geometry) <= 60000
               ORDER BY 2, 1 LIMIT 10""",
            [point(here).ewkt, point(here).ewkt],
        )
        expected = cursor.fetchall()
    assert [feature["properties"]["distance_m"] for feature in features] == pytest.approx(
        [row[1] for row in expected], abs=0.2
    )


def test_nearby_open_now_is_open_and_sorted() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZONE), tick=False):
        body = get("/api/v1/venues/nearby?lon=109.41&lat=24.32&radius=50000&open_at=now").json()
    distances = [feature["properties"]["distance_m"] for feature in body["features"]]
    assert distances == sorted(distances)
    assert {feature["properties"]["opening"]["state"] for feature in body["features"]} == {"open"}


def test_english_labels() -> None:
    venue = Venue.objects.published().exclude(name_en="").exclude(county=None)[0]
    facts = get(f"/api/v1/venues/{venue.public_id}/?lang=en").json()["properties"]
    assert (facts["name"], facts["kind_label"]) == (venue.name_en, venue.kind.name_en)
    assert "/en/venues/" in facts["url"]
    assert facts["opening"]["text"].isascii() or "–" in facts["opening"]["text"] or "·" in facts["opening"]["text"]


BAD = [
    "/api/v1/venues/?bbox=NaN,24,110,25",
    "/api/v1/venues/?bbox=110,24,109,25",
    "/api/v1/venues/?bbox=109,24,110",
    "/api/v1/venues/?kind=castle",
    "/api/v1/venues/?region=999999",
    "/api/v1/venues/?audience=martians",
    "/api/v1/venues/?designation=galactic",
    "/api/v1/venues/?open_at=yesterday",
    "/api/v1/venues/?open_at=0001-01-01T00:00:00",
    "/api/v1/venues/?open_at=9999-12-31T23:59:59-12:00",
    "/api/v1/venues/?cursor=rubbish",
    "/api/v1/venues/?cursor=%F0%9F%92%A9",
    "/api/v1/venues/?cursor=" + "A" * 90,
    "/api/v1/venues/?limit=0",
    "/api/v1/venues/?limit=501",
    "/api/v1/venues/?limit=ten",
    "/api/v1/venues/?limit=",
    "/api/v1/venues/?q=%00",
    "/api/v1/venues/?q=" + "长" * 5000,
    "/api/v1/venues/?lang=fr",
    "/api/v1/venues/?colour=red",
    "/api/v1/venues/nearby",
    "/api/v1/venues/nearby?lon=109",
    "/api/v1/venues/nearby?lon=181&lat=24",
    "/api/v1/venues/nearby?lon=109&lat=NaN",
    "/api/v1/venues/nearby?lon=109&lat=24&radius=-1",
    "/api/v1/venues/nearby?lon=109&lat=24&radius=1000000000000",
    "/api/v1/venues/nearby?lon=109&lat=24&limit=1000",
    "/api/v1/regions/?zoom=99",
    "/api/v1/regions/?level=galaxy",
    "/api/v1/regions/?parent=0",
    "/api/v1/regions/?geometry=maybe",
    "/api/v1/search",
    "/api/v1/search?q=",
    "/api/v1/search?q=%00",
    "/api/v1/search?q=a&limit=51",
    "/api/v1/search?q=" + "a" * 5000,
]


@pytest.mark.parametrize("address", BAD)
def test_nonsense_is_a_sentence_in_chinese_by_field(address: str) -> None:
    response = get(address)
    body = response.json()
    assert response.status_code == body["status"] == 400
    assert response["Content-Type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "code", "detail", "errors"}
    assert any("\u4e00" <= character <= "\u9fff" for character in body["detail"])
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", [address for address in BAD if "%00" not in address and "lang=fr" not in address])
def test_nonsense_is_told_in_english_too(address: str) -> None:
    detail = get(address + ("&" if "?" in address else "?") + "lang=en").json()["detail"]
    assert not any("\u4e00" <= character <= "\u9fff" for character in detail.replace("长", "")), detail


@pytest.mark.parametrize(
    "id", ["0000000000", "x", "０１２３４５６７８９", "a" * 300, "%00", "..%2F..", "'; DROP TABLE"]
)
def test_an_unknown_venue_is_not_found(id: str) -> None:
    response = get(f"/api/v1/venues/{id}/")
    assert response.status_code in {400, 404}
    assert response["Content-Type"] == "application/problem+json"


CACHED = ["/api/v1/venues/", "/api/v1/venues/nearby?lon=109.4&lat=24.3", "/api/v1/regions/", "/api/v1/search?q=kj"]


@pytest.mark.parametrize("address", CACHED)
def test_public_reads_are_revalidated_by_their_etag(address: str) -> None:
    first = get(address)
    assert "public" in first["Cache-Control"]
    again = get(address, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_the_etag_moves_with_the_opening_and_not_with_the_clock() -> None:
    def etag(moment: datetime) -> str:
        with time_machine.travel(moment, tick=False):
            return str(get("/api/v1/venues/")["ETag"])

    morning = datetime(2026, 11, 25, 10, 5, tzinfo=ZONE)
    assert etag(morning) == etag(morning + timedelta(minutes=1))
    assert etag(morning) != etag(morning + timedelta(hours=13))


def test_entering_a_holiday_changes_what_is_told() -> None:
    wednesday = datetime(2026, 11, 25, 10, tzinfo=ZONE)
    with time_machine.travel(wednesday, tick=False):
        before = get("/api/v1/venues/?limit=500")
        SpecialDay.objects.create(date=wednesday.date(), kind="holiday", name="试验节", name_en="Test Day")
        after = get("/api/v1/venues/?limit=500")
    assert before["ETag"] != after["ETag"]
    texts = json.dumps(after.json(), ensure_ascii=False)
    assert "试验节" in texts


def test_a_list_costs_the_same_queries_however_long(django_assert_max_num_queries: Any) -> None:
    get("/api/v1/venues/?limit=1")
    with django_assert_max_num_queries(6):
        get("/api/v1/venues/?limit=500")


def test_other_sites_may_read() -> None:
    assert get("/api/v1/venues/")["Access-Control-Allow-Origin"] == "*"


def test_regions_have_names_codes_and_boundaries() -> None:
    features = get("/api/v1/regions/").json()["features"]
    levels = [feature["properties"]["level"] for feature in features]
    assert (levels.count("city"), levels.count("county"), levels.count("functional_zone")) == (1, 10, 2)
    for feature in features:
        has_ground = feature["properties"]["level"] != "functional_zone"
        assert (feature["geometry"] is not None) is has_ground
    townships = get("/api/v1/regions/?parent=450226").json()["features"]
    assert len(townships) == 15


def test_what_lies_around_the_city_is_told_apart_and_cut_to_its_neighbourhood() -> None:
    city = get("/api/v1/regions/?level=city").json()["features"][0]["properties"]["bbox"]
    around = get("/api/v1/regions/?level=surrounding").json()["features"]
    assert len(around) == 13
    for feature in around:
        west, south, east, north = feature["properties"]["bbox"]
        assert west >= city[0] - 1.21
        assert east <= city[2] + 1.21
        assert south >= city[1] - 0.71
        assert north <= city[3] + 0.71


def test_a_low_zoom_gets_a_simpler_outline() -> None:
    assert len(get("/api/v1/regions/?zoom=6").content) < len(get("/api/v1/regions/?zoom=14").content) * 0.8
