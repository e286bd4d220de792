"""The map's page, its list, and the site's own files."""

import json
import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client, override_settings

from core.clock import ZONE
from sciencemap.settings.environment import Environment
from sciencemap.settings.shared import base_layers
from venues.models import Venue

pytestmark = pytest.mark.django_db


def get(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def listed(html: str) -> list[str]:
    return re.findall(r'/venues/([0-9a-z]{10})/"', html)


def total(html: str) -> int:
    found = re.search(r'data-total="(\d+)"', html)
    assert found
    return int(found.group(1))


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    ("filters", "orm"),
    [
        ("", {}),
        ("kind=museum", {"kind": "museum"}),
        ("kind=museum&kind=library", {"kind__in": ["museum", "library"]}),
        ("region=450226", {"county": "450226"}),
        ("region=450226&kind=library", {"county": "450226", "kind": "library"}),
    ],
)
def test_the_list_works_without_scripts(prefix: str, filters: str, orm: dict[str, str]) -> None:
    html = get(f"{prefix}/?{filters}").content.decode()
    expected = set(Venue.objects.published().filter(**orm).values_list("public_id", flat=True))
    assert total(html) == len(expected)
    assert set(listed(html)) <= expected


def test_pages_of_the_list_hold_everything_once() -> None:
    found: list[str] = []
    for page in range(1, 8):
        html = get(f"/?fragment=list&page={page}").content.decode()
        found += list(dict.fromkeys(listed(html)))
    assert len(found) == len(set(found)) == Venue.objects.published().count()


def test_nearest_first_near_somebody() -> None:
    html = get("/?fragment=list&near=me&lon=109.61&lat=25.78").content.decode()
    nearest = get("/api/v1/venues/nearby?lon=109.61&lat=25.78&radius=100000&limit=20").json()["features"]
    assert list(dict.fromkeys(listed(html))) == [feature["id"] for feature in nearest]


def test_open_now_lists_the_open_alone() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZONE), tick=False):
        html = get("/?fragment=list&open=now").content.decode()
        api = get("/api/v1/venues/?open_at=now&limit=500").json()["features"]
    assert total(html) == len(api) > 0


def test_open_now_tells_how_many_more_are_not_known() -> None:
    """Those of which nobody knows are not hidden without a word, and can be shown with the open ones."""
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZONE), tick=False):
        html = get("/?fragment=list&open=now").content.decode()
        api = get("/api/v1/venues/?open_at=now&limit=500").json()
        both = get("/api/v1/venues/?open_at=now&opening=open,unknown&limit=500").json()
        together = get("/?fragment=list&open=now,unknown").content.decode()
        without_scripts = get("/?fragment=list&open=now&open=unknown").content.decode()
        near = get("/api/v1/venues/nearby?lon=109.41&lat=24.32&radius=3000&open_at=now").json()
        plain = get("/api/v1/venues/?limit=1").json()
    unknown = api["unknown_hours"]
    assert unknown > 0
    assert f"另有 {unknown} 处开放时间不详" in html
    assert 'href="/?open=now,unknown"' in html
    assert len(both["features"]) == len(api["features"]) + unknown
    assert {one["properties"]["opening"]["state"] for one in both["features"]} == {"open", "unknown"}
    assert total(together) == total(without_scripts) == len(both["features"])
    assert "另有" not in together
    assert 0 < near["unknown_hours"] < unknown
    assert (both["unknown_hours"], plain["unknown_hours"]) == (None, None)


def test_the_visitors_place_never_gets_into_a_link() -> None:
    html = get("/?fragment=list&near=me&lon=109.4123&lat=24.3123").content.decode()
    assert "109.4123" not in html
    assert "lon=1" not in html


