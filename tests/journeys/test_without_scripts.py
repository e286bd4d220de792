"""A browser that runs no scripts: everything but the map."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitors


@pytest.fixture
def page(visitors: Visitors) -> Page:
    # What Chromium says of a script that it was told not to run.
    visitors.watch.forgiven = lambda complaint: complaint.startswith("failed: ") and complaint.endswith(".js csp")
    return visitors.open("/", "phone", java_script_enabled=False)


def test_the_list_is_there_and_leads_to_the_next_page(page: Page) -> None:
    expect(page.locator(".map-instead")).to_be_visible()
    expect(page.locator(".needs-scripts").first).to_be_hidden()
    first = page.locator(".venue-card h3").all_text_contents()
    assert len(first) == 20
    page.get_by_role("link", name="显示更多").click()
    second = page.locator(".venue-card h3").all_text_contents()
    assert second and not set(first) & set(second)


def test_searching_by_initials_finds_the_science_museum(page: Page) -> None:
    page.locator("#q").fill("lzkjg")
    page.get_by_role("button", name="查找").click()
    expect(page).to_have_url(re.compile("q=lzkjg"))
    expect(page.locator(".venue-card h3").first).to_have_text("柳州科技馆")


def test_county_and_kinds_are_chosen_in_the_form(page: Page) -> None:
    page.locator("#region").select_option("450203")
    page.locator("label.chip", has_text="科普教育基地").click()
    page.locator("label.chip", has_text="科技馆").first.click()
    page.get_by_role("button", name="查找").click()
    expect(page).to_have_url(re.compile("kind=education_base"))
    expect(page.locator("#region")).to_have_value("450203")
    assert page.locator("input[name=kind]:checked").count() == 2
    cards = page.locator(".venue-card .meta").all_text_contents()
    assert cards and all("鱼峰区" in text for text in cards)
    page.get_by_role("link", name="清除筛选").click()
    assert page.locator(".venue-card").count() == 20


def test_what_is_open_now_can_be_asked(page: Page) -> None:
    page.locator("label.chip", has_text="现在开放").click()
    page.get_by_role("button", name="查找").click()
    expect(page).to_have_url(re.compile("open=now"))
    states = page.locator(".venue-card .opening").evaluate_all("found => found.map((e) => e.dataset.state)")
    assert set(states) <= {"open"}
    assert states or page.locator(".empty").is_visible()


def test_the_counties_stand_where_the_map_would_be(page: Page) -> None:
    page.locator(".map-instead").get_by_role("link", name="三江侗族自治县").click()
    cards = page.locator(".venue-card .meta").all_text_contents()
    assert cards and all("三江" in text for text in cards)


def test_a_venue_is_reached_with_its_way_and_the_other_language(page: Page) -> None:
    name = page.locator(".venue-card h3").first.inner_text()
    page.locator(".venue-card h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("link", name="高德地图")).to_be_visible()
    expect(page.locator("#small-map")).to_be_hidden()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/en/venues/"))
