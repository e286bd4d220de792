"""What the map does under a finger and a mouse."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.marks import marks, press
from tests.journeys.visitor import Visitors


def zoom(page: Page) -> float:
    return float(re.search(r"map=([\d.]+)/", page.url).group(1))  # type: ignore[union-attr]


def around(venue: dict[str, Any], level: int) -> str:
    lon, lat = venue["geometry"]["coordinates"]
    return f"/?map={level}/{lat:.4f}/{lon:.4f}"


def test_pressing_a_cluster_comes_closer_to_it(visitors: Visitors, size: str) -> None:
    page = visitors.open("/?map=9/24.3200/109.4100", size)
    clusters = [mark for mark in marks(page) if mark["n"] > 1]
    assert clusters
    press(page, max(clusters, key=lambda mark: mark["n"]), finger=size == "phone")
    visitors.settle(page)
    assert zoom(page) == 11
    assert marks(page), "what was in the cluster is in sight"


def test_pressing_a_mark_opens_the_venues_card(visitors: Visitors, size: str, science_museum: dict[str, Any]) -> None:
    page = visitors.open(around(science_museum, 16), size)
    (mark,) = [mark for mark in marks(page) if mark["id"] == science_museum["id"]]
    press(page, mark, finger=size == "phone")
    card = page.locator(".popup-card")
    expect(card.locator("h3")).to_have_text(science_museum["properties"]["name"])
    expect(page.locator(".venue-card.is-active h3")).to_have_text(science_museum["properties"]["name"])
    expect(card.locator(".opening")).to_have_attribute("data-state", re.compile("open|closed|unknown"))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_marks_in_sight_are_the_venues_of_the_list(visitors: Visitors, science_museum: dict[str, Any]) -> None:
    page = visitors.open(around(science_museum, 14))
    listed = page.locator(".venue-card").evaluate_all("cards => cards.map((card) => card.dataset.id)")
    total = int(page.locator("#list .venue-page").get_attribute("data-total") or 0)
    pane = page.locator("#map").bounding_box()
    assert pane is not None
    seen = {mark["id"] for mark in marks(page)}
    assert len(listed) == total, "a place where one page of the list holds all"
    assert seen <= set(listed)
    hidden_by_controls = set(listed) - seen
    assert len(hidden_by_controls) <= 2


def test_a_card_of_the_list_lights_up_its_venue_on_the_map(visitors: Visitors) -> None:
    page = visitors.open("/?region=450202")
    page.locator(".venue-card[data-lon] h3 a").first.focus()
    expect(page.locator(".spotlight")).to_have_count(1)


def test_the_sheet_on_a_phone_has_three_heights(visitors: Visitors) -> None:
    page = visitors.open("/", "phone")
    handle = page.locator("#sheet-handle")
    heights = []
    for _ in range(3):
        handle.click()
        visitors.settle(page)
        heights.append(page.locator("#main").get_attribute("data-height"))
    assert sorted(heights, key=str) == ["full", "half", "peek"]


def test_the_map_is_moved_and_zoomed_by_keyboard(visitors: Visitors) -> None:
    page = visitors.open("/?map=10/24.3200/109.4100")
    page.locator("#map").focus()
    page.keyboard.press("+")
    visitors.settle(page)
    assert zoom(page) == 11
    before = page.url
    page.keyboard.press("ArrowRight")
    visitors.settle(page)
    assert page.url != before
