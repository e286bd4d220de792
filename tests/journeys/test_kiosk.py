"""An e-station's screen, left alone, touched, and with its line cut."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.test_hostile_text import BROUGHT_IN, CORPUS
from tests.journeys.tour import Tour, touring
from tests.journeys.visitor import Visitors

UPRIGHT = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
# Resolves when the service worker holds the page and its data.
KEPT = """async () => {
  for (;;) {
    for (const name of await caches.keys()) {
      const kept = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
      if (kept.includes(location.pathname) && kept.includes(`${location.pathname}data.json`)) return kept.length;
    }
    await new Promise((go) => setTimeout(go, 50));
  }
}"""

CLEANED = """async () => {
  while ((await caches.keys()).includes("kiosk-old")) await new Promise((go) => setTimeout(go, 50));
}"""


@pytest.fixture(scope="module")
def station(api: Callable[[str], Any]) -> str:
    """The address of a station's screen."""
    return f"/kiosk/{station_id(api)}/"


def station_id(api: Callable[[str], Any]) -> str:
    features = api("/api/v1/venues/?kind=e_station&limit=50")["features"]
    return str(next(feature["id"] for feature in features if feature["geometry"]))


@pytest.fixture(scope="module")
def tour(site: str, api: Callable[[str], Any], django_db_blocker: Any) -> Iterator[Tour]:
    with touring(django_db_blocker, "第一小学", "第二小学", near=station_id(api)) as found:
        yield found


def screen(visitors: Visitors, address: str) -> tuple[BrowserContext, Page]:
    context = visitors.context(**UPRIGHT)
    page = context.new_page()
    page.goto(address)
    return context, page


def test_it_survives_a_lost_line_with_the_last_data(visitors: Visitors, station: str, tour: Tour) -> None:
    visitors.watch.forgiven = lambda complaint: "net::ERR_INTERNET_DISCONNECTED" in complaint
    context, page = screen(visitors, station)
    page.evaluate(KEPT)
    name = page.locator("#station").inner_text()
    first = page.locator("#near .name").first.inner_text()
    expect(page.locator("#line")).to_be_hidden()
    context.set_offline(True)
    expect(page.locator("#line")).to_have_text(re.compile(r"离线 · 数据更新于 \d\d:\d\d"))
    page.reload()
    expect(page.locator("#station")).to_have_text(name)
    expect(page.locator("#near .name").first).to_have_text(first)
    expect(page.locator("#line")).to_have_text(re.compile(r"离线 · 数据更新于 \d\d:\d\d"))
    page.locator("#near button").first.click()
    expect(page.locator("#detail h2")).to_have_text(first)
    page.locator("#language").click()
    expect(page.locator("#line")).to_have_text(re.compile(r"\d\d:\d\d"))
    context.set_offline(False)
    expect(page.locator("#line")).to_be_hidden()


def test_without_a_worker_a_reload_on_a_dead_line_loses_the_screen(visitors: Visitors, station: str) -> None:
    """The twin: what the test before shows is the worker's doing."""
    visitors.watch.forgiven = lambda complaint: "net::ERR_INTERNET_DISCONNECTED" in complaint
    context = visitors.context(**UPRIGHT, service_workers="block")
    page = context.new_page()
    page.goto(station)
    visitors.settle(page)
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()


def test_an_old_versions_cache_is_cleaned_and_its_data_carried_over(visitors: Visitors, station: str) -> None:
    _context, page = screen(visitors, station)
    page.evaluate(KEPT)
    page.evaluate("""async () => {
      const old = await caches.open("kiosk-old");
      await old.put("/kiosk/0123456789/", new Response("an old page"));
      await old.put("/static/old.css", new Response(""));
      await caches.open("somebody-elses");
      await (await navigator.serviceWorker.getRegistration("/kiosk/")).unregister();
    }""")
    page.reload()
    page.evaluate(CLEANED)
    kept = page.evaluate("""async () => {
      const names = await caches.keys();
      const own = await caches.open(names.find((name) => name.startsWith("kiosk-")));
      return [names.includes("somebody-elses"), ...(await own.keys()).map(({ url }) => new URL(url).pathname)];
    }""")
    assert kept[0] is True
    assert "/kiosk/0123456789/" in kept
    assert "/static/old.css" not in kept
    visitors.settle(page)


