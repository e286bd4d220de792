"""“Nearest to me”: with the browser's position, and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitors

IN_THE_CITY = {"longitude": 109.4083, "latitude": 24.3178}
ELSEWHERE = {"longitude": 116.3913, "latitude": 39.9075}
SENTENCE = "没有得到您的位置：浏览器没有允许。可以选一个县区，或者在地图上点一个位置。"


def metres(text: str) -> float:
    parts = re.fullmatch(r"([\d.]+) (米|公里)", text.strip())
    assert parts is not None, f"no distance: {text!r}"
    number, unit = parts.groups()
    return float(number) * (1000 if unit == "公里" else 1)


def find_nearest(visitors: Visitors, page: Page) -> None:
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("#near")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#count")).to_contain_text("由近到远")
    visitors.settle(page)


def test_the_nearest_venues_are_listed_nearest_first(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size, geolocation=IN_THE_CITY, permissions=["geolocation"])
    find_nearest(visitors, page)
    distances = [metres(text) for text in page.locator(".venue-card .distance").all_text_contents()]
    assert len(distances) == page.locator(".venue-card").count() > 3
    assert distances == sorted(distances)
    assert distances[0] < 1000
    assert page.locator(".my-place").count() == 1


def test_of_the_nearest_only_the_open_ones_are_shown_or_what_to_do(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size, geolocation=IN_THE_CITY, permissions=["geolocation"])
    find_nearest(visitors, page)
    page.locator("label.chip", has_text="现在开放").click()
    expect(page).to_have_url(re.compile("open=now"))
    visitors.settle(page)
    cards = page.locator(".venue-card")
    if cards.count() == 0:
        expect(page.locator(".empty")).to_contain_text("换一个说法，少选几个条件，或者看更大的范围。")
        return
    assert set(cards.locator(".opening").evaluate_all("found => found.map((e) => e.dataset.state)")) == {"open"}
    assert all("开放" in text for text in cards.locator(".opening").all_text_contents())
    distances = [metres(text) for text in cards.locator(".distance").all_text_contents()]
    assert len(distances) == cards.count()
    assert distances == sorted(distances)


def test_who_refuses_the_position_reads_why_and_chooses_a_county(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)  # nothing granted: the browser answers “denied” by itself
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("#place-notice")).to_be_visible()
    expect(page.locator("#place-sentence")).to_have_text(SENTENCE)
    expect(page.locator("#near")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="选县区").click()
    expect(page.locator("#region")).to_be_focused()
    page.locator("#region").select_option("450203")
    expect(page).to_have_url(re.compile("region=450203"))
    expect(page.locator(".venue-card").first.locator(".meta")).to_contain_text("鱼峰区")


def test_who_refuses_the_position_points_at_the_map_instead(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)
    page.get_by_role("button", name="离我最近").click()
    page.get_by_role("button", name="在地图上点一个位置").click()
    expect(page.locator("#pick-banner")).to_be_visible()
    page.get_by_role("button", name="用地图中心").click()
    expect(page.locator("#count")).to_contain_text("由近到远")
    expect(page.locator("#place-notice")).to_be_hidden()


@pytest.mark.parametrize("where", [ELSEWHERE])
def test_who_is_in_another_city_is_told_so(visitors: Visitors, where: dict[str, float]) -> None:
    page = visitors.open("/", "phone", geolocation=where, permissions=["geolocation"])
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("#place-sentence")).to_contain_text("您现在不在本市范围内")


def test_the_sentences_are_english_on_the_english_page(visitors: Visitors) -> None:
    page = visitors.open("/en/", "phone", locale="en-GB")
    page.locator("#near").click()
    expect(page.locator("#place-sentence")).to_contain_text("the browser did not allow it")
    assert not re.search(r"[\u4e00-\u9fff]", page.locator("#place-notice").inner_text())
