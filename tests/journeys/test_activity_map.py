"""This weekend's activities on the map: found, opened, left."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.happening import Happening, happening
from tests.journeys.marks import marks, press
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.visitor import Visitors

TITLE = "旅程星空讲座"


@pytest.fixture(scope="module")
def event(site: str, django_db_blocker: Any) -> Iterator[Happening]:
    with happening(django_db_blocker, TITLE) as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


def cards(page: Page) -> Any:
    return page.locator("#list .coming-card")


def press_place(page: Page, event: Happening, finger: bool) -> None:
    (mark,) = [mark for mark in marks(page) if mark["id"] == event.activity]
    press(page, mark, finger=finger)


def choose(page: Page, days: str) -> None:
    page.locator("#chips label.chip").filter(has_text=days).click()


def test_from_the_map_to_this_weekends_activity(visitors: Visitors, size: str, event: Happening) -> None:
    context = visitors.context(size)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"/?map=15/{event.lat - 0.004:.5f}/{event.lon:.5f}")
    visitors.settle(page)
    assert not [url for url in asked if "activit" in url], "nothing is loaded before the tap"
    page.locator("#chips").get_by_role("link", name="活动").click()
    expect(cards(page)).to_have_count(2)
    expect(page).to_have_url(re.compile("show=activities"))
    choose(page, "本周末")
    expect(cards(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("when=weekend"))
    expect(page.locator("#count")).to_have_text("地图范围内 1 场活动")
    visitors.settle(page)
    press_place(page, event, finger=size == "phone")
    popup = page.locator(".sessions-here")
    expect(popup).to_contain_text(TITLE)
    expect(popup).to_contain_text("名额充足")
    expect(page.locator("#list .coming-card.is-active")).to_have_count(1)
    popup.get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(re.compile(f"/activities/{event.activity}/"))
    page.go_back()
    expect(cards(page)).to_have_count(1)
    expect(page.locator("#chips").get_by_role("radio", name="本周末")).to_be_checked()
    page.locator("#chips").get_by_role("link", name="场馆").click()
    expect(cards(page)).to_have_count(0)
    expect(page.locator("#list .venue-card").first).to_be_visible()
    assert "show=" not in page.url and "when=" not in page.url


def test_back_leads_from_activities_to_venues(visitors: Visitors, event: Happening) -> None:
    page = visitors.open(f"/?map=15/{event.lat:.5f}/{event.lon:.5f}")
    page.locator("#chips").get_by_role("link", name="活动").click()
    expect(cards(page)).to_have_count(2)
    page.go_back()
    expect(cards(page)).to_have_count(0)
    expect(page.locator("#main")).to_have_attribute("data-show", "venues")


def test_it_works_without_scripts(visitors: Visitors, size: str, event: Happening) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.endswith(" csp")
    page = visitors.open("/", size, java_script_enabled=False)
    page.get_by_role("link", name="活动", exact=True).first.click()
    choose(page, "本周末")
    page.get_by_role("button", name="查找").click()
    expect(page).to_have_url(re.compile("show=activities.*when=weekend"))
    cards(page).filter(has_text=TITLE).get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(f"/activities/{event.activity}/"))


def test_the_search_leads_to_the_activity(visitors: Visitors, event: Happening) -> None:
    page = visitors.open("/")
    page.locator("#q").press_sequentially("lcxkjz", delay=10)
    page.get_by_role("option", name=TITLE).click()
    expect(page).to_have_url(re.compile(f"/activities/{event.activity}/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visitors: Visitors, size: str, scheme: str, event: Happening, axe: str) -> None:
    page = visitors.open(f"/?show=activities&map=15/{event.lat - 0.004:.5f}/{event.lon:.5f}", size, color_scheme=scheme)
    found = {"list": judged(page, axe)}
    page.locator("#more-days summary").click()
    found["days"] = judged(page, axe)
    page.keyboard.press("Escape")
    press_place(page, event, finger=size == "phone")
    page.locator(".sessions-here").wait_for()
    visitors.settle(page)  # a list that is being renewed is dimmed
    found["popup"] = judged(page, axe)
    page.goto(f"/venues/{event.venue}/")
    visitors.settle(page)
    found["venue"] = judged(page, axe)
    assert {state: violations for state, violations in found.items() if violations} == {}