def test_nobody_there_brings_it_back_to_its_start(visitors: Visitors, station: str, tour: Tour) -> None:
    context = visitors.context(**UPRIGHT, service_workers="block")
    page = context.new_page()
    page.clock.install()
    page.goto(station)
    visitors.settle(page)
    page.clock.run_for(120_000)
    expect(page.locator("#countdown")).to_be_hidden()  # there is nothing to go back from
    page.locator("#language").click()
    page.locator("#near button").first.click()
    expect(page.locator("#detail")).to_be_visible()
    page.clock.run_for(45_000)
    expect(page.locator("#countdown")).to_be_hidden()
    page.clock.run_for(10_000)
    expect(page.locator("#countdown")).to_have_text(re.compile("[3-7]"))
    page.touchscreen.tap(540, 960)  # on the countdown itself: nothing beneath it opens
    expect(page.locator("#countdown")).to_be_hidden()
    page.clock.run_for(45_000)
    expect(page.locator("#detail")).to_be_visible()
    page.clock.run_for(20_000)
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator("#near-title")).to_have_text("附近的场馆")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_it_asks_for_fresh_data_every_five_minutes(visitors: Visitors, station: str) -> None:
    context = visitors.context(**UPRIGHT, service_workers="block")
    page = context.new_page()
    page.clock.install()
    page.goto(station)
    visitors.settle(page)
    with page.expect_request(re.compile(r"data\.json")):
        page.clock.run_for(5 * 60_000 + 1000)
    visitors.settle(page)


def test_a_venue_and_a_stop_open_with_a_code_of_their_own(visitors: Visitors, station: str, tour: Tour) -> None:
    _context, page = screen(visitors, station)
    visitors.settle(page)
    codes = [page.locator("#qr").get_attribute("src")]
    for card in ("#near button", "#on button"):
        title = page.locator(f"{card} .name").first.inner_text()
        page.locator(card).first.click()
        expect(page.locator("#detail h2")).to_have_text(title)
        codes.append(page.locator("#qr").get_attribute("src"))
        page.locator("#back").click()
        expect(page.locator("#detail")).to_be_hidden()
    assert len(set(codes)) == 3
    assert page.url.endswith(station)
    assert page.locator("a").count() == 0
    assert page.evaluate("Boolean(document.fullscreenElement)") is True


def test_it_speaks_english_at_a_touch(visitors: Visitors, station: str, tour: Tour) -> None:
    _context, page = screen(visitors, station)
    visitors.settle(page)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#language")).to_have_text("中文")
    page.locator("#language").click()
    expect(page.locator("#near-title")).to_have_text("附近的场馆")


@pytest.fixture(scope="module")
def hostile(site: str, api: Callable[[str], Any], django_db_blocker: Any) -> Iterator[Tour]:
    with touring(django_db_blocker, *CORPUS[:5], near=station_id(api)) as found:
        yield found


def test_names_that_try_to_be_programs_stay_text(visitors: Visitors, station: str, hostile: Tour) -> None:
    _context, page = screen(visitors, station)
    visitors.settle(page)
    assert set(CORPUS[:5]) <= set(page.locator("#on .name").all_text_contents())
    page.locator("#on button", has_text=CORPUS[4]).first.click()
    expect(page.locator("#detail h2")).to_have_text(CORPUS[4])
    assert page.evaluate("window.struck") is None
    assert page.evaluate(BROUGHT_IN) == []
    visitors.settle(page)


def test_it_fits_a_phone_too(visitors: Visitors, station: str, tour: Tour) -> None:
    page = visitors.open(station, "phone")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.locator("#near button").first.click()
    expect(page.locator("#detail")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
