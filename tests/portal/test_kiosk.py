"""An e-station's screen: what it shows, to whom, and what lets it stand by itself."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
import zxingcpp
from django.conf import settings
from django.test import Client
from PIL import Image, ImageDraw

from accounts.permissions import SYSTEM
from activities.facts import SessionFacts, Where
from activities.models import Activity, Session
from activities.services import cancel_session, save_activity, submit_activity
from core.geo import lonlat
from tests.activities.conftest import lecture
from tests.conftest import NOON
from tests.venues.tours import make_caravan, make_stop
from venues.facts import GivenPlace
from venues.models import Venue

pytestmark = pytest.mark.django_db
EVIL = "</script><script>window.struck=1</script>"


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def station() -> Venue:
    return Venue.objects.published().filter(kind="e_station").exclude(point=None).order_by("pk")[0]


def get(venue: Venue, what: str = "", **headers: str) -> Any:
    return Client().get(f"/kiosk/{venue.public_id}/{what}", headers=headers)


def data(venue: Venue) -> Any:
    return get(venue, "data.json").json()


def at_the_station(station: Venue) -> GivenPlace:
    return GivenPlace(lonlat(station.point))


def read_code(uri: str) -> str:
    """What a phone reads off a code: its modules drawn as a picture."""
    svg = unquote(uri.partition(",")[2])
    size = int(re.findall(r"viewBox='0 0 (\d+)", svg)[0])
    scale = 8
    picture = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(picture)
    [path] = re.findall(r"stroke='[^']+' d='([^']+)'", svg)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]*)", path):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = given
        elif command == "m":
            x, y = x + given[0], y + given[1]
        else:
            box = (x * scale, (y - 0.5) * scale, (x + given[0]) * scale - 1, (y + 0.5) * scale - 1)
            pen.rectangle(box, fill=0)
            x += given[0]
    [found] = zxingcpp.read_barcodes(picture)
    return str(found.text)


def test_it_shows_the_nearest_with_their_state_in_both_languages(station: Venue) -> None:
    found = data(station)
    for language in ("zh", "en"):
        near = found[language]["near"]
        assert len(near) == 12
        assert station.public_id not in [venue["id"] for venue in near]
        assert all(venue["opening"]["state"] in {"open", "closed", "unknown"} for venue in near)
    assert found["zh"]["name"] == station.name
    assert re.fullmatch(r"\d+ 米|[\d.]+ 公里", found["zh"]["near"][0]["distance"])
    assert not re.search("[\u4e00-\u9fff]", found["en"]["near"][0]["opening"]["text"])


def test_what_is_on_is_this_weeks_and_near(station: Venue) -> None:
    caravan = make_caravan()
    here = at_the_station(station)
    make_stop(caravan, NOON + timedelta(days=1), given=here, name="近处")
    make_stop(caravan, NOON + timedelta(days=9), given=here, name="下下周")
    assert [stop["name"] for stop in data(station)["zh"]["on"]] == ["近处"]
    assert data(station)["zh"]["on"][0]["when"] == "11月25日（周三）12:00–14:00"
    Venue.objects.filter(pk=caravan.pk).update(status="hidden")
    assert data(station)["zh"]["on"] == []


def test_the_codes_lead_to_the_public_pages(station: Venue) -> None:
    found = data(station)
    assert re.fullmatch(re.escape(settings.SITE_URL) + r"/\?map=14/2\d\.\d+/10\d\.\d+", read_code(found["qr"]))
    near = found["zh"]["near"][0]
    assert read_code(near["qr"]) == f"{settings.SITE_URL}/venues/{near['id']}/"
    assert read_code(found["en"]["near"][0]["qr"]) == f"{settings.SITE_URL}/en/venues/{near['id']}/"


def test_a_screen_without_a_place_still_stands() -> None:
    caravan = make_caravan()
    make_stop(caravan, NOON + timedelta(days=1))
    found = data(caravan)
    assert (found["zh"]["near"], len(found["zh"]["on"])) == ([], 1)
    assert get(caravan).status_code == 200


@pytest.mark.parametrize("what", ["", "data.json", "manifest.webmanifest"])
@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "hidden", "closed"])
def test_only_the_published_have_a_screen(status: str, what: str, station: Venue) -> None:
    Venue.objects.filter(pk=station.pk).update(status=status)
    assert get(station, what).status_code == 404
    assert Client().get(f"/kiosk/nothing-here/{what}").status_code == 404


def test_data_is_sent_again_only_when_it_has_changed(station: Venue, settings: Any) -> None:
    settings.DATA_VERSION_TTL = 0
    etag = get(station, "data.json")["ETag"]
    assert get(station, "data.json", **{"If-None-Match": etag}).status_code == 304
    Venue.objects.filter(pk=station.pk).update(name="改了名")
    changed = get(station, "data.json", **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.json()["zh"]["name"] == "改了名"


def test_the_screen_leads_nowhere_else(station: Venue) -> None:
    html = get(station).content.decode()
    assert "<a " not in html
    assert "<form" not in html
    assert "http://" not in html.replace(settings.SITE_URL, "").replace("http://www.w3.org", "").replace("http%3A", "")


def test_text_stays_text(station: Venue) -> None:
    Venue.objects.filter(pk=station.pk).update(name=EVIL)
    html = get(station).content.decode()
    assert EVIL not in html
    [handed] = re.findall(r'id="page-data" type="application/json">(.*?)</script>', html)
    assert json.loads(handed)["data"]["zh"]["name"] == EVIL


def test_the_policy_is_every_pages(station: Venue) -> None:
    policy = get(station)["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    html = get(station).content.decode()
    assert not re.search(r"\son[a-z]+=|\sstyle=", html)


def test_the_worker_is_a_script_for_its_folder_and_its_version_moves_with_the_shell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reply = Client().get("/kiosk/sw.js")
    assert reply["Content-Type"].startswith("text/javascript")
    assert reply["Cache-Control"] == "no-cache"
    text = reply.content.decode()
    [version] = re.findall(r'"kiosk-([0-9a-f]{12})"', text)
    [shell] = re.findall(r"const SHELL = (\[.*?\]);", text)
    for address in json.loads(shell):
        assert address.startswith("/static/")
    monkeypatch.setattr("portal.web.kiosk.STYLES", ("css/tokens.css",))
    assert version not in Client().get("/kiosk/sw.js").content.decode()


def test_the_manifest_fills_the_display(station: Venue) -> None:
    reply = get(station, "manifest.webmanifest")
    assert reply["Content-Type"] == "application/manifest+json"
    said = json.loads(reply.content)
    assert (said["display"], said["scope"]) == ("fullscreen", "/kiosk/")
    assert said["start_url"] == f"/kiosk/{station.public_id}/"


@pytest.fixture
def session_at_the_station(station: Venue) -> Session:
    starts = NOON + timedelta(days=2)
    facts = replace(
        lecture(NOON),
        where=Where(venue_id=station.pk),
        sessions=(SessionFacts(starts, starts + timedelta(hours=2), capacity=3),),
    )
    activity = save_activity(facts=facts, by=SYSTEM, now=NOON)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=NOON)
    return Session.objects.get(activity=activity)


def test_a_coming_activity_is_on_with_a_code_to_its_page(station: Venue, session_at_the_station: Session) -> None:
    found = data(station)
    for language, places, prefix in (("zh", "名额不多了", ""), ("en", None, "/en")):
        [shown] = found[language]["on"]
        assert (shown["id"], shown["name"]) == (session_at_the_station.public_id, "测试讲座")
        assert shown["unit"] == session_at_the_station.activity.unit.name
        assert places is None or shown["places"] == places
        page = f"{prefix}/activities/{session_at_the_station.activity.public_id}/"
        assert read_code(shown["qr"]) == settings.SITE_URL + page
    assert "测试讲座" in get(station).content.decode()


def test_activities_and_stops_stand_by_time(station: Venue, session_at_the_station: Session) -> None:
    caravan = make_caravan()
    before = make_stop(caravan, NOON + timedelta(days=1), given=at_the_station(station))
    after = make_stop(caravan, NOON + timedelta(days=3), given=at_the_station(station))
    ids = [shown["id"] for shown in data(station)["zh"]["on"]]
    assert ids == [before.public_id, session_at_the_station.public_id, after.public_id]


def test_a_draft_is_not_on_and_a_called_off_session_is_marked(station: Venue, session_at_the_station: Session) -> None:
    cancel_session(session_id=session_at_the_station.pk, reason="下雨", by=SYSTEM, now=NOON)
    [shown] = data(station)["zh"]["on"]
    assert (shown["is_cancelled"], shown["cancel_reason"]) == (True, "下雨")
    Activity.objects.update(status="draft")
    assert data(station)["zh"]["on"] == []
