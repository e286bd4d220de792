"""What the journeys share: a real server, a real browser, and visitors whose every trouble is noticed."""

import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.server import running_server
from tests.journeys.visitor import SIZES, Visitors

CHROMIUM = "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All are journeys. They ask for the database, so that they run before what empties it."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server writes, messages to phones among it."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: Any, server_log: Path) -> Iterator[str]:
    """The address of a server on the tests' database."""
    with running_server(server_log) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    # Playwright's loop runs in this thread for as long as the browser does, and Django takes it for its own.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
            yield chromium
            chromium.close()
            connections.close_all()  # Django keeps those of a loop apart, and would leave them open
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitors(browser: Browser, site: str) -> Iterator[Visitors]:
    """Fresh visitors; the test fails on whatever went wrong in their browsers."""
    people = Visitors(browser, site)
    yield people
    people.leave()
    assert people.watch.unforgiven == []


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="package")
def api(site: str) -> Callable[[str], Any]:
    """What the site's API answers to a path, as a program sees it."""

    def ask(path: str) -> Any:
        with urllib.request.urlopen(site + path, timeout=10) as reply:
            return json.load(reply)

    return ask


@pytest.fixture(scope="package")
def science_museum(api: Callable[[str], Any]) -> Any:
    """The Feature of the city's science museum."""
    found = api("/api/v1/search?q=lzkjg")["results"][0]["id"]
    return api(f"/api/v1/venues/{found}/")
