"""Deeds that a next click doesn't undo ask first: without the answer nothing is done."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import SavedView, Unit, User
from accounts.services import save_view
from activities.models import CalendarKey
from tests.conftest import client_of
from tests.venues.keeping import make_public
from venues.models import Venue

pytestmark = pytest.mark.django_db


def asked_and_done(client: Any, address: str, data: dict[str, str], state: Any) -> None:
    """The first post asks and changes nothing, the second does it."""
    before = state()
    page = client.post(address, data)
    assert page.status_code == 200 and 'name="sure" value="1"' in page.content.decode()
    assert state() == before
    fields = dict(page.context["words"].fields)
    assert fields == data
    assert client.post(address, fields | {"sure": "1"}).status_code == 302
    assert state() != before


def status_of(venue: Venue) -> Any:
    return lambda: Venue.objects.get(pk=venue.pk).status


def test_hiding_and_closing_a_venue_ask(member_unit: Unit, people: dict[str, User]) -> None:
    client = client_of(people["organizer"])
    venue = make_public(member_unit, timezone.now())
    address = f"/workspace/venues/{venue.public_id}/"
    asked_and_done(client, f"{address}hide/", {"reason": "装修"}, status_of(venue))
    Venue.objects.filter(pk=venue.pk).update(status="published")
    data = {"closed_on": str(timezone.localdate()), "reason": "搬迁"}
    asked_and_done(client, f"{address}close/", data, status_of(venue))


def test_merging_a_unit_asks(county_office: Unit, member_unit: Unit, people: dict[str, User]) -> None:
    address = f"/workspace/units/{county_office.public_id}/merge/"
    data = {"into": member_unit.public_id, "on": "2026-03-01"}
    state = lambda: Unit.objects.get(pk=county_office.pk).successor_id  # noqa: E731
    asked_and_done(client_of(people["office"]), address, data, state)


def test_another_calendar_address_asks_and_the_first_does_not(people: dict[str, User]) -> None:
    member = people["member"]
    client = client_of(member)
    assert client.post("/me/calendar/").status_code == 302
    asked_and_done(client, "/me/calendar/", {}, lambda: CalendarKey.objects.get(user=member).made_at)


def test_removing_a_view_asks(people: dict[str, User]) -> None:
    organizer = people["organizer"]
    save_view(user_id=organizer.pk, page="venues", name="本区", query="kind=museum", now=timezone.now())
    view = SavedView.objects.get()
    address = f"/workspace/views/{view.pk}/remove/"
    asked_and_done(client_of(organizer), address, {"next": "/workspace/venues/"}, SavedView.objects.count)
