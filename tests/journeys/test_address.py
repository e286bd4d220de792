"""The address of the page holds its state: sharing, going back, and never where the visitor is."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitors

IN_THE_CITY = {"longitude": 109.41234, "latitude": 24.32345}


def state_of(page: Page) -> dict[str, object]:
    return {
        "q": page.locator("#q").input_value(),
        "region": page.locator("#region").input_value(),
        "open": page.locator("input[name=open][value=now]").is_checked(),
        "kinds": page.locator("input[name=kind]:checked").evaluate_all("boxes => boxes.map((box) => box.value)"),
        "count": page.locator("#count").inner_text(),
        "names": page.locator(".venue-card h3").all_text_contents(),
    }


def test_a_shared_address_shows_the_same_to_somebody_else(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)
    page.locator("label.chip", has_text="科普教育基地").click()
    page.locator("#region").select_option("450202")
    visitors.settle(page)
    page.get_by_role("button", name="放大").click()
    visitors.settle(page)
    shared = page.url
    for part in ("kind=education_base", "region=450202", "map="):
        assert part in shared
    other = visitors.open(shared, size)
    assert state_of(other) == state_of(page)
    assert other.url == shared


def test_back_and_forward_walk_through_the_filters(visitors: Visitors, size: str) -> None:
    page = visitors.open("/", size)
    states = [state_of(page)]
    for change in ("450202", "450226"):
        page.locator("#region").select_option(change)
        visitors.settle(page)
        states.append(state_of(page))
    for index in (1, 0):
        page.go_back()
        visitors.settle(page)
        back = state_of(page)
        assert back["region"] == states[index]["region"]
        assert back["count"] == states[index]["count"] or index == 0
        assert back["names"] == states[index]["names"] or index == 0
    page.go_forward()
    visitors.settle(page)
    assert state_of(page)["region"] == "450202"


def test_coming_back_from_a_venue_finds_the_list_as_it_was(visitors: Visitors) -> None:
    page = visitors.open("/?region=450203", "phone")
    before = state_of(page)
    page.locator(".venue-card h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    visitors.settle(page)
    assert state_of(page) == before


def test_the_address_never_holds_the_visitors_place(visitors: Visitors) -> None:
    page = visitors.open("/", "phone", geolocation=IN_THE_CITY, permissions=["geolocation"])
    page.get_by_role("button", name="离我最近").click()
    expect(page.locator("#count")).to_contain_text("由近到远")
    visitors.settle(page)
    assert "near=me" in page.url
    assert not re.search(r"lon=|lat=|109\.412|24\.323", page.url)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "109.412" not in kept and "24.323" not in kept
