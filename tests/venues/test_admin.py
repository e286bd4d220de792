"""The administrators' door saves through the services."""

import re

import pytest
from django.test import Client

from accounts.models import User
from core.search import search
from tests.conftest import client_of
from venues.models import SpecialDay, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people: dict[str, User | None]) -> Client:
    return client_of(people["administrator"])


def form(**facts: str) -> dict[str, str]:
    return {
        "name": "后台测试馆",
        "kind": "science_museum",
        "status": "published",
        "position_quality": "surveyed",
        "admission": "unknown",
        "point": '{"type": "Point", "coordinates": [109.41, 24.3]}',
        "opening_hours": "Tu-Su 09:00-17:00",
        "titles": "national|全国科普教育基地|2021||2025-12-31",
        **facts,
    }


def test_a_venue_is_added_with_everything_that_follows(client: Client) -> None:
    response = client.post("/admin/venues/venue/add/", form())
    assert response.status_code == 302, response.context["errors"] if response.context else response.content
    venue = Venue.objects.get(name="后台测试馆")
    assert venue.county_id
    assert venue.hours is not None
    assert venue.hours.expression == "Tu-Su 09:00-17:00"
    assert venue.designations.get().valid_until.isoformat() == "2025-12-31"
    assert search("htcsg", types=["venue"], limit=1)[0].object_id == venue.public_id


def test_a_venue_is_changed(client: Client) -> None:
    client.post("/admin/venues/venue/add/", form())
    venue = Venue.objects.get(name="后台测试馆")
    assert client.get(f"/admin/venues/venue/{venue.pk}/change/").status_code == 200
    response = client.post(f"/admin/venues/venue/{venue.pk}/change/", form(name="后台改名馆", titles=""))
    assert response.status_code == 302
    venue.refresh_from_db()
    assert (venue.name, venue.designations.count()) == ("后台改名馆", 0)


@pytest.mark.parametrize(
    "change",
    [
        {"point": '{"type": "Point", "coordinates": [116.4, 39.9]}'},
        {"point": '{"type": "Point", "coordinates": ["NaN", 24.3]}'},
        {"point": "/vsicurl/http://127.0.0.1/x"},
        {"point": "[" * 10000},
        {"point": '{"type": "Polygon", "coordinates": [[[109, 24]]]}'},
        {"opening_hours": "九点"},
        {"titles": "只有一段"},
        {"titles": "national|x|x|昨天|"},
        {"website": "javascript:alert(1)"},
        {"status": "exploded"},
        {"name": ""},
    ],
)
def test_what_is_wrong_comes_back_as_a_sentence_on_the_form(client: Client, change: dict[str, str]) -> None:
    response = client.post("/admin/venues/venue/add/", form(**change))
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Venue.objects.filter(name="后台测试馆").exists()


def test_a_venue_cannot_be_deleted(client: Client) -> None:
    venue = Venue.objects.all()[0]
    assert client.post(f"/admin/venues/venue/{venue.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_a_special_day_is_entered_and_taken_away(client: Client) -> None:
    day = {"date": "2027-01-01", "kind": "holiday", "name": "元旦", "name_en": "New Year"}
    assert client.post("/admin/venues/specialday/add/", day).status_code == 302
    assert SpecialDay.objects.get(date="2027-01-01").name == "元旦"
    assert client.post("/admin/venues/specialday/2027-01-01/delete/", {"post": "yes"}).status_code == 302
    assert not SpecialDay.objects.filter(date="2027-01-01").exists()


def test_a_working_day_must_be_a_weekend(client: Client) -> None:
    day = {"date": "2027-01-01", "kind": "workday", "name": "错", "name_en": ""}
    response = client.post("/admin/venues/specialday/add/", day)
    assert not SpecialDay.objects.filter(date="2027-01-01").exists()
    assert response.status_code in {200, 400}


@pytest.mark.parametrize("model", ["region", "venuekind", "term"])
def test_reference_data_is_only_looked_at(client: Client, model: str) -> None:
    assert client.get(f"/admin/venues/{model}/").status_code == 200
    assert client.get(f"/admin/venues/{model}/add/").status_code == 403


def test_the_map_of_the_form_has_its_widget_and_no_inline_script_without_a_nonce(client: Client) -> None:
    response = client.get("/admin/venues/venue/add/")
    html = response.content.decode()
    assert "leaflet/leaflet" in html
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])
    assert nonce
    for script in re.findall(r"<script(?![^>]*src=)[^>]*>", html):
        assert nonce[1] in script or "application/json" in script, "the policy would refuse it"
