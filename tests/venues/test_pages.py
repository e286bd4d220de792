"""A venue's page."""

import json
import re
from datetime import datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from django.test import Client

from core.clock import ZONE
from core.geo import Datum, LonLat, from_wgs84
from tests.core.test_geo import apart_m
from venues.models import Venue
from venues.navigation import navigation_links

pytestmark = pytest.mark.django_db
HERE = LonLat(109.41, 24.32)


def page(venue: Venue, prefix: str = "") -> str:
    response = Client().get(f"{prefix}/venues/{venue.public_id}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def venue() -> Venue:
    return Venue.objects.published().exclude(point=None).exclude(hours=None).order_by("pk")[0]


def json_ld(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found.group(1))  # type: ignore[no-any-return]


def test_it_says_what_is_known(venue: Venue) -> None:
    html = page(venue)
    assert venue.name in html
    assert venue.county is not None
    assert venue.county.name in html
    assert venue.kind.name in html


def test_json_ld_has_the_kinds_type_and_the_place(venue: Venue) -> None:
    said = json_ld(page(venue))
    assert said["@type"] == venue.kind.schema_type
    assert said["name"] == venue.name
    assert said["geo"]["latitude"] == venue.point.y  # type: ignore[index]


def test_json_ld_cannot_be_broken_out_of(venue: Venue) -> None:
    evil = '</script><script>alert(1)</script><!--"'
    Venue.objects.filter(pk=venue.pk).update(name=evil, summary=evil)
    html = page(venue)
    assert "<script>alert" not in html
    assert json_ld(html)["name"] == evil


def test_each_navigation_link_is_in_its_own_datum() -> None:
    links = {link.program: link.url for link in navigation_links(HERE, "馆;名|:&=", "地址")}
    amap = parse_qs(urlsplit(links["amap"]).query)["position"][0].split(",")
    assert apart_m(LonLat(float(amap[0]), float(amap[1])), from_wgs84(HERE, Datum.GCJ02)) < 0.2
    baidu = parse_qs(urlsplit(links["baidu"]).query)["location"][0].split(",")
    assert apart_m(LonLat(float(baidu[1]), float(baidu[0])), from_wgs84(HERE, Datum.BD09)) < 0.2
    marker = parse_qs(urlsplit(links["tencent"]).query)["marker"][0]
    assert marker.count(";") == 2
    lat, lon = marker.split(";")[0].removeprefix("coord:").split(",")
    assert apart_m(LonLat(float(lon), float(lat)), from_wgs84(HERE, Datum.GCJ02)) < 0.2
    apple = parse_qs(urlsplit(links["apple"]).query)["ll"][0].split(",")
    assert apart_m(LonLat(float(apple[1]), float(apple[0])), from_wgs84(HERE, Datum.GCJ02)) < 0.2
    assert "馆" in unquote(links["amap"])


def test_a_caravan_has_a_page_without_a_place() -> None:
    caravan = Venue.objects.published().filter(point=None)[0]
    assert "geo" not in json_ld(page(caravan))
    assert "uri.amap.com" not in page(caravan)


def test_english_has_no_chinese_but_names(venue: Venue) -> None:
    html = page(venue, "/en")
    assert '<html lang="en"' in html
    assert venue.name_en in html


def test_an_approximate_position_is_marked(venue: Venue) -> None:
    Venue.objects.filter(pk=venue.pk).update(position_quality="approximate")
    assert "大致" in page(venue)


def test_a_demonstration_entry_is_marked() -> None:
    demonstration = Venue.objects.published().filter(is_demonstration=True)[0]
    assert "演示" in page(demonstration)


def test_the_week_is_the_citys(venue: Venue) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=ZONE), tick=False):
        assert "11月24日（周二）" in page(venue)
    with time_machine.travel(datetime(2026, 11, 25, 0, 30, tzinfo=ZONE), tick=False):
        assert "11月24日（周二）" not in page(venue)
