"""Everybody can use it: axe at WCAG 2.2 AA, light and dark, large text, narrow screens.

The page of the API's documentation is Swagger UI's own and not looked at here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.marks import marks, press
from tests.journeys.server import ROOT
from tests.journeys.tour import Tour, touring
from tests.journeys.visitor import Visitors

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const wanted = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, wanted);
  const told = (id, { target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => told(id, node)));
}"""
SCHEMES = ["light", "dark"]
LARGE = "if (location.protocol === 'http:') localStorage.setItem('text', 'large')"
NARROW = {"viewport": {"width": 320, "height": 640}}
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}  # 1280 × 800 at 200 %
# Everything that sticks out to the right of the page.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const whole = document.scrollingElement.scrollWidth;
  const found = whole > width ? [`page ${whole}`] : [];
  const wanted = "main h1, main h2, main h3, main p, main dd, main td, .site-header > *, .button";
  for (const element of document.querySelectorAll(wanted)) {
    const box = element.getBoundingClientRect();
    if (box.width && box.right > width + 1 && !element.closest(".leaflet-container, .visually-hidden, .chips")) {
      found.push(`${element.tagName}.${element.className} ${Math.round(box.right)}`);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tour(site: str, django_db_blocker: Any) -> Iterator[Tour]:
    with touring(django_db_blocker, "第一小学", "第二小学") as found:
        yield found


@pytest.fixture(scope="module")
def addresses(science_museum: dict[str, Any], tour: Tour) -> list[str]:
    venue = f"/venues/{science_museum['id']}/"
    caravans = ["/tours/", f"/?week={tour.next_week}", f"/venues/{tour.caravan}/", f"/kiosk/{science_museum['id']}/"]
    first = ["/", "/en/", venue, f"/en{venue}", "/accounts/login/"]
    return [*first, *caravans, "/?region=450202", "/embed/map", "/nothing-here/"]


def judged(page: Page, axe: str) -> list[str]:
    """What axe finds. It comes in past the content policy, which blocks a script element's."""
    page.evaluate(axe)
    return list(page.evaluate(RUN))


def walk(visitors: Visitors, page: Page, addresses: list[str], axe: str) -> dict[str, list[str]]:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 404")
    found = {}
    for address in addresses:
        page.goto(address)
        visitors.settle(page)
        found[address] = judged(page, axe)
    return {address: violations for address, violations in found.items() if violations}


def test_axe_does_find_what_is_wrong(visitors: Visitors, axe: str) -> None:
    page = visitors.open("/accounts/login/")
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    page.evaluate("document.querySelector('label').remove()")
    assert {found.split(":")[0] for found in judged(page, axe)} == {"color-contrast", "label"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(visitors: Visitors, size: str, scheme: str, addresses: list[str], axe: str) -> None:
    page = visitors.context(size, color_scheme=scheme).new_page()
    # The other language has the same colours.
    chosen = addresses if scheme == "light" else [address for address in addresses if "/en/" not in address]
    assert walk(visitors, page, chosen, axe) == {}


def test_axe_finds_nothing_in_large_text(visitors: Visitors, size: str, addresses: list[str], axe: str) -> None:
    context = visitors.context(size)
    context.add_init_script(LARGE)
    assert walk(visitors, context.new_page(), addresses[::2][:3], axe) == {}


@pytest.mark.parametrize(("look", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_axe_finds_nothing_in_what_opens(
    visitors: Visitors, look: str, scheme: str, science_museum: dict[str, Any], axe: str
) -> None:
    lon, lat = science_museum["geometry"]["coordinates"]
    page = visitors.open(f"/?map=16/{lat:.4f}/{lon:.4f}", look, color_scheme=scheme)
    found = {}
    (mark,) = [mark for mark in marks(page) if mark["id"] == science_museum["id"]]
    press(page, mark, finger=look == "phone")
    page.locator(".popup-card").wait_for()
    found["popup"] = judged(page, axe)
    page.locator("#q").press_sequentially("lzkj", delay=10)
    page.locator("#suggestions").wait_for()
    page.keyboard.press("ArrowDown")
    found["suggestions"] = judged(page, axe)
    page.keyboard.press("Escape")
    page.locator("#more-kinds summary").click()
    found["kinds"] = judged(page, axe)
    page.keyboard.press("Escape")
    page.locator("#near").click()
    page.locator("#place-notice").wait_for()
    found["notice"] = judged(page, axe)
    assert {state: violations for state, violations in found.items() if violations} == {}


@pytest.mark.parametrize("screen", [NARROW, ZOOMED], ids=["320px", "200%"])
@pytest.mark.parametrize("large", [False, True], ids=["text", "large-text"])
def test_nothing_sticks_out_of_a_narrow_screen(
    visitors: Visitors, screen: dict[str, Any], large: bool, addresses: list[str]
) -> None:
    context = visitors.context(**screen)
    if large:
        context.add_init_script(LARGE)
    page = context.new_page()
    found = {}
    for address in addresses[:9]:
        page.goto(address)
        visitors.settle(page)
        found[address] = page.evaluate(STICKS_OUT)
    assert {address: stuck for address, stuck in found.items() if stuck} == {}
