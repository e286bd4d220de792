"""A stored value that can't be told concerns its own venue: everything else goes on, and its keeper is told."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice, Unit, User
from accounts.permissions import Actor
from core.clock import ZONE
from core.geo import LonLat
from tests.conftest import client_of
from tests.venues.keeping import make_public
from venues import services
from venues.facts import GivenPlace
from venues.models import OpeningHours, SpecialDay, Venue
from venues.opening import Opening
from venues.selectors import opening as openings
from venues.selectors.opening import opening_table
from venues.selectors.workingcopy import facts_of

HOLIDAY = datetime(2026, 10, 1, 10, 0, tzinfo=ZONE)
STORED_LONG_AGO = ["Mo 10:00", "Mo-Fr 09:00-17:00; PH Mo-Fr 10:00-12:00", "九点", "((", "PH +1 day off"]


@pytest.fixture
def venue(member_unit: Unit, now: datetime) -> Venue:
    return make_public(member_unit, now, name="好好的馆", opening_hours="Mo-Su 09:00-17:00")


def with_hours(venue: Venue, expression: str) -> Venue:
    """As if an older version had stored it."""
    Venue.objects.filter(pk=venue.pk).update(hours=OpeningHours.objects.get_or_create(expression=expression)[0])
    venue.refresh_from_db()
    return venue


@pytest.mark.parametrize("expression", STORED_LONG_AGO)
def test_every_page_goes_on(expression: str, venue: Venue, member_unit: Unit, now: datetime, client: Client) -> None:
    bad = with_hours(make_public(member_unit, now, name="写坏的馆"), expression)
    assert SpecialDay.objects.filter(date=HOLIDAY.date()).exists()
    moment = "2026-10-01T10:00:00%2B08:00"
    for path in (
        "/",
        f"/venues/{bad.public_id}/",
        f"/venues/{venue.public_id}/",
        f"/api/v1/venues/?open_at={moment}",
        f"/api/v1/venues/nearby?lon=109.41&lat=24.32&open_at={moment}",
        f"/tiles/v1/venues/12/3292/1760.mvt?open_at={moment}",
    ):
        assert client.get(path).status_code == 200, path
    names = [one["properties"]["name"] for one in client.get(f"/api/v1/venues/?open_at={moment}").json()["features"]]
    assert "好好的馆" in names


def test_what_fails_all_the_same_is_left_out(
    venue: Venue, member_unit: Unit, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a value does to the evaluator, the others are told."""
    bad = with_hours(make_public(member_unit, now, name="写坏的馆"), "24/7")

    def fails(text: str, *said: Any) -> Opening:
        if text == "24/7":
            raise RuntimeError(text)
        return real(text, *said)

    real = openings.opening_at
    monkeypatch.setattr(openings, "opening_at", fails)
    openings._table.cache_clear()
    table = opening_table(HOLIDAY)
    assert bad.hours_id is not None
    assert '"unknown"' in table.text_of(str(bad.hours_id))
    assert '"open"' in table.text_of(str(venue.hours_id))
    openings._table.cache_clear()


def test_the_page_says_that_nothing_is_known(member_unit: Unit, now: datetime, client: Client) -> None:
    bad = with_hours(make_public(member_unit, now, name="写坏的馆"), "Mo 10:00")
    page = client.get(f"/venues/{bad.public_id}/").content.decode()
    assert "开放时间不详" in page
    assert "Mo 10:00" not in page


def test_keepers_are_told_once_for_a_value(
    member_unit: Unit, people: dict[str, User], actors: dict[str, Actor], now: datetime
) -> None:
    bad = with_hours(make_public(member_unit, now, name="写坏的馆"), "Mo 10:00")
    for _day in range(2):
        services.tell_of_unread_hours(now=now)
    told = Notice.objects.filter(user=people["organizer"], title__contains="写坏的馆")
    assert told.count() == 1
    with_hours(bad, "Mo 11:00")
    services.tell_of_unread_hours(now=now)
    assert told.count() == 2


def test_the_office_finds_them_listed(member_unit: Unit, people: dict[str, User], venue: Venue, now: datetime) -> None:
    with_hours(make_public(member_unit, now, name="写坏的馆"), "Mo 10:00")
    client = client_of(people["office"])
    listed = client.get("/workspace/venues/?hours=unread").content.decode()
    assert "写坏的馆" in listed
    assert "好好的馆" not in listed
    assert "开放时间读不出来" in client.get("/workspace/").content.decode()


def test_other_facts_can_still_be_changed(member_unit: Unit, actors: dict[str, Actor], now: datetime) -> None:
    bad = with_hours(make_public(member_unit, now, name="写坏的馆"), "Mo 10:00")
    stored = Venue.objects.select_related("hours").get(pk=bad.pk)
    changed = replace(facts_of(stored), phone="0772-1234567")
    assert services.save_venue(facts=changed, by=actors["office"], now=now, venue_id=bad.pk).phone == "0772-1234567"


def test_hours_that_follow_the_sun_are_those_of_the_place(
    member_unit: Unit, actors: dict[str, Actor], now: datetime
) -> None:
    one = make_public(member_unit, now, name="城中的园", opening_hours="sunrise-sunset")
    other = make_public(member_unit, now, name="又一个园", opening_hours="sunrise-sunset")
    assert one.hours_id == other.hours_id
    assert one.hours is not None
    assert one.hours.near
    moved = replace(facts_of(other), given=GivenPlace(LonLat(109.25, 24.65)))
    other = services.save_venue(facts=moved, by=actors["office"], now=now, venue_id=other.pk)
    assert other.hours_id != one.hours_id
    plain = make_public(member_unit, now, name="平常的馆", opening_hours="Mo-Su 08:00-18:00")
    assert plain.hours is not None
    assert plain.hours.near == ""