@pytest.mark.parametrize(
    "query",
    [
        "kind=castle",
        "region=1",
        "bbox=1,2,3",
        "page=0",
        "page=999",
        "lon=200&lat=1",
        "q=" + "a" * 500,
        "open=later",
    ],
)
def test_what_an_address_says_wrongly_is_left_out_and_told(query: str) -> None:
    response = get(f"/?{query}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "没有用上" in page
    assert json.loads(page.split('id="page-data" type="application/json">')[1].split("</script>")[0])["leftOut"]


def test_campaign_links_are_let_pass() -> None:
    assert get("/?utm_source=wechat").status_code == 200


def test_the_page_tells_its_scripts_what_they_need() -> None:
    found = re.search(r'id="page-data" type="application/json">(.*?)</script>', get("/").content.decode(), re.DOTALL)
    assert found
    data = json.loads(found.group(1))
    assert {"tiles", "kinds", "bounds", "regionsUrl", "searchUrl", "baseLayers"} <= set(data)
    assert all(kind["paths"] for kind in data["kinds"].values())


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/en/",
        "/accounts/login/",
        "/embed/map",
        "/api/docs/",
        "/nothing",
        "/?kind=castle",
        "/api/v1/venues/",
        "/tiles/v1/venues/0/0/0.mvt",
    ],
)
def test_every_reply_locks_the_browser_down(address: str) -> None:
    response = get(address)
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "object-src 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"]
    if address == "/embed/map":
        assert "frame-ancestors *" in policy
        assert "X-Frame-Options" not in response
    elif not address.startswith("/tiles"):
        assert "frame-ancestors 'none'" in policy
        assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/embed/map", "/nothing"])
def test_no_markup_needs_an_inline_permission(address: str) -> None:
    html = get(address).content.decode()
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script or "nonce=" in script or 'type="application/json"' in script, script


def test_the_sitemap_names_each_real_venue_and_no_made_up_one() -> None:
    tree = ElementTree.fromstring(get("/sitemap.xml").content)
    places = {node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    real = Venue.objects.published().filter(is_demonstration=False)
    assert all(any(venue.public_id in place for place in places) for venue in real)
    for venue in Venue.objects.filter(is_demonstration=True):
        assert not any(venue.public_id in place for place in places)


def test_robots_manifest_and_icons() -> None:
    assert "Sitemap: http" in get("/robots.txt").content.decode()
    manifest = get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    for icon in manifest.json()["icons"]:
        assert get(icon["src"]).status_code == 200
    assert 'id="kind-science_museum"' in get("/kinds.svg").content.decode()


@override_settings(
    MAP_APPROVAL_NUMBER="桂S(2026)01-1号", ICP_NUMBER="桂ICP备00000000号", POLICE_RECORD_NUMBER="桂公网安备 1 号"
)
@pytest.mark.parametrize("address", ["/", "/embed/map"])
def test_the_numbers_a_public_map_must_show_are_shown(address: str) -> None:
    html = get(address).content.decode()
    assert "桂S(2026)01-1号" in html
    if address == "/":
        assert "桂ICP备00000000号" in html
        assert "桂公网安备 1 号" in html


def test_ready_tells_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert get("/readyz").json()["ready"] is True
    monkeypatch.setattr("core.web.health._cache", lambda: False)
    response = get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "migrations": True, "cache": False, "broker": True}


@override_settings(METRICS_TOKEN="secret")
def test_metrics_are_for_whoever_has_the_token() -> None:
    assert get("/metrics").status_code == 404
    assert get("/metrics", authorization="Bearer wrong").status_code == 404
    response = get("/metrics", authorization="Bearer secret")
    assert response.status_code == 200
    assert b"django_http_requests" in response.content


def test_layers_come_from_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIANDITU_KEY", "k")
    monkeypatch.setenv(
        "BASE_LAYERS", '[{"id":"amap","name":"高德","url":"https://a.example/{z}/{x}/{y}","datum":"GCJ02"}]'
    )
    layers = base_layers(Environment(use_home_file=False))
    assert [layer["id"] for layer in layers] == ["tianditu-vec", "tianditu-cva", "amap"]
    assert [layer["datum"] for layer in layers] == ["WGS84", "WGS84", "GCJ02"]


def test_the_log_holds_no_query(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    get("/?fragment=list&near=me&lon=109.41234&lat=24.31234&q=planted-words")
    written = capsys.readouterr().err + caplog.text
    assert "request_finished" in written
    assert "109.41234" not in written
    assert "planted-words" not in written
