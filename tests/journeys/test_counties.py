"""Filters: list, map and address say the same thing."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.visitor import Visitors

COUNTIES = {"450202": "城中区", "450226": "三江侗族自治县"}
# Pixels of the outline's colour on the base map's canvas.
OUTLINE_PIXELS = """() => {
  const canvas = document.querySelector(".leaflet-regions-pane canvas");
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) {
    const apart = Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b);
    if (data[i + 3] > 200 && apart < 30) found += 1;
  }
  return found;
}"""


def total(page: Page) -> int:
    return int(page.locator("#list .venue-page").get_attribute("data-total") or -1)


def counted(page: Page) -> int:
    return int(re.search(r"\d+", page.locator("#count").inner_text()).group())  # type: ignore[union-attr]


def test_a_county_shows_its_venues_alone_with_its_outline(
    visitors: Visitors, size: str, api: Callable[[str], Any]
) -> None:
    page = visitors.open("/", size)
    assert page.evaluate(OUTLINE_PIXELS) == 0
    for code, name in COUNTIES.items():
        page.locator("#region").select_option(code)
        visitors.settle(page)
        assert page.evaluate(OUTLINE_PIXELS) > 200, "the county is outlined"
        expected = {feature["id"] for feature in api(f"/api/v1/venues/?region={code}&limit=100")["features"]}
        places = page.locator(".venue-card .meta").all_text_contents()
        assert places and all(name in place for place in places)
        assert total(page) == counted(page) == len(expected)
        assert set(page.locator(".venue-card").evaluate_all("cards => cards.map((c) => c.dataset.id)")) <= expected
    page.get_by_role("link", name="清除筛选").first.click()
    visitors.settle(page)
    assert page.evaluate(OUTLINE_PIXELS) == 0


@pytest.mark.parametrize(
    ("kinds", "region", "text"),
    [
        (["science_museum"], "", ""),
        (["education_base", "e_station"], "450203", ""),
        ([], "", "博物馆"),
        (["museum"], "450202", "柳州"),
    ],
)
def test_list_count_and_api_agree_for_the_same_filters(
    visitors: Visitors, api: Callable[[str], Any], kinds: list[str], region: str, text: str
) -> None:
    given = {"kind": ",".join(kinds), "region": region, "q": text}
    asked = "&".join(f"{name}={quote(value, safe=',')}" for name, value in given.items() if value)
    page = visitors.open(f"/?{asked}")
    found = api(f"/api/v1/venues/?limit=200&{asked}")["features"]
    box = list_box(page)
    assert total(page) == counted(page) == sum(box is None or within(f["geometry"]["coordinates"], box) for f in found)


def within(lonlat: list[float], box: list[float]) -> bool:
    return box[0] <= lonlat[0] <= box[2] and box[1] <= lonlat[1] <= box[3]


def list_box(page: Page) -> list[float] | None:
    """The area that the page's own list was last asked for; None for the whole city."""
    everything = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    asked = [url for url in everything if "fragment=list" in url]
    if not asked:
        return None
    given = parse_qs(urlsplit(asked[-1]).query).get("bbox")
    return [float(part) for part in given[0].split(",")] if given else None


def test_tiles_and_list_are_asked_with_the_same_filters(visitors: Visitors) -> None:
    page = visitors.open("/", "phone")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.locator("label.chip", has_text="科技馆").first.click()
    visitors.settle(page)
    page.locator("#region").select_option("450203")
    visitors.settle(page)
    tiles = [parse_qs(urlsplit(url).query) for url in asked if "/tiles/" in url]
    lists = [parse_qs(urlsplit(url).query) for url in asked if "fragment=list" in url]
    for last in (tiles[-1], lists[-1]):
        assert last["kind"] == ["science_museum"]
        assert last["region"] == ["450203"]


def test_moving_the_map_makes_the_list_follow(visitors: Visitors) -> None:
    page = visitors.open("/")
    before = total(page)
    for _ in range(3):
        page.get_by_role("button", name="放大").click()
        visitors.settle(page)
    assert 0 < total(page) < before
    assert counted(page) == total(page)


def test_more_kinds_open_close_by_escape_and_count_what_is_chosen(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)
    summary = page.locator("#more-kinds summary")
    summary.click()
    page.locator("#more-kinds label.chip").first.click()
    page.keyboard.press("Escape")
    expect(page.locator("#more-kinds .more-kinds-panel")).to_be_hidden()
    expect(page.locator("#more-chosen")).to_have_text("1")
    visitors.settle(page)
    expect(page).to_have_url(re.compile("kind="))
