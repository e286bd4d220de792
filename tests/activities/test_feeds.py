"""Public activities for programs: the API, calendars, RSS, schema.org."""

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.models import Activity
from activities.services import cancel_activity, save_activity, submit_activity
from tests.activities.conftest import lecture

pytestmark = pytest.mark.django_db
API = "/api/v1/activities/"
ICS = "/feeds/activities.ics"
RSS = "/feeds/activities.rss"


@pytest.fixture
def coming(django_db_setup: None, db: None) -> Activity:
    """A lecture that lies ahead of the clock of the views."""
    now = datetime.now().astimezone()
    activity = save_activity(facts=lecture(now), by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


def features(client: Client, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(API, asked)
    assert answer.status_code == 200, answer.content
    return [one for one in answer.json()["features"] if not one["properties"]["demonstration"]]


def test_the_api_tells_a_session_with_its_place(client: Client, coming: Activity) -> None:
    (only,) = features(client, unit=coming.unit.public_id)
    session = coming.sessions.get()
    assert only["id"] == session.public_id
    assert only["geometry"]["coordinates"] == [session.point.x, session.point.y]
    assert only["properties"]["starts_at"].endswith("+08:00")
    assert only["properties"]["places_left"] == "few"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"form": "lecture", "audience": "youth"}, True),
        ({"audience": "farmers"}, False),
        ({"q": "测试讲"}, True),
        ({"q": "没有这样的"}, False),
        ({"bbox": "1,1,2,2"}, False),
        ({"free": "1"}, True),
        ({"when": "today"}, False),
    ],
)
@pytest.mark.parametrize("address", [API, ICS, RSS])
def test_filters_hold_for_every_form(
    client: Client, coming: Activity, address: str, asked: dict[str, str], found: bool
) -> None:
    answer = client.get(address, {"unit": coming.unit.public_id, **asked})
    assert answer.status_code == 200
    assert (coming.title in answer.content.decode()) is found


def test_near_tells_how_far_along_the_ground(client: Client, coming: Activity) -> None:
    session = coming.sessions.get()
    # A hundredth of a degree of latitude north, which is 1,108 m here (WGS 84).
    near = f"{session.point.x},{session.point.y + 0.01}"
    (only,) = features(client, unit=coming.unit.public_id, near=near, radius="1109")
    assert only["properties"]["distance_m"] == pytest.approx(1108, abs=1)
    assert features(client, unit=coming.unit.public_id, near=near, radius="1107") == []
    (without,) = features(client, unit=coming.unit.public_id)
    assert without["properties"]["distance_m"] is None


@pytest.mark.parametrize(
    "asked",
    [{"near": ""}, {"near": "1"}, {"near": "1,2,3"}, {"near": "200,1"}, {"near": "nan,1"}, {"radius": "5"}],
)
def test_a_place_that_is_none_is_told(client: Client, db: None, asked: dict[str, str]) -> None:
    assert client.get(API, asked).status_code == 400


@pytest.mark.parametrize("address", [API, ICS, RSS])
@pytest.mark.parametrize("asked", [{"when": "never"}, {"bbox": "1,2"}, {"strange": "1"}, {"unit": "'"}, {"page": "0"}])
def test_what_can_not_be_read_is_told(client: Client, address: str, asked: dict[str, str]) -> None:
    assert client.get(address, asked).status_code == 400


def test_drafts_are_told_to_nobody(client: Client, coming: Activity) -> None:
    Activity.objects.filter(pk=coming.pk).update(status="draft")
    for address in (API, ICS, RSS):
        assert coming.title not in client.get(address, {"unit": coming.unit.public_id}).content.decode()


