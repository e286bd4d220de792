"""Signing in with the second factor, the administrators' form, and the pages that tell of errors."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.secondfactors import seal_secret
from core.search import remove_entry
from tests.conftest import make_user
from tests.journeys.visitor import Visitors
from venues.models import Venue
from venues.query import SEARCH_TYPE

PASSWORD = "a long enough password"
NEW_NAME = "旅程测试馆"


@pytest.fixture(scope="module")
def secret(site: str, django_db_blocker: Any) -> Iterator[str]:
    """An administrator's second factor; what the journeys wrote is removed at the end."""
    key = totp.generate_totp_secret()
    with django_db_blocker.unblock():
        user = make_user("journey-administrator", is_staff=True, is_superuser=True)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal_secret(key)})
    yield key
    with django_db_blocker.unblock():
        for venue in Venue.objects.filter(name=NEW_NAME):
            remove_entry(SEARCH_TYPE, venue.public_id)
            venue.delete()
        User.objects.filter(username="journey-administrator").delete()


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.fixture
def administrator(visitors: Visitors, secret: str) -> Page:
    """Signed in by password and code, on the map's page."""
    page = visitors.open("/accounts/login/?next=/admin/")
    page.get_by_label("用户名或电子邮箱").fill("journey-administrator")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    page.locator("input[name=code]").fill(code_now(secret))
    page.locator("form", has=page.locator("input[name=code]")).get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/admin/$"))
    return page


def test_an_administrator_signs_in_sets_a_point_and_saves_a_venue(
    administrator: Page, visitors: Visitors, science_museum: dict[str, Any]
) -> None:
    page = administrator
    page.goto("/admin/venues/venue/add/")
    visitors.settle(page)
    widget = page.locator(".leaflet-container")
    expect(widget).to_be_visible()
    page.locator("#id_name").fill(NEW_NAME)
    page.locator("#id_kind").select_option("science_museum")
    page.locator("#id_status").select_option("draft")
    widget.scroll_into_view_if_needed()
    page.locator(".leaflet-draw-draw-marker").click()
    box = widget.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(widget.locator(".leaflet-marker-icon").first).to_be_visible()
    point = json.loads(page.locator("#id_point").input_value())
    assert point["type"] == "Point"
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/venues/venue/$"))
    page.get_by_role("link", name=NEW_NAME).first.click()
    visitors.settle(page)
    expect(page.locator(".leaflet-container .leaflet-marker-icon").first).to_be_visible()


def test_the_administrators_pages_open_without_complaint(administrator: Page, visitors: Visitors) -> None:
    for path in (
        "/admin/",
        "/admin/venues/venue/",
        "/admin/venues/specialday/",
        "/admin/venues/region/",
        "/accounts/2fa/",
    ):
        administrator.goto(path)
        visitors.settle(administrator)
        expect(administrator.get_by_role("heading").first).to_be_visible()


def test_a_wrong_password_is_told_in_a_sentence(visitors: Visitors, size: str, secret: str) -> None:
    page = visitors.open("/accounts/login/", size)
    page.get_by_label("用户名或电子邮箱").fill("journey-administrator")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".errorlist")).to_contain_text(re.compile(r"[\u4e00-\u9fff]{4}"))


@pytest.mark.parametrize("path", ["/nothing-here/", "/venues/0000000000/"])
def test_a_missing_page_says_so_and_leads_back_to_the_map(visitors: Visitors, size: str, path: str) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 404")
    page = visitors.open(path, size)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到")
    page.get_by_role("link", name="回到地图").click()
    visitors.settle(page)
    expect(page.locator(".venue-card").first).to_be_visible()


def test_what_an_address_says_wrongly_is_told_beside_the_map(visitors: Visitors) -> None:
    page = visitors.open("/?region=999999")
    expect(page.locator("main")).to_contain_text("没有用上")
    expect(page.locator(".venue-card").first).to_be_visible()
