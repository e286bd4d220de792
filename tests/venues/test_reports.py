"""“Report an error”: taken from everybody, once, within bounds, and without giving anybody away."""

import io
import re
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from core import ratelimit
from core.errors import Invalid, NotFound
from core.geo import LonLat, lonlat
from core.imagesweep import sweep_unused_images
from core.models import OutboxMessage, StoredImage
from tests.core.pictures import jpeg
from venues.models import ErrorReport, Venue
from venues.selectors.workingcopy import facts_of
from venues.services import Merge, merge_venues, report_error
from venues.services.reports import GivenReport
from venues.web import reports as reports_web

pytestmark = pytest.mark.django_db
MAIL, MOBILE = "reporter.wei@example.org", "13807720001"


@pytest.fixture
def venue() -> Venue:
    return Venue.objects.published().exclude(point=None).order_by("pk")[0]


def form(**data: Any) -> dict[str, Any]:
    return {"token": str(uuid.uuid4()), "kind": "hours", "text": "周一其实开门。", **data}


def send(venue: Venue, client: Client | None = None, prefix: str = "", **data: Any) -> Any:
    return (client or Client()).post(f"{prefix}/venues/{venue.public_id}/report/", form(**data))


def reported(venue: Venue, now: datetime, **data: Any) -> ErrorReport:
    given = GivenReport(**{"token": uuid.uuid4(), "kind": "hours", "text": "周一其实开门。", **data})
    return report_error(venue_id=venue.pk, given=given, now=now)


def test_the_venues_page_leads_to_the_form(venue: Venue) -> None:
    for prefix, word in (("", "报错/纠错"), ("/en", "Report an error")):
        html = Client().get(f"{prefix}/venues/{venue.public_id}/").content.decode()
        assert f'href="{prefix}/venues/{venue.public_id}/report/"' in html
        assert word in html or prefix
    html = Client().get(f"/venues/{venue.public_id}/report/").content.decode()
    assert "答复 90 天后删除" in html


def test_a_report_is_taken_and_thanked_with_a_number(venue: Venue) -> None:
    response = send(venue, contact=f" {MAIL} ")
    report = ErrorReport.objects.get()
    assert response["Location"] == f"/venues/{venue.public_id}/report/?done={report.public_id}"
    assert (report.kind, report.text, report.contact, report.state) == ("hours", "周一其实开门。", MAIL, "open")
    assert report.public_id in Client().get(response["Location"]).content.decode()
    assert OutboxMessage.objects.filter(event="report.received").count() == 1


@pytest.mark.parametrize("status", ["draft", "hidden", "closed"])
def test_only_what_the_public_sees_is_reported_on(status: str, venue: Venue, now: datetime) -> None:
    Venue.objects.filter(pk=venue.pk).update(status=status)
    assert Client().get(f"/venues/{venue.public_id}/report/").status_code == 404
    assert send(venue).status_code == 404
    with pytest.raises(NotFound):
        reported(venue, now)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": ""}, "请选择哪里不对"),
    ({"kind": "nonsense"}, ""),
    ({"text": "  "}, "请写几句"),
    ({"text": "长" * 1001}, "说明最多 1000 个字"),
    ({"text": "零\x00字"}, ""),
    ({"contact": "不是邮箱"}, "请填写邮箱地址或手机号码"),
    ({"contact": "12345678901"}, "请填写邮箱地址或手机号码"),
    ({"token": "x"}, "页面已过期，请再提交一次"),
    ({"token": ""}, "页面已过期，请再提交一次"),
    ({"kind": "position", "text": "", "lon": "nan", "lat": "24"}, ""),
    ({"kind": "position", "text": "", "lon": "1e400", "lat": "24"}, ""),
    ({"kind": "position", "lon": "500", "lat": "24"}, "坐标超出经纬度范围"),
    ({"kind": "position", "lon": "116.4", "lat": "39.9"}, "不在本市范围内"),
    ({"kind": "position", "lon": "POINT(1 1)", "lat": "/vsicurl/x"}, ""),
]


