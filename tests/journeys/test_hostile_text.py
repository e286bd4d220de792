"""Text that tries to be a program stays text, wherever a venue's words are shown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.permissions import SYSTEM
from core.geo import LonLat, lonlat
from core.search import remove_entry
from tests.journeys.marks import marks, press
from tests.journeys.visitor import Visitors
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, Venue, VenueStatus
from venues.query import SEARCH_TYPE
from venues.services import save_venue

COUNTY = "450223"
CORPUS = [
    '"><img src=x onerror=alert(1)>',
    "</script><script>window.struck=1</script>",
    "<svg onload=alert(1)>",
    "<svg/onload=window.struck=1//",
    "javascript:alert(1)",
    "JaVaScRiPt:window.struck=1",
    "' onmouseover='alert(1)' x='",
    '" autofocus onfocus="alert(1)" x="',
    "<iframe srcdoc='<script>parent.struck=1</script>'>",
    "</title><script>alert(1)</script>",
    "</textarea><img src=x onerror=window.struck=1>",
    "--></style><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}`;window.struck=1;//",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<details open ontoggle=window.struck=1>",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<base href=//example.org/><!-- %0d%0aX: y -->",
]
# Elements and links that only the corpus can have brought.
BROUGHT_IN = """() => {
  const handlers = ["onload", "onerror", "onfocus", "onmouseover", "ontoggle"].map((name) => `main [${name}]`);
  const wanted = ["main img[src=x]", "iframe", "base", "main math", "a[href^='javascript:' i]", ...handlers];
  return [...document.querySelectorAll(wanted.join())].map((element) => element.outerHTML.slice(0, 200));
}"""


@dataclass(frozen=True)
class Planted:
    id: str
    name: str
    text: str


def facts_of(text: str, place: LonLat) -> VenueFacts:
    return VenueFacts(
        name=text,
        name_en=text,
        kind="e_station",
        aliases=(text,),
        address=text,
        address_en=text,
        summary=text,
        summary_en=text,
        phone=text[:60],
        admission_note=text,
        source=text,
        given=GivenPlace(place),
        status=VenueStatus.PUBLISHED,
    )


@pytest.fixture(scope="module")
def planted(site: str, django_db_blocker: Any) -> Iterator[list[Planted]]:
    """A published venue for each text of the corpus, a hundred metres apart; taken away again."""
    found: list[Planted] = []
    with django_db_blocker.unblock():
        middle = lonlat(Region.objects.get(code=COUNTY).label_point)
        for index, text in enumerate(CORPUS):
            place = LonLat(middle.lon + 0.003 * (index % 5 - 2), middle.lat + 0.002 * (index // 5 - 2))
            venue = save_venue(facts=facts_of(text, place), by=SYSTEM, now=timezone.now())
            found.append(Planted(venue.public_id, venue.name, text))
    yield found
    with django_db_blocker.unblock():
        for one in found:
            remove_entry(SEARCH_TYPE, one.id)
        Venue.objects.filter(public_id__in=[one.id for one in found]).delete()


@pytest.fixture
def around(planted: list[Planted], django_db_blocker: Any) -> str:
    """The address of the map where all of them are in sight, each by itself."""
    middle = lonlat(Region.objects.get(code=COUNTY).label_point)
    return f"?map=15/{middle.lat:.4f}/{middle.lon:.4f}"


def assert_inert(page: Page) -> None:
    assert page.evaluate("window.struck") is None
    assert page.evaluate(BROUGHT_IN) == []


def open_card(page: Page, one: Planted) -> bool:
    """Points at the venue's mark and presses it; False where something lies over the mark."""
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # a card comes into sight by moving the map
    mark = next((mark for mark in marks(page) if mark["id"] == one.id), None)
    if mark is None:
        return False
    page.mouse.move(mark["x"] + 1, mark["y"])
    press(page, mark, finger=False)
    expect(page.locator(".popup-card h3")).to_have_text(one.name)
    page.locator(".leaflet-popup-close-button").click()
    return True


@pytest.mark.parametrize("language", ["", "en/"])
def test_in_the_list_and_on_the_map_it_stays_text(
    visitors: Visitors, planted: list[Planted], around: str, language: str
) -> None:
    page = visitors.open(f"/{language}{around}")
    shown = page.locator(".venue-card h3").all_text_contents()
    assert {one.name for one in planted} <= set(shown)
    pressed = planted[:: 1 if language == "" else 5]
    opened = [open_card(page, one) for one in pressed]
    assert opened.count(True) >= len(pressed) - 2
    assert_inert(page)


def test_among_suggestions_and_results_it_stays_text(visitors: Visitors, planted: list[Planted]) -> None:
    page = visitors.open("/")
    for one in planted:
        page.locator("#q").fill("")
        with page.expect_response(lambda reply: "/api/v1/search" in reply.url):
            page.locator("#q").fill(one.text[:100])
        expect(page.locator("#suggestions [role=option]").last).to_contain_text(one.text)
    assert_inert(page)


def test_a_search_for_it_by_address_stays_text(visitors: Visitors, planted: list[Planted]) -> None:
    page = visitors.context().new_page()
    for one in planted[:4]:
        page.goto(f"/?q={quote(one.text)}")
        expect(page.locator("#q")).to_have_value(one.text)
        assert_inert(page)
    visitors.settle(page)


def test_on_its_own_page_it_stays_text(visitors: Visitors, planted: list[Planted]) -> None:
    page = visitors.context().new_page()
    for one in planted:
        page.goto(f"/venues/{one.id}/", wait_until="domcontentloaded")
        expect(page.get_by_role("heading", level=1)).to_have_text(one.name)
        expect(page.locator("p.summary")).to_have_text(one.text)
        told = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
        assert (told["name"], told["description"]) == (one.name, one.text)
        assert one.name in page.title()
        assert_inert(page)
    visitors.settle(page)
