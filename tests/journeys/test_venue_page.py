"""A venue's page: reached by keyboard alone, with the ways there, in both languages."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitors

MOST_STEPS = 60
PROGRAMS = {"uri.amap.com", "api.map.baidu.com", "apis.map.qq.com", "maps.apple.com"}
# A link that covers a whole card shows its focus around the card.
SHOWS_FOCUS = """() => ["", "::after"].some((part) => {
  const style = getComputedStyle(document.activeElement, part);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
})"""


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until something that `selector` names has the focus, which must be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            assert page.evaluate(SHOWS_FOCUS), f"{selector} has the focus and doesn't show it"
            return
    pytest.fail(f"{MOST_STEPS} steps did not lead to {selector}")


def test_the_keyboard_leads_from_the_list_to_the_ways_there(visitors: Visitors, size: str) -> None:
    page = visitors.open("/?region=450202", size)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到场馆列表")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, ".venue-card h3 a")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    tab_to(page, "a[href^='https://uri.amap.com/']")
    assert {
        urlsplit(link).hostname
        for link in page.locator("a[target=_blank]").evaluate_all("all => all.map((a) => a.href)")
    } >= PROGRAMS


def test_the_other_language_keeps_the_page(visitors: Visitors, science_museum: dict[str, Any]) -> None:
    page = visitors.open(f"/venues/{science_museum['id']}/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(f"/en/venues/{science_museum['id']}/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Where it is")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(re.compile(f"(?<!/en)/venues/{science_museum['id']}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(science_museum["properties"]["name"])


def test_the_other_language_keeps_the_filters_of_the_map(visitors: Visitors) -> None:
    page = visitors.open("/")
    page.locator("#region").select_option("450203")
    visitors.settle(page)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/\?.*region=450203"))
    expect(page.locator("#region")).to_have_value("450203")


def test_no_chinese_stands_in_the_english_pages_own_words(visitors: Visitors, science_museum: dict[str, Any]) -> None:
    page = visitors.open("/en/", locale="en-GB")
    words = page.locator("#filters, .sheet-head, .site-header, .site-footer").all_inner_texts()
    page.goto(f"/en/venues/{science_museum['id']}/")
    visitors.settle(page)
    # Facts are shown as they were given; the words and signs around them are the page's own.
    words += page.locator(".venue-head .titles, h2, h3, dt, .button, .opening, .notice").all_inner_texts()
    found = [line for text in words for line in text.splitlines() if re.search(r"[\u4e00-\u9fff]", line)]
    assert [line for line in found if line != "中文"] == []
    assert not re.search(r"[（），。]", page.locator("[aria-labelledby=way-title]").inner_text())
    assert re.search(r"[a-z] [(（]", page.locator("[aria-labelledby=facts-title] dd").first.inner_text())


def test_the_small_map_and_the_facts_for_machines_tell_the_same_place(
    visitors: Visitors, science_museum: dict[str, Any]
) -> None:
    page = visitors.open(f"/venues/{science_museum['id']}/", "phone")
    page.locator("#small-map").scroll_into_view_if_needed()
    expect(page.locator("#small-map .spotlight")).to_be_visible()
    facts = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert [facts["geo"]["longitude"], facts["geo"]["latitude"]] == science_museum["geometry"]["coordinates"]


def test_the_link_is_copied_for_sharing(visitors: Visitors, science_museum: dict[str, Any], site: str) -> None:
    page = visitors.open(f"/venues/{science_museum['id']}/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="分享链接").click()
    expect(page.locator(".toast")).to_have_text("链接已复制。")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/venues/{science_museum['id']}/"


def test_large_text_is_kept_from_page_to_page(visitors: Visitors) -> None:
    page = visitors.open("/", "phone")
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.get_by_role("button", name="大字").click()
    page.locator(".venue-card h3 a").first.click()
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > before * 1.1