@pytest.mark.parametrize(("data", "sentence"), WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(data: dict[str, Any], sentence: str, venue: Venue) -> None:
    response = send(venue, **data)
    html = response.content.decode()
    assert response.status_code == 400
    assert sentence in html and 'role="alert"' in html
    assert not ErrorReport.objects.exists()
    if "token" in data:
        fresh = re.search('name="token" value="([0-9a-f-]{36})"', html)
        assert fresh and send(venue, token=fresh[1]).status_code == 302
    if "text" not in data:
        assert "周一其实开门。" in html


@pytest.mark.parametrize(
    ("typed", "kept"), [("138 0772 0001", MOBILE), ("+86-138-0772-0001", MOBILE), (MAIL, MAIL), ("", None)]
)
def test_a_contact_is_mail_or_mobile(typed: str, kept: str | None, venue: Venue, now: datetime) -> None:
    assert ErrorReport.objects.get(pk=reported(venue, now, contact=typed).pk).contact == kept


def test_a_form_sent_twice_is_one_report(venue: Venue) -> None:
    token = str(uuid.uuid4())
    one, other = send(venue, token=token), send(venue, token=token)
    assert one["Location"] == other["Location"]
    assert ErrorReport.objects.count() == 1
    assert OutboxMessage.objects.filter(event="report.received").count() == 1


def test_the_twin_without_the_token_keeps_two(venue: Venue) -> None:
    send(venue)
    send(venue)
    assert ErrorReport.objects.count() == 2


def test_a_program_is_thanked_and_nothing_is_kept(venue: Venue) -> None:
    response = send(venue, website="https://spam.example")
    assert response.status_code == 302
    assert "收到了" in Client().get(response["Location"]).content.decode()
    assert not ErrorReport.objects.exists()


def test_one_address_reports_ten_times_an_hour(venue: Venue) -> None:
    others = list(Venue.objects.published()[:11])
    assert [send(other).status_code for other in others] == [302] * 10 + [429]
    response = send(venue)
    assert response.status_code == 429
    assert "操作太频繁" in response.content.decode()
    assert "周一其实开门。" in response.content.decode()
    assert ErrorReport.objects.count() == 10


def test_a_forged_forwarded_address_is_no_new_one(venue: Venue) -> None:
    others = list(Venue.objects.published()[:11])
    said = [
        send(other, Client(headers={"X-Forwarded-For": f"10.0.0.{i}"})).status_code for i, other in enumerate(others)
    ]
    assert said[-1] == 429


def test_one_venue_is_reported_on_thirty_times_an_hour(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = iter(f"192.0.2.{i}" for i in range(40))
    monkeypatch.setattr(ratelimit, "client_address", lambda request: next(addresses))
    assert [send(venue).status_code for _ in range(31)] == [302] * 30 + [429]


def test_the_twin_without_the_limit_takes_all(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports_web.ratelimit, "require", lambda *_: None)
    assert {send(venue).status_code for _ in range(12)} == {302}


def test_a_mistake_uses_up_nothing(venue: Venue) -> None:
    assert {send(venue, text="").status_code for _ in range(12)} == {400}
    assert send(venue).status_code == 302


def picture() -> io.BytesIO:
    file = io.BytesIO(jpeg())
    file.name = "門口.jpg"
    return file


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    options = {"location": tmp_path, "allow_overwrite": True}
    photos = {"BACKEND": "core.storage.WholeFileStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}
    return tmp_path


def test_a_photo_goes_through_the_pipeline_and_stays_while_it_is_used(venue: Venue, folder: Path) -> None:
    assert send(venue, photo=picture()).status_code == 302
    image = StoredImage.objects.get()
    assert ErrorReport.objects.get().photo == image
    sweep_unused_images(image.created_at + timedelta(days=5))
    assert StoredImage.objects.filter(pk=image.pk).exists()
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "x.jpg"
    response = send(venue, photo=bad)
    assert response.status_code == 400
    assert "只能上传 JPEG" in response.content.decode()
    assert Client().get(f"/photos/{image.public_id}/page.jpg").status_code == 404


def test_a_report_follows_its_venue_through_a_merge(venue: Venue, now: datetime) -> None:
    other = Venue.objects.published().exclude(point=None).exclude(pk=venue.pk)[0]
    report = reported(venue, now)
    order = Merge(other.pk, venue.pk, other.version, venue.version, facts_of(other))
    merge_venues(merge=order, by=SYSTEM, now=now)
    assert ErrorReport.objects.defer("contact").get(pk=report.pk).venue == other
    token = str(uuid.uuid4())
    response = Client().post(f"/venues/{venue.public_id}/report/", form(token=token))
    assert response.status_code == 308
    assert Client().post(response["Location"], form(token=token)).status_code == 302


def test_a_position_is_kept_as_numbers_and_belongs_to_its_kind(venue: Venue, now: datetime) -> None:
    here = lonlat(venue.point)
    moved = LonLat(here.lon + 0.0012345678, here.lat)
    report = reported(venue, now, kind="position", text="", place=moved)
    assert (report.lon, report.lat) == (round(moved.lon, 6), round(moved.lat, 6))
    send(venue, kind="hours", lon=str(moved.lon), lat=str(moved.lat))
    assert ErrorReport.objects.defer("contact").latest("pk").lon is None
    with pytest.raises(Invalid):
        reported(venue, now, kind="position", text="", place=LonLat(float("inf"), 0))


def test_a_lines_end_counts_as_one_character(venue: Venue) -> None:
    assert send(venue, text="字\r\n" * 500).status_code == 302
    assert ErrorReport.objects.defer("contact").get().text == "\n".join("字" * 500)
