"""Someone reports an error with a phone and is answered; two venues become one and the old address leads on."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership, Role, Unit, UnitKind, User
from core.geo import lonlat
from core.models import OutboxMessage
from core.outbox import deliver
from core.search import remove_entry
from tests.committed import without_triggers
from tests.conftest import give_second_factor, join, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, STICKS_OUT, judged
from tests.journeys.test_hostile_text import CORPUS, assert_inert
from tests.journeys.visitor import Visitors
from tests.venues.keeping import COUNTY, make_public
from venues.models import ErrorReport, NotDouble, SuspectedDouble, Venue, VenueStep
from venues.query import SEARCH_TYPE
from venues.services import look_for_doubles

NAME, OTHER = "旅程报错馆", "旅程报措馆"
MAIL = "journey.reader@example.org"


@dataclass(frozen=True)
class Scene:
    """Two venues of one county that sound alike, and the session of who reviews them."""

    venue: Venue
    double: Venue
    session: str


@pytest.fixture(scope="module")
def scene(site: str, django_db_blocker: Any) -> Iterator[Scene]:
    """Committed, and removed at the end with what the journeys wrote."""
    with django_db_blocker.unblock():
        office = Unit.objects.get(kind=UnitKind.COUNTY_OFFICE, county_code=COUNTY)
        user = give_second_factor(join(make_user("journey-reports"), office, Role.COUNTY_REVIEWER))
        venue = make_public(None, timezone.now(), name=NAME, opening_hours="Tu-Su 09:00-17:00")
        double = make_public(None, timezone.now(), name=OTHER, phone="0772-7654321")
        while look_for_doubles():
            pass
        session = session_of(user)
    yield Scene(venue, double, session)
    with django_db_blocker.unblock():
        made = Venue.objects.filter(pk__in=[venue.pk, double.pk])
        ErrorReport.objects.filter(venue__in=made).delete()
        NotDouble.objects.filter(by=user).delete()
        SuspectedDouble.objects.all().delete()
        with without_triggers("venues_venuestep"):
            VenueStep.objects.filter(venue__in=made).delete()
        for one in made.order_by("merged_into"):
            remove_entry(SEARCH_TYPE, one.public_id)
        made.filter(pk=double.pk).delete()
        made.delete()
        OutboxMessage.objects.all().delete()
        Membership.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).delete()


def faults(page: Page) -> list[str]:
    page.evaluate("scrollTo(0, 0)")
    return [*judged(page, AXE.read_text(encoding="utf-8")), *page.evaluate(STICKS_OUT)]


def as_reviewer(scene: Scene, visitors: Visitors, path: str, size: str = "desktop", **options: Any) -> Page:
    return open_as(scene.session, visitors, path, size, **options)


def test_a_report_by_phone_is_corrected_and_answered(scene: Scene, visitors: Visitors) -> None:
    page = visitors.open(f"/venues/{scene.venue.public_id}/", "phone")
    page.get_by_role("link", name="报错/纠错").click()
    visitors.settle(page)
    pin = page.locator("#report-map .report-pin")
    expect(pin).to_be_visible()
    assert faults(page) == []
    frame = page.locator("#report-map")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4)
    expect(page.locator("#moved")).to_contain_text(re.compile(r"已移动约 \d+ 米"))
    page.get_by_label("说明").fill("大门在路的另一侧。")
    page.get_by_label("邮箱或手机号（可不填）").fill(MAIL)
    page.get_by_role("button", name="提交报错").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您！")).to_be_visible()
    number = page.locator(".number").inner_text()
    assert faults(page) == []

    desk = as_reviewer(scene, visitors, "/workspace/")
    desk.locator(".waiting", has_text="公众报错").get_by_role("link", name=NAME).first.click()
    visitors.settle(desk)
    expect(desk.locator("#two-pins .report-pin")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("j****@example.org")
    assert MAIL not in desk.content()
    assert faults(desk) == []
    desk.get_by_role("button", name="采用标出的位置").click()
    expect(desk.get_by_role("status").filter(has_text="位置已改为")).to_be_visible()
    desk.get_by_label("答复").fill("已经移到路的另一侧，谢谢！")
    desk.get_by_role("button", name="已更正，答复").click()
    expect(desk.get_by_role("status").filter(has_text="已办结：已更正")).to_be_visible()

    report = ErrorReport.objects.defer("contact").select_related("venue").get(public_id=number)
    place = lonlat(report.venue.point)
    assert (place.lon, place.lat) == (report.lon, report.lat)
    answers = OutboxMessage.objects.filter(event="report.answered")
    [message] = [one for one in answers if one.data == {"report": report.pk}]
    assert MAIL not in json.dumps(message.data)
    if message.done_at is None:  # the server's relay may have been quicker
        deliver(message, timezone.now() + timedelta(minutes=1))
        assert [letter.to for letter in mail.outbox] == [[MAIL]]
    page.goto(f"/venues/{scene.venue.public_id}/report/?done={number}")
    expect(page.locator("main")).to_contain_text("已经移到路的另一侧，谢谢！")


def test_the_pin_moves_by_keyboard_and_goes_back(scene: Scene, visitors: Visitors) -> None:
    page = visitors.open(f"/venues/{scene.venue.public_id}/report/")
    pin = page.locator("#report-map .report-pin")
    pin.focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#moved")).to_contain_text("已移动约")
    assert page.locator("[name=lat]").input_value()
    page.get_by_role("button", name="放回原处").click()
    expect(page.locator("#moved")).to_have_text("还没有移动")
    assert page.locator("[name=lat]").input_value() == ""
    page.get_by_label("开放时间不对").check()
    expect(page.locator("#place-row")).to_be_hidden()


def test_the_form_works_without_scripts(scene: Scene, visitors: Visitors) -> None:
    page = visitors.open(f"/en/venues/{scene.venue.public_id}/report/", "phone", java_script_enabled=False)
    expect(page.locator("#place-row")).to_be_hidden()
    page.locator("[name=kind][value=hours]").check()
    page.locator("[name=text]").fill("Closed on Mondays.")
    page.locator("button[type=submit]").click()
    expect(page.locator(".number")).to_be_visible()


def test_hostile_text_stays_text(scene: Scene, visitors: Visitors) -> None:
    text = "\n".join(CORPUS)[:1000]
    page = visitors.open(f"/venues/{scene.venue.public_id}/report/")
    page.get_by_label("其他问题").check()
    page.get_by_label("说明").fill(text)
    page.get_by_role("button", name="提交报错").click()
    number = page.locator(".number").inner_text()
    desk = as_reviewer(scene, visitors, f"/workspace/reports/{number}/")
    assert_inert(desk)
    desk.get_by_label("答复").fill(text[:500])
    desk.get_by_role("button", name="不采纳，答复").click()
    visitors.settle(desk)
    assert_inert(desk)
    page.goto(f"/venues/{scene.venue.public_id}/report/?done={number}")
    assert_inert(page)
    desk.goto("/workspace/reports/")
    assert_inert(desk)


def test_two_become_one_and_the_old_address_leads_on(scene: Scene, visitors: Visitors) -> None:
    desk = as_reviewer(scene, visitors, "/workspace/doubles/")
    desk.locator(".double", has_text=OTHER).get_by_role("link", name="对照并合并").click()
    visitors.settle(desk)
    assert faults(desk) == []
    desk.locator("[name=pick-phone][value=drop]").check()
    desk.get_by_role("button", name="预览合并结果").click()
    expect(desk.locator("#preview")).to_contain_text("0772-7654321")
    expect(desk.locator("#preview")).to_contain_text(OTHER)
    assert faults(desk) == []
    desk.get_by_role("button", name="确认合并").click()
    expect(desk).to_have_url(re.compile(f"/workspace/venues/{scene.venue.public_id}/$"))
    expect(desk.get_by_role("status").filter(has_text="已合并")).to_be_visible()

    for prefix in ("", "/en"):
        page = visitors.open(f"{prefix}/venues/{scene.double.public_id}/", "phone")
        expect(page).to_have_url(f"{visitors.site}{prefix}/venues/{scene.venue.public_id}/")
        expect(page.locator("h1")).to_have_text(NAME)
    desk.goto(f"/workspace/venues/{scene.double.public_id}/")
    expect(desk).to_have_url(re.compile(f"/workspace/venues/{scene.venue.public_id}/$"))
    found = visitors.open(f"/?q={OTHER}", "phone")
    expect(found.locator(".venue-card").filter(has_text=NAME)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_size_of_a_phone(scene: Scene, visitors: Visitors, scheme: str) -> None:
    page = as_reviewer(scene, visitors, "/workspace/reports/", "phone", color_scheme=scheme)
    assert faults(page) == []
    page.locator(".report-list a").first.click()
    visitors.settle(page)
    assert faults(page) == []
    page.goto("/workspace/doubles/")
    assert faults(page) == []
