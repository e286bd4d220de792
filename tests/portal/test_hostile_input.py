"""Geometry and text from outside is inert: no file, no connection, no crash, within a second.

Each probe has a twin that takes its guard out and sees that the probe notices.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.gis.forms.widgets import BaseGeometryWidget
from django.contrib.gis.gdal import GDALException, GDALRaster
from django.test import Client

from core.web import problems
from core.web.admin import CarefulAdmin, is_spatial
from tests.portal.probes import NAMES, Listener, quick, texts
from venues.forms import PointWidget
from venues.models import Venue

pytestmark = pytest.mark.django_db

LOOKUPS = {
    "venue": [
        *("point", "point__exact", "point__within", "point__dwithin", "point__distance_lte", "point__bboverlaps"),
        *("point__relate", "point__isvalid", "point__in", "point__nothing", "point__left"),
        *("point_3857", "point_3857__within", "point_3857__dwithin", "entrances__intersects", "entrances"),
        *("county__boundary", "county__boundary__contains", "zone__label_point__within", "township__boundary__touches"),
        *("county__venues__point__within", "sub_kind__venues__point", "operator__venues__point__within"),
    ],
    "region": ["boundary", "boundary__contains", "label_point__within", "venues__point__within", "parent__boundary"],
}
ADDRESSES = [(model, lookup) for model, lookups in LOOKUPS.items() for lookup in lookups]


@pytest.mark.parametrize("name", NAMES)
def test_a_changelists_address_reaches_no_parser(
    name: str, client: Client, parsed: list[Any], listener: Listener, tmp_path: Path
) -> None:
    text = texts(listener.port, tmp_path / "written.tif")[name]
    client.get("/admin/venues/venue/")
    for model, lookup in ADDRESSES:
        assert quick(client, f"/admin/venues/{model}/?{lookup}={quote(text)}").status_code == 400, lookup
    assert parsed == []
    assert not listener.was_called()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_other_addresses_of_the_admin_reach_no_parser(
    name: str, client: Client, parsed: list[Any], listener: Listener, tmp_path: Path
) -> None:
    text = quote(texts(listener.port, tmp_path / "written.tif")[name])
    venue = Venue.objects.exclude(point=None)[0]
    for address in (
        f"/admin/venues/venue/add/?point={text}&entrances={text}",
        f"/admin/venues/venue/{venue.pk}/change/?point={text}&_changelist_filters={quote('point__within=')}{text}",
        f"/admin/venues/venue/?q={text}&o={text}",
        f"/admin/venues/venue/?_to_field=point&_popup=1&bbox={text}",
        f"/admin/venues/venue/?county__code__exact={text}",
        f"/admin/autocomplete/?app_label=venues&model_name=venue&field_name=point&term={text}",
        f"/admin/autocomplete/?app_label=venues&model_name=venue&field_name=operator&term={text}",
    ):
        quick(client, address)
    assert not [value for value in parsed if value != "Point"]
    assert not listener.was_called()
    assert not list(tmp_path.iterdir())


def test_a_long_search_is_cut_and_an_endless_one_refused(client: Client) -> None:
    for model in ("venues/venue", "venues/region", "accounts/unit", "accounts/user"):
        assert quick(client, f"/admin/{model}/?q={'a+' * 4000}").status_code == 200
        assert quick(client, f"/admin/{model}/?q={'a+' * 30_000}").status_code == 400


def test_twin_without_both_a_search_has_more_words_than_a_statement_may(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(CarefulAdmin, "get_search_results")
    monkeypatch.setattr(problems, "LONGEST_QUERY", 10**9)
    assert client.get(f"/admin/venues/venue/?q={'a+' * 30_000}").status_code >= 500


def test_whether_there_is_a_position_may_be_asked(client: Client) -> None:
    page = client.get("/admin/venues/venue/?point__isnull=True")
    assert page.status_code == 200
    assert page.context["cl"].result_count == Venue.objects.filter(point=None).count()


def test_every_admin_with_a_geometry_refuses_lookups_on_it() -> None:
    asked = 0
    for model, door in admin.site._registry.items():
        for field in model._meta.get_fields():
            inner = field.related_model._meta.get_fields() if field.is_relation and field.related_model else []
            paths = (
                [field.name] if is_spatial(field) else [f"{field.name}__{own.name}" for own in inner if is_spatial(own)]
            )
            for path in paths:
                for lookup in (path, f"{path}__within"):
                    assert not door.lookup_allowed(lookup, "POINT(1 1)", None), (model, lookup)
                    asked += 1
    assert asked > 10


POINTS = ("SRID=4326;POINT(109.4 24.3)", '{"type": "Point", "coordinates": [109.4, 24.3]}')


@pytest.mark.parametrize("text", [*POINTS, "/etc/passwd"])
def test_twin_without_the_guard_an_address_reaches_the_parsers(
    text: str, client: Client, parsed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(CarefulAdmin, "lookup_allowed")
    client.get(f"/admin/venues/venue/?point__within={quote(text)}")
    assert text in parsed


def test_twin_a_text_that_gdal_opens_calls_the_listener(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDAL_HTTP_TIMEOUT", "1")
    with pytest.raises(GDALException):
        GDALRaster(f"/vsicurl/http://127.0.0.1:{listener.port}/x")
    assert listener.was_called()


def form(point: str) -> dict[str, str]:
    facts = {"name": "后台测试馆", "kind": "science_museum", "status": "published", "position_quality": "surveyed"}
    return {**facts, "admission": "unknown", "point": point}


def point_json(coordinates: str) -> str:
    return f'{{"type": "Point", "coordinates": {coordinates}}}'


HOSTILE_JSON = {
    "deep": "[" * 10_000,
    "deep and closed": "[" * 10_000 + "]" * 10_000,
    "deep coordinates": point_json("[" * 10_000 + "]" * 10_000),
    "deep objects": '{"coordinates":' * 10_000,
    "many": point_json(json.dumps([1.5] * 200_000)),
    "not numbers": point_json("[NaN, 24]"),
    "endless": point_json("[109, Infinity]"),
    "overflow": point_json("[109, 1e999]"),
    "long integer": point_json(f"[109, 1{'0' * 400}]"),
    "very long integer": point_json(f"[109, 1{'0' * 100_000}]"),
    "texts": point_json('["109.4", "24.3"]'),
    "one text": point_json('"12"'),
    "an object": point_json('{"109.4": 1, "24.3": 2}'),
    "truths": point_json("[true, false]"),
    "three": point_json("[109.4, 24.3, 5]"),
    "nothing": point_json("null"),
    "a list": "[1, 2]",
    "a number": "5",
    "a text": '"coordinates"',
    "another form": '{"type": "Polygon", "coordinates": [109.4, 24.3]}',
    "no form": '{"type": ["Point"], "coordinates": [109.4, 24.3]}',
    "other axes": '{"type": "Point", "coordinates": [12180000, 2790000], "crs": {"properties": {"name": "EPSG:3857"}}}',
}


@pytest.mark.parametrize("text", HOSTILE_JSON.values(), ids=HOSTILE_JSON.keys())
def test_what_is_no_point_is_a_sentence_on_the_form(text: str, client: Client, parsed: list[Any]) -> None:
    client.get("/admin/venues/venue/add/")
    parsed.clear()
    response = quick(client, "/admin/venues/venue/add/", **form(text))
    assert response.status_code == 200
    assert "point" in response.context["adminform"].form.errors
    assert not Venue.objects.filter(name="后台测试馆").exists()
    assert parsed == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "json"])
def test_no_text_on_the_form_reaches_a_parser(
    name: str, client: Client, parsed: list[Any], listener: Listener, tmp_path: Path
) -> None:
    client.get("/admin/venues/venue/add/")
    parsed.clear()
    text = texts(listener.port, tmp_path / "written.tif")[name]
    response = quick(client, "/admin/venues/venue/add/", **form(text))
    assert "point" in response.context["adminform"].form.errors
    assert parsed == []
    assert not listener.was_called()
    assert not list(tmp_path.iterdir())


def test_a_million_vertices_are_too_much_to_send(client: Client) -> None:
    text = json.dumps({"type": "LineString", "coordinates": [[109.4, 24.3]] * 1_000_000})
    assert quick(client, "/admin/venues/venue/add/", **form(text)).status_code == 400


@pytest.mark.parametrize("text", POINTS)
def test_twin_without_the_widgets_reading_a_form_reaches_the_parsers(
    text: str, client: Client, parsed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PointWidget, "deserialize", BaseGeometryWidget.deserialize)
    client.post("/admin/venues/venue/add/", form(text))
    assert text in parsed
