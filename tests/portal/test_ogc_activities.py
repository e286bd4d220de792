"""OGC API – Features: sessions of public activities."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from accounts.permissions import SYSTEM
from activities.models import Activity, Campaign, Session
from activities.services import cancel_activity, save_activity, submit_activity
from core.clock import city_day
from tests.activities.conftest import facts as facts
from tests.activities.conftest import lecture
from tests.portal.reading import get, link

pytestmark = pytest.mark.django_db
HERE = "/ogc/collections/activities"


@pytest.fixture
def weekly(now: datetime) -> Activity:
    """Five sessions a week apart."""
    facts = lecture(now)
    first = facts.sessions[0]
    weeks = [timedelta(weeks=number) for number in range(5)]
    sessions = tuple(replace(first, starts_at=first.starts_at + w, ends_at=first.ends_at + w) for w in weeks)
    activity = save_activity(facts=replace(facts, sessions=sessions), by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


def ids(**asked: str) -> list[str]:
    found: list[str] = []
    address = f"{HERE}/items?{urlencode(asked)}"
    while address:
        page = get(address).json()
        found += [feature["id"] for feature in page["features"]]
        address = next((entry["href"] for entry in page["links"] if entry["rel"] == "next"), "")
    return found


def test_the_pages_hold_every_public_session_once(weekly: Activity, facts: Any, now: datetime) -> None:
    save_activity(facts=facts, by=SYSTEM, now=now)  # a draft
    every = set(Session.objects.public().values_list("public_id", flat=True))
    found = ids(limit="2")
    assert len(found) == len(set(found))
    assert set(found) == every >= set(weekly.sessions.values_list("public_id", flat=True))
    assert get(f"{HERE}/items?limit=2").json()["numberMatched"] == len(every)


def test_a_moment_asks_for_what_takes_place_then(weekly: Activity) -> None:
    second = weekly.sessions.order_by("starts_at")[1]
    day = city_day(second.starts_at).isoformat()
    assert set(ids(datetime=day)) & own(weekly) == {second.public_id}
    later = own(weekly) - {weekly.sessions.order_by("starts_at")[0].public_id}
    assert set(ids(datetime=f"{day}/..")) & own(weekly) == later


def own(activity: Activity) -> set[str]:
    return set(activity.sessions.values_list("public_id", flat=True))


def test_filters_and_boxes(weekly: Activity) -> None:
    weekly.campaigns.add(*Campaign.objects.all()[:2])
    campaign = weekly.campaigns.all()[0].identifier
    session = weekly.sessions.all()[0]
    x, y = session.point.coords
    for asked in (
        {"campaign": campaign},
        {"audience": "youth"},
        {"form": "lecture"},
        {"region": session.county_id},
        {"bbox": f"{x!r},{y!r},{x!r},{y!r}"},
    ):
        assert own(weekly) <= set(ids(**asked)), asked
    assert not own(weekly) & set(ids(audience="farmers"))
    assert not own(weekly) & set(ids(bbox="0,0,1,1"))


@pytest.mark.parametrize("name", ["region", "audience", "form", "campaign"])
def test_a_value_that_is_not_known_is_told(name: str) -> None:
    reply = get(f"{HERE}/items?{name}=nothing")
    assert (reply.status_code, list(reply.json()["errors"])) == (400, [name])


def test_one_of_them_leads_to_its_page(weekly: Activity) -> None:
    session = weekly.sessions.all()[0]
    feature = get(f"{HERE}/items/{session.public_id}").json()
    assert feature["properties"]["audiences"] == "residents,youth"
    assert link(feature, "alternate")["href"].endswith(f"/activities/{weekly.public_id}/")
    assert get(f"{HERE}/items/0000000000").status_code == 404


def test_a_cancelled_activity_stays_and_says_so(weekly: Activity, now: datetime) -> None:
    before = get(f"{HERE}/items").headers["ETag"]
    cancel_activity(activity_id=weekly.pk, reason="暴雨", by=SYSTEM, now=now)
    reply = get(f"{HERE}/items?limit=1000")
    told = [one["properties"] for one in reply.json()["features"] if one["id"] in own(weekly)]
    assert {(one["cancelled"], one["cancel_reason"]) for one in told} == {(True, "暴雨")}
    assert get(f"{HERE}/items").headers["ETag"] != before


def test_the_extent_is_of_the_sessions(weekly: Activity) -> None:
    told = get(HERE).json()["extent"]
    ((west, south, east, north),) = told["spatial"]["bbox"]
    for session in Session.objects.public().exclude(point=None):
        assert west <= session.point.x <= east
        assert south <= session.point.y <= north


def test_a_page_costs_few_queries(weekly: Activity, django_assert_max_num_queries: Any) -> None:
    get(f"{HERE}/items")
    with django_assert_max_num_queries(12):
        get(f"{HERE}/items?limit=1000")
