"""The week of caravans on the map."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.test_hostile_text import BROUGHT_IN, CORPUS
from tests.journeys.tour import Tour, touring
from tests.journeys.visitor import Visitors


@pytest.fixture(scope="module")
def tour(site: str, django_db_blocker: Any) -> Iterator[Tour]:
    with touring(django_db_blocker, "第一小学", "第二小学", "第三小学") as found:
        yield found


@pytest.fixture(scope="module")
def hostile(site: str, django_db_blocker: Any) -> Iterator[Tour]:
    with touring(django_db_blocker, *CORPUS[:7]) as found:
        yield found


def stops(page: Page) -> list[str]:
    return page.locator("#list .stop-name").all_text_contents()


def test_a_tap_shows_the_week_with_its_pins_and_the_list_by_day(visitors: Visitors, size: str, tour: Tour) -> None:
    context = visitors.context(size)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    context.on("request", note)
    page = context.new_page()
    page.goto("/")
    visitors.settle(page)
    assert not [url for url in asked if "tours" in url], "nothing is loaded before the tap"
    page.locator("#week").click()
    expect(page.locator(".stop-pin")).to_have_count(3)
    visitors.settle(page)
    assert stops(page) == tour.names
    expect(page).to_have_url(re.compile(r"[?&]week=\d{4}-W\d\d"))
    expect(page.locator("#week")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#count")).to_have_text("大篷车停靠 3 次")
    expect(page.locator(".tour-day")).to_have_count(1)
    page.get_by_role("link", name="下一周").click()
    expect(page).to_have_url(re.compile(f"week={tour.next_week}"))
    expect(page.locator(".stop-pin")).to_have_count(1)
    page.go_back()
    expect(page.locator(".stop-pin")).to_have_count(3)
    page.locator("#week").click()
    expect(page.locator(".stop-pin")).to_have_count(0)
    expect(page.locator("#list .stop-card")).to_have_count(0)
    assert "week=" not in page.url


def test_the_address_brings_the_week_back(visitors: Visitors, tour: Tour) -> None:
    page = visitors.open(f"/?week={tour.next_week}", "phone")
    expect(page.locator(".stop-pin")).to_have_count(1)
    expect(page.locator("#list .stop-name")).to_have_text([tour.names[0]])
    page.locator(".stop-pin").click()
    expect(page.locator("#list .stop-card.is-active")).to_have_count(1)


def test_choosing_something_else_leaves_the_week(visitors: Visitors, tour: Tour) -> None:
    page = visitors.open(f"/?week={tour.next_week}", "phone")
    expect(page.locator(".stop-pin")).to_have_count(1)
    page.locator("label.chip", has_text="现在开放").first.click()
    expect(page.locator(".stop-pin")).to_have_count(0)
    expect(page.locator("#week")).to_have_attribute("aria-pressed", "false")
    visitors.settle(page)


def test_without_scripts_the_chip_leads_to_the_plain_page(visitors: Visitors, tour: Tour) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("failed: ") and complaint.endswith(".js csp")
    page = visitors.open("/", "phone", java_script_enabled=False)
    page.get_by_role("link", name="本周大篷车").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("科普大篷车行程")
    assert page.locator(".stop-name").all_text_contents() == tour.names
    page.get_by_role("link", name="下一周").click()
    expect(page.locator(".stop-name")).to_have_text([tour.names[0]])


def test_names_that_try_to_be_programs_stay_text(visitors: Visitors, hostile: Tour) -> None:
    page = visitors.open("/")
    page.locator("#week").click()
    expect(page.locator(".stop-pin").nth(6)).to_be_attached()
    visitors.settle(page)
    assert set(CORPUS[:7]) <= set(stops(page))
    assert page.evaluate("window.struck") is None
    assert page.evaluate(BROUGHT_IN) == []
