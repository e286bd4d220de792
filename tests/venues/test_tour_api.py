"""Caravans' stops for programs."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.permissions import SYSTEM
from tests.conftest import NOON
from tests.venues.tours import HOUR, inside, make_caravan, make_stop
from venues.facts import GivenPlace
from venues.models import Venue
from venues.services import cancel_stop

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/tours/stops"


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def caravan() -> Venue:
    return make_caravan(name_en="Test caravan")


def get(query: str = "", **headers: str) -> Any:
    return Client().get(ADDRESS + query, headers=headers)


def names(query: str = "") -> list[str]:
    return [feature["properties"]["name"] for feature in get(query).json()["features"]]


def test_a_stop_is_a_feature_with_the_citys_time(caravan: Venue) -> None:
    stop = make_stop(caravan, name_en="Playground", address="村口", note="带作物样品来")
    response = get()
    assert response["Content-Type"] == "application/geo+json"
    [feature] = response.json()["features"]
    assert (feature["id"], feature["geometry"]["type"]) == (stop.public_id, "Point")
    assert feature["geometry"]["coordinates"] == [round(stop.point.x, 6), round(stop.point.y, 6)]
    said = feature["properties"]
    assert (said["starts_at"], said["ends_at"]) == ("2026-11-24T13:00:00+08:00", "2026-11-24T15:00:00+08:00")
    assert (said["caravan"], said["caravan_name"]) == (caravan.public_id, "测试大篷车")
    assert (said["region"], said["note"], said["cancelled"]) == (stop.county_id, "带作物样品来", False)
    assert get("?lang=en").json()["features"][0]["properties"]["name"] == "Playground"


def test_days_are_the_citys_and_the_last_belongs_to_them(caravan: Venue) -> None:
    midnight = NOON.replace(hour=0)
    make_stop(caravan, midnight - 2 * HOUR, hours=2, name="昨天夜里")
    make_stop(caravan, midnight, hours=1, name="今天一早")
    make_stop(caravan, midnight + timedelta(days=7) - HOUR, hours=1, name="第七天夜里")
    make_stop(caravan, midnight + timedelta(days=7), hours=1, name="第八天")
    assert names() == ["今天一早", "第七天夜里"]
    assert names("?from=2026-11-23&to=2026-11-23") == ["昨天夜里"]
    assert names("?from=2026-12-01") == ["第八天"]


def test_caravan_and_box_narrow(caravan: Venue) -> None:
    make_stop(caravan, name="甲")
    other = make_caravan("另一辆")
    make_stop(other, name="乙", given=GivenPlace(inside(5)))
    place = inside(5)
    assert names(f"?caravan={other.public_id}") == ["乙"]
    assert names(f"?bbox={place.lon - 0.01},{place.lat - 0.01},{place.lon + 0.01},{place.lat + 0.01}") == ["乙"]
    assert names("?caravan=0000000000") == []


def test_pages_hold_everything_once_in_the_order_of_time(caravan: Venue) -> None:
    for number in range(5):
        make_stop(caravan, NOON + number * 3 * HOUR, name=f"第{number}站")
    found, address = [], f"{ADDRESS}?limit=2"
    while address:
        body = Client().get(address).json()
        found += [feature["properties"]["name"] for feature in body["features"]]
        address = body["next"]
    assert found == [f"第{number}站" for number in range(5)]


def test_what_is_called_off_is_told_and_what_is_hidden_is_not(caravan: Venue) -> None:
    stop = make_stop(caravan)
    cancel_stop(stop_id=stop.pk, reason="暴雨", by=SYSTEM, now=NOON)
    said = get().json()["features"][0]["properties"]
    assert (said["cancelled"], said["cancel_reason"]) == (True, "暴雨")
    Venue.objects.filter(pk=caravan.pk).update(status="hidden")
    assert names() == []


def test_the_etag_moves_with_the_data_alone(caravan: Venue, settings: Any) -> None:
    settings.DATA_VERSION_TTL = 0
    make_stop(caravan)
    etag = get()["ETag"]
    assert get(**{"If-None-Match": etag}).status_code == 304
    make_stop(caravan, NOON + 5 * HOUR)
    assert get(**{"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("from", "?from=2026-13-01"),
        ("from", "?from=now"),
        ("from", "?from="),
        ("to", "?to=2026-11-01"),
        ("to", "?from=2026-01-01&to=2026-12-31"),
        ("to", "?to=9999-12-31"),
        ("caravan", "?caravan=x"),
        ("bbox", "?bbox=1,2,3"),
        ("limit", "?limit=0"),
        ("cursor", "?cursor=xyz"),
        ("colour", "?colour=red"),
    ],
)
def test_nonsense_is_told_by_field(field: str, query: str) -> None:
    response = get(query)
    assert response.status_code == 400
    assert field in response.json()["errors"]
