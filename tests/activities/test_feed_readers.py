"""Programs that people have read the calendars, the feed and the pages: khal, feedparser, extruct."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import extruct
import feedparser
import pytest
from django.conf import settings
from django.test import Client

from accounts.permissions import SYSTEM
from activities.models import Activity
from activities.services import cancel_session, save_activity, submit_activity
from core.clock import city_time
from tests.activities.conftest import lecture

pytestmark = pytest.mark.django_db
KHAL = Path(sys.executable).with_name("khal")
# Marks that calendars escape: a comma, a semicolon, a backslash, quotation marks, a smiley.
TITLE = "看星星，天文观测；“土星” 50% \\ 🙂"


@pytest.fixture
def two_evenings(now: datetime) -> Activity:
    """Two sessions, the second of which is cancelled; ahead of the clock of the views."""
    now = datetime.now().astimezone()
    facts = lecture(now)
    first = facts.sessions[0]
    week = timedelta(weeks=1)
    second = replace(first, starts_at=first.starts_at + week, ends_at=first.ends_at + week)
    facts = replace(facts, title=TITLE, summary="带手电 & <外套>", sessions=(first, second))
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    cancelled = activity.sessions.order_by("starts_at")[1]
    cancel_session(session_id=cancelled.pk, reason="暴雨", by=SYSTEM, now=now)
    return activity


def khal(folder: Path, *arguments: str) -> str:
    config = folder / "config"
    config.write_text(
        f"[calendars]\n[[science]]\npath = {folder / 'calendar'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n"
    )
    env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    ran = subprocess.run([KHAL, "-c", config, *arguments], capture_output=True, text=True, timeout=60, env=env)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_khal_takes_the_calendar_in_and_shows_it(client: Client, two_evenings: Activity, tmp_path: Path) -> None:
    (tmp_path / "calendar").mkdir()
    feed = tmp_path / "activities.ics"
    feed.write_bytes(client.get("/feeds/activities.ics", {"unit": two_evenings.unit.public_id}).content)
    khal(tmp_path, "import", "--batch", "-a", "science", str(feed))
    # The same calendar once more changes nothing: its events keep their identifiers.
    khal(tmp_path, "import", "--batch", "-a", "science", str(feed))
    shown = khal(tmp_path, "list", "--day-format", "", "--format", "{start}|{title}|{location}|{status}", "now", "30d")
    times = [city_time(one.starts_at).strftime("%Y-%m-%d %H:%M") for one in two_evenings.sessions.order_by("starts_at")]
    lines = [line for line in shown.splitlines() if TITLE in line]
    assert [line.split("|")[0] for line in lines] == times
    assert "CANCELLED" in lines[1]
    assert "CANCELLED" not in lines[0]
    assert two_evenings.venue is not None
    assert two_evenings.venue.name in lines[0]


def test_feedparser_reads_the_feed_without_a_complaint(client: Client, two_evenings: Activity) -> None:
    feed = feedparser.parse(client.get("/feeds/activities.rss", {"unit": two_evenings.unit.public_id}).content)
    assert not feed.bozo
    assert feed.feed.title == "科普活动"
    mine = [entry for entry in feed.entries if TITLE in entry.title]
    assert len(mine) == 2
    assert len({entry.id for entry in mine}) == 2
    assert {entry.link for entry in mine} == {f"{settings.SITE_URL}/activities/{two_evenings.public_id}/"}


def test_extruct_finds_the_event_of_the_page(client: Client, two_evenings: Activity) -> None:
    page = client.get(f"/activities/{two_evenings.public_id}/").content.decode()
    found = extruct.extract(page, syntaxes=["json-ld", "opengraph"])
    (event,) = found["json-ld"]
    told = event.get("subEvent", [event])
    assert event["name"] == TITLE
    assert {one["eventStatus"].rpartition("/")[2] for one in told} == {"EventScheduled", "EventCancelled"}
    first = two_evenings.sessions.order_by("starts_at")[0]
    assert datetime.fromisoformat(told[0]["startDate"]) == first.starts_at.replace(microsecond=0)
    assert event["organizer"]["name"] == two_evenings.unit.name
    properties = dict(found["opengraph"][0]["properties"])
    assert properties["og:title"] == TITLE
