"""An activity on a square, at an address alone or online is on every page, in both languages, like any other."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, Where
from activities.models import Activity, Session
from activities.services import save_activity, submit_activity
from core.geo import LonLat
from core.models import OutboxMessage
from tests.conftest import client_of
from venues.facts import GivenPlace

pytestmark = pytest.mark.django_db
SQUARE = Where(name="村口广场", given=GivenPlace(LonLat(109.42, 24.33)))
PUBLIC = (
    "/",
    "/?show=activities",
    "/activities/",
    "/activities/?view=month&month=2026-12",
    "/feeds/activities.rss",
    "/feeds/activities.ics",
)


@pytest.fixture(params=["square", "address", "online"])
def coming(
    request: pytest.FixtureRequest, facts: ActivityFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Activity:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    made = replace(facts, where=SQUARE, online=request.param == "online")
    activity = save_activity(facts=made, by=SYSTEM, now=now)
    activity = submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    if request.param != "square":  # what came in before the service asked for a name
        Session.objects.filter(activity=activity).update(venue=None, place_name="", address="滨江路 1 号", point=None)
    return activity


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_it_is_on_every_public_page(coming: Activity, prefix: str) -> None:
    for address in (*PUBLIC, f"/activities/{coming.public_id}/", f"/activities/{coming.public_id}/calendar.ics"):
        page = Client().get(address if address.startswith("/feeds") else prefix + address)
        assert page.status_code == 200, address
        assert coming.title in page.content.decode() or address == "/", address


def test_it_is_on_the_pages_of_its_people(coming: Activity, people: dict[str, User | None]) -> None:
    client = client_of(people["office"])
    for name in ("", "edit/what/", "edit/where/", "edit/when/"):
        assert client.get(f"/workspace/activities/{coming.public_id}/{name}").status_code == 200, name
    assert client.get("/workspace/activities/").status_code == 200


def test_a_title_with_a_vertical_tab_breaks_no_feed(
    facts: ActivityFacts, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As rows hold it that came in before text was cleaned."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    Activity.objects.filter(pk=activity.pk).update(title="科普\x0b讲座\x01", summary="一\x02二")
    OutboxMessage.objects.all().delete()
    rss = Client().get("/feeds/activities.rss")
    assert rss.status_code == 200
    assert "科普 讲座" in rss.content.decode()
    ical = Client().get("/feeds/activities.ics").content
    assert b"\x0b" not in ical
    assert b"\x01" not in ical