def test_the_api_says_unchanged_until_something_changes(client: Client, coming: Activity) -> None:
    first = client.get(API)
    again = client.get(API, headers={"If-None-Match": first["ETag"]})
    assert again.status_code in {200, 304}  # the minute is part of it
    now = datetime.now().astimezone()
    cancel_activity(activity_id=coming.pk, reason="暴雨", by=SYSTEM, now=now)
    changed = client.get(API, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    (only,) = features(client, unit=coming.unit.public_id)
    assert only["properties"]["cancelled"] is True
    assert only["properties"]["cancel_reason"] == "暴雨"


def test_pages_of_the_api_lead_on_and_repeat_nothing(client: Client, coming: Activity) -> None:
    now = datetime.now().astimezone()
    for _number in range(2):
        more = save_activity(facts=lecture(now), by=SYSTEM, now=now)
        submit_activity(activity_id=more.pk, by=SYSTEM, now=now)
    seen: list[str] = []
    address: str | None = f"{API}?limit=1&unit={coming.unit.public_id}&q=测试讲座"
    while address:
        page = client.get(address).json()
        seen += [one["id"] for one in page["features"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 3


def test_a_calendar_program_reads_the_feed(client: Client, coming: Activity) -> None:
    answer = client.get(ICS, {"unit": coming.unit.public_id})
    assert answer["Content-Type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    (event,) = [one for one in events if str(one["SUMMARY"]) == coming.title]
    assert event.decoded("DTSTART") == coming.sessions.get().starts_at.replace(microsecond=0)


def test_one_activitys_calendar_is_for_those_who_may_see_it(client: Client, coming: Activity) -> None:
    address = f"/activities/{coming.public_id}/calendar.ics"
    assert len(icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")) == 1
    Activity.objects.filter(pk=coming.pk).update(status="draft")
    assert client.get(address).status_code == 404


def test_the_rss_is_well_formed_whatever_a_title_holds(client: Client, coming: Activity) -> None:
    Activity.objects.filter(pk=coming.pk).update(title='<b>"&amp; ]]> 讲座')
    feed = ElementTree.fromstring(client.get(RSS, {"unit": coming.unit.public_id}).content)
    titles = [item.findtext("title") or "" for item in feed.iter("item")]
    assert any(title.startswith('<b>"&amp; ]]> 讲座') for title in titles)


def test_the_page_tells_machines_of_the_event(client: Client, coming: Activity) -> None:
    Activity.objects.filter(pk=coming.pk).update(title="</script><b>讲座")
    text = client.get(f"/activities/{coming.public_id}/").content.decode()
    part = text.partition('type="application/ld+json"')[2].partition(">")[2].partition("</script>")[0]
    event = json.loads(part)
    assert event["@type"] == "Event"
    assert event["name"] == "</script><b>讲座"
    assert event["eventStatus"].endswith("EventScheduled")
    assert event["location"]["geo"]["latitude"] == coming.sessions.get().point.y


def test_a_moved_event_tells_when_it_was(client: Client, coming: Activity) -> None:
    session = coming.sessions.get()
    coming.sessions.update(first_starts_at=session.starts_at - timedelta(days=1))
    text = client.get(f"/activities/{coming.public_id}/").content.decode()
    assert "EventRescheduled" in text and "previousStartDate" in text


def test_details_are_shown_with_their_form(client: Client, coming: Activity) -> None:
    Activity.objects.filter(pk=coming.pk).update(body="<h3>安排</h3><ul><li>观测</li></ul>")
    assert "<h3>安排</h3>" in client.get(f"/activities/{coming.public_id}/").content.decode()


@pytest.mark.parametrize("address", [API, ICS, RSS])
def test_reads_ask_as_often_for_many_as_for_few(
    client: Client, coming: Activity, address: str, django_assert_max_num_queries: Any
) -> None:
    now = datetime.now().astimezone()
    for _number in range(5):
        more = save_activity(facts=lecture(now), by=SYSTEM, now=now)
        submit_activity(activity_id=more.pk, by=SYSTEM, now=now)
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_a_feed_that_is_cut_says_how_many_there_are(client: Client, coming: Activity, monkeypatch: Any) -> None:
    monkeypatch.setattr("activities.web.feeds.MOST", 0)
    for address in (ICS, RSS):
        text = client.get(address).content.decode().replace("\r\n ", "")
        assert "只有最近的 0 场，一共" in text
    monkeypatch.setattr("activities.web.feeds.MOST", 500)
    assert "一共" not in client.get(RSS).content.decode()
