"""A venue's page tells what takes place there and near it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.gis.geos import Point
from django.test import Client

from activities.models import Activity, Session
from activities.selectors.coming import around_venue
from core.geo import LonLat, lonlat
from tests.conftest import NOON
from venues.models import Venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def page(venue: Venue) -> str:
    return Client().get(f"/venues/{venue.public_id}/").content.decode()


def place_of(session: Session) -> LonLat:
    return lonlat(session.point)


def elsewhere(session: Session, metres_north: int) -> None:
    at = place_of(session)
    point = Point(at.lon, at.lat + metres_north / 111_000, srid=4326)
    Session.objects.filter(pk=session.pk).update(venue=None, point=point, place_name="广场")


def test_what_takes_place_there_is_told(session: Session, published: Activity) -> None:
    shown = page(session.venue)
    assert "这里的活动" in shown and f"/activities/{published.public_id}/" in shown and "测试讲座" in shown


def test_what_is_near_is_told_with_its_distance(session: Session) -> None:
    venue = session.venue
    elsewhere(session, 3000)
    shown = page(venue)
    assert "附近的活动" in shown and "这里的活动" not in shown and "3.0 公里" in shown


def test_beyond_five_kilometres_nothing_is_near(session: Session) -> None:
    venue = session.venue
    elsewhere(session, 5200)
    assert "附近的活动" not in page(venue)


@pytest.mark.parametrize("change", ["draft", "cancelled", "over"])
def test_what_one_cannot_go_to_is_not_told(session: Session, published: Activity, change: str) -> None:
    if change == "draft":
        Activity.objects.filter(pk=published.pk).update(status="draft")
    elif change == "cancelled":
        Session.objects.filter(pk=session.pk).update(cancelled_at=NOON)
    else:
        Session.objects.filter(pk=session.pk).update(
            starts_at=NOON - timedelta(hours=2), ends_at=NOON - timedelta(hours=1)
        )
    assert "测试讲座" not in page(session.venue)


def test_an_activity_of_many_sessions_near_is_told_once_with_the_next(session: Session, published: Activity) -> None:
    venue_id, here = session.venue_id, place_of(session)
    elsewhere(session, 1000)
    session.refresh_from_db()
    for days in (1, 2):
        Session.objects.create(
            activity=published,
            point=session.point,
            starts_at=session.starts_at + timedelta(days=days),
            ends_at=session.ends_at + timedelta(days=days),
        )
    assert [card["id"] for card in around_venue(venue_id, here, NOON).near] == [session.public_id]


def test_two_queries_however_many_there_are(
    session: Session, published: Activity, django_assert_max_num_queries: Any
) -> None:
    for days in range(1, 9):
        Session.objects.create(
            activity=published,
            venue=session.venue,
            point=session.point,
            starts_at=session.starts_at + timedelta(days=days),
            ends_at=session.ends_at + timedelta(days=days),
        )
    around_venue(session.venue_id, place_of(session), NOON)
    with django_assert_max_num_queries(2):
        found = around_venue(session.venue_id, place_of(session), NOON)
    assert len(found.here) == 5
