"""Takes the documents' pictures from a running server: `python docs/screenshots.py http://127.0.0.1:8000`.

Debian's Chromium draws them, so that they show what visitors see. Each must be small enough for a slow line.
Take them on a day and at an hour at which museums are open.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "img"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
LARGEST = 250 * 1024
DESKTOP = (1280, 800)
PHONE = (390, 844)
CALM_MS = 1500  # for markers to find their places


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-map=ready]", state="attached")


def show_city(page: Page, site: str) -> None:
    """The whole city."""
    open_map(page, f"{site}/")


def show_near(page: Page, site: str) -> None:
    """What is near somebody in the middle of the city."""
    open_map(page, f"{site}/")
    longitude, latitude = page.evaluate("JSON.parse(document.getElementById('page-data').textContent).centre")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": longitude, "latitude": latitude})
    page.locator("#near").click()
    page.wait_for_selector(".venue-card .distance")


def show_venue(page: Page, site: str) -> None:
    """A museum that is open now."""
    open_map(page, f"{site}/?kind=museum&open=now")
    page.goto(site + str(page.locator(".venue-card h3 a").first.get_attribute("href")))
    page.wait_for_selector("table.week")


def signed_in(page: Page, site: str, username: str) -> None:
    """One of the demonstration's people, in the workspace."""
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill("sciencemap-demo")
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def show_table(page: Page, site: str) -> None:
    """The office's table of venues."""
    signed_in(page, site, "demo-office")
    page.goto(f"{site}/workspace/venues/")


def show_place(page: Page, site: str) -> None:
    """Where a new venue is, pasted from a map's link."""
    signed_in(page, site, "demo-organizer")
    page.goto(f"{site}/workspace/venues/?q=演示&status=draft")
    page.locator("a", has_text="演示·待完善").first.click()
    address = page.url.split("?")[0].rstrip("/")
    page.goto(f"{address}/edit/where/")
    page.wait_for_selector(".leaflet-container")


def show_review(page: Page, site: str) -> None:
    """A change beside what stands."""
    signed_in(page, site, "demo-office")
    page.goto(f"{site}/workspace/review/?tab=all")
    page.locator("main li", has=page.get_by_text("修改", exact=True)).locator("a").first.click()
    page.wait_for_selector("h1")


def show_board(page: Page, site: str) -> None:
    """The demonstration year's dashboard."""
    signed_in(page, site, "demo-office")
    page.goto(f"{site}/workspace/dashboard/?year=2020")
    page.wait_for_selector(".chart-canvas canvas")


PICTURES: dict[str, tuple[tuple[int, int], Callable[[Page, str], None]]] = {
    "map-desktop.png": (DESKTOP, show_city),
    "map-phone.png": (PHONE, show_near),
    "venue-phone.png": (PHONE, show_venue),
    "workspace-venues.png": (DESKTOP, show_table),
    "venue-form-phone.png": (PHONE, show_place),
    "review.png": (DESKTOP, show_review),
    "board.png": ((1280, 1500), show_board),
}


def take(browser: Browser, site: str, name: str) -> int:
    """One picture; its size in bytes."""
    (width, height), show = PICTURES[name]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light")
    page = context.new_page()
    show(page, site)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(CALM_MS)
    size = len(page.screenshot(path=FOLDER / name))
    context.close()
    return size


def main() -> int:
    """Takes all; 1 if one has become too large."""
    if len(sys.argv) != 2:
        sys.exit("say the address of a running server: docs/screenshots.py http://127.0.0.1:8000")
    site = sys.argv[1].rstrip("/")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        sizes = {name: take(browser, site, name) for name in PICTURES}
        browser.close()
    for name, size in sizes.items():
        sys.stdout.write(f"{name} {size // 1024} KB{' is too large' if size > LARGEST else ''}\n")
    return int(max(sizes.values()) > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
