"""The search field: names, pinyin, initials and typing errors, by keyboard and by finger."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.visitor import Visitors

MUSEUM = "柳州科技馆"
# Initials, pinyin of the whole and of a part, characters; and each with one wrong.
WAYS_TO_TYPE_IT = ["lzkjg", "liuzhoukejiguan", "kejiguan", "科技馆", "lzxjg", "liuzhoukejiguen", "柳州科枝馆"]


def suggestions(page: Page) -> Locator:
    return page.locator("#suggestions [role=option]")


def type_and_wait(page: Page, text: str) -> None:
    page.locator("#q").press_sequentially(text, delay=15)
    expect(page.locator("#suggestions")).to_be_visible()


def test_what_is_typed_suggests_the_science_museum(visitors: Visitors) -> None:
    page = visitors.open("/")
    for typed in WAYS_TO_TYPE_IT:
        page.locator("#q").fill("")
        type_and_wait(page, typed)
        expect(suggestions(page).last).to_contain_text(f"“{typed}”")
        expect(suggestions(page).filter(has_text=MUSEUM).first).to_be_visible()


def test_a_suggestion_taken_by_keyboard_opens_the_venue_on_the_map(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)
    type_and_wait(page, "lzkjg")
    field = page.get_by_role("combobox", name="场馆名称、地址或拼音")
    field.press("ArrowDown")
    first = suggestions(page).first
    expect(first).to_contain_text(MUSEUM)
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    field.press("Enter")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator(".popup-card h3")).to_have_text(MUSEUM)
    visitors.settle(page)
    expect(page.locator(".venue-card", has_text=MUSEUM)).to_be_visible()
    page.locator(".popup-card").get_by_role("link", name="查看详情").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(MUSEUM)


def test_enter_alone_searches_and_the_list_holds_what_was_found(visitors: Visitors) -> None:
    page = visitors.open("/", "phone")
    page.locator("#q").fill("lzkjg")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile("q=lzkjg"))
    visitors.settle(page)
    expect(page.locator(".venue-card h3").first).to_have_text(MUSEUM)
    expect(page.locator("#suggestions")).to_be_hidden()


def test_escape_closes_the_suggestions_and_keeps_the_text(visitors: Visitors) -> None:
    page = visitors.open("/")
    type_and_wait(page, "lzkjg")
    page.locator("#q").press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("lzkjg")


def test_nothing_found_says_what_to_do(visitors: Visitors) -> None:
    page = visitors.open("/", "phone")
    page.locator("#q").fill("没有这样的地方吧")
    page.locator("#q").press("Enter")
    expect(page.locator(".empty")).to_contain_text("没有符合条件的场馆")
    page.locator(".empty").get_by_role("link", name="清除筛选").click()
    visitors.settle(page)
    assert page.locator(".venue-card").count() > 10


def test_the_english_page_suggests_english_names(visitors: Visitors) -> None:
    page = visitors.open("/en/", locale="en-GB")
    type_and_wait(page, "lzkjg")
    expect(suggestions(page).first).to_contain_text(re.compile("Liuzhou Science", re.I))
