"""What is no number is told as such, whoever asks for one; none of it reaches a parser of geometry."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.portal.probes import quick

pytestmark = pytest.mark.django_db


NO_NUMBERS = (
    *("NaN", "nan", "Infinity", "-Infinity", "inf", "1e999", "-1e999", "0x6d", "0b1", "1_0", "１０９", "١٠٩", "109°"),
    *("1e", "--1", "+-1", "1,5", "null", "true", "[109]", "109 24", "\u2212109", "1" * 5000, "POINT(1 1)"),
    *("/vsimem/x", "/etc/passwd", "%2e", "109\u200b", "1e-", "."),
)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_told_by_every_address_that_takes_one(text: str, parsed: list[Any]) -> None:
    client, value = Client(), quote(text)
    for address in (
        f"/api/v1/venues/nearby?lon={value}&lat=24",
        f"/api/v1/venues/nearby?lon=109&lat={value}",
        f"/api/v1/venues/nearby?lon=109&lat=24&radius={value}",
        f"/api/v1/venues/nearby?lon=109&lat=24&limit={value}",
        f"/api/v1/venues/?bbox={value},24,110,25",
        f"/api/v1/venues/?bbox=109,24,110,{value}",
        f"/api/v1/venues/?cursor={value}",
        f"/api/v1/venues/?limit={value}",
        f"/api/v1/regions/?zoom={value}",
        f"/ogc/collections/venues/items?bbox=109,24,{value},25",
        f"/ogc/collections/venues/items?bbox=109,24,{value},110,25,0",
        f"/ogc/collections/venues/items?cursor={value}",
        f"/ogc/collections/venues/items?limit={value}",
        f"/ogc/collections/venues/items?datetime={value}",
    ):
        assert quick(client, address).status_code == 400, address
    for address in (f"/?bbox={value},24,110,25", f"/?lon={value}&lat=24"):
        assert quick(client, address).status_code == 200, address
    for address in (f"/?map={value}/{value}/{value}", f"/tiles/v1/venues/{quote(text, safe='')}/0/0.mvt"):
        quick(client, address)
    assert parsed == []


@pytest.mark.parametrize("address", ["/api/v1/venues/?bbox=", "/ogc/collections/venues/items?bbox="])
def test_a_box_of_a_hundred_thousand_numbers_is_told_at_once(address: str) -> None:
    assert quick(Client(), address + ",".join(["109.4"] * 100_000)).status_code == 400
