"""A scanner's line: strangers that answer, few bytes a second, two windows, and a clock in 2020."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from activities.models import CheckIn, ScannerDevice, Session
from tests.activities.registering import ask
from tests.journeys.door import ALL_SENT, Door, ask_again, committed, doors, pair, says, typed, walked_in
from tests.journeys.visitor import Visitors

__all__ = ["doors", "pair"]
DOORS = ("strangers", "slow", "windows", "clock")
API = re.compile(r"/api/v1/")
CROWD = 130
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 2_500, "uploadThroughput": 2_500}  # 20 kbit/s
STRANGERS: list[dict[str, Any]] = [
    {"status": 401, "content_type": "text/html", "body": "<h1>Proxy authentication</h1>"},
    {"status": 401, "content_type": "application/problem+json", "body": '{"type": "about:blank", "status": 401}'},
    {"status": 403, "content_type": "text/html", "body": "blocked"},
    {"status": 200, "content_type": "text/html", "body": "<form>用手机号登录 WiFi</form>"},
    {"status": 200, "content_type": "application/json", "body": "{}"},
    {"status": 429, "content_type": "text/plain", "body": "slow down"},
    {"status": 500, "content_type": "text/html", "body": "<h1>500</h1>"},
]
IN_2020 = """const Real = Date;
const off = Real.parse("2020-01-01T00:00:00Z") - Real.now();
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length ? given : [Real.now() + off]));
  }
  static now() {
    return Real.now() + off;
  }
};"""


def instead(stranger: dict[str, Any], route: Route) -> None:
    route.fulfill(**stranger)


def test_only_our_own_word_stops_a_phone(pair: Any, doors: dict[str, Door], visitors: Visitors) -> None:
    door = doors["strangers"]
    context, page = pair("网门", door.codes[0])
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: ") or "DISCONNECTED" in complaint
    context.set_offline(True)
    typed(page, door.tickets[0])
    says(page, "签到成功")
    page.route(API, partial(instead, STRANGERS[0]))  # before there is a line, which is used at once
    context.set_offline(False)
    for stranger in STRANGERS:
        page.route(API, partial(instead, stranger))  # the latest is asked first
        with page.expect_response(API):
            ask_again(page)
        expect(page.locator("#line")).to_have_text("离线")
        expect(page.locator("#backlog")).to_contain_text("未上传 1 条")
        expect(page.locator("#stopped")).to_be_hidden()
        expect(page.locator("#facts li")).to_contain_text("测＊＊")
    page.unroute(API)
    ask_again(page)
    expect(page.locator("#line")).to_have_text("已联网")
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    assert door.people == 1


def asked_for(context: BrowserContext, path: str) -> list[Request]:
    found: list[Request] = []
    context.on("request", lambda request: found.append(request) if path in request.url else None)
    return found


def test_a_roster_comes_over_twenty_kilobits_and_goes_on_where_it_was_cut(
    doors: dict[str, Door], visitors: Visitors
) -> None:
    door = doors["slow"]
    visitors.watch.forgiven = lambda complaint: "net::ERR_INTERNET_DISCONNECTED" in complaint
    door.change(capacity=None)
    session, now = Session.objects.get(pk=door.session_id), timezone.now()
    committed(lambda: [ask(session, number, now=now - timedelta(hours=1)) for number in range(100, 100 + CROWD)])
    page, line = slowly(visitors, door)
    asked = asked_for(page.context, "/scanner/people")
    page.get_by_role("button", name="配对", exact=True).click()
    expect(page.locator("#session-list li")).to_have_count(1, timeout=30_000)
    expect(page.locator("#progress-text")).to_have_text(re.compile(r"正在下载名单：100 / 147"), timeout=30_000)
    line(offline=True)
    page.locator("#session-list button").click()
    typed(page, door.tickets[0])  # a door that is open while the list comes
    says(page, "签到成功")
    expect(page.locator("#line")).to_have_text("离线", timeout=30_000)
    line(offline=False)
    ask_again(page)
    expect(page.locator("#progress")).to_be_hidden(timeout=60_000)
    begun = [request for request in asked if request.url.endswith("after=")]
    assert len(begun) <= 2  # once, and once more for what came in meanwhile
    expect(page.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)
    page.get_by_role("button", name="查名单").click()
    page.locator("#search-text").fill("0229")
    expect(page.locator("#search-found button")).to_have_count(1)


def slowly(visitors: Visitors, door: Door) -> tuple[Page, Callable[..., Any]]:
    """A phone about to be paired over 20 kbit/s, and how its line is changed."""
    context = visitors.context("phone")
    page = context.new_page()
    page.goto(f"/scan/#{door.codes[1]}")
    page.locator("#name").fill("山门")
    visitors.settle(page)
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def line(**conditions: Any) -> Any:
        return session.send("Network.emulateNetworkConditions", SLOW | conditions)

    line()
    return page, line


def test_two_windows_keep_their_sessions_and_send_nothing_twice(
    pair: Any, doors: dict[str, Door], visitors: Visitors
) -> None:
    door = doors["windows"]
    here = Session.objects.get(pk=door.session_id)
    times = {"starts_at": here.starts_at, "ends_at": here.ends_at}
    there = committed(lambda: Session.objects.create(activity_id=here.activity_id, capacity=50, **times))
    context, first = pair("双门", door.codes[0], choose=False)
    bodies: list[str] = []
    context.on("request", lambda request: bodies.append(request.post_data or "") if "checkins" in request.url else None)
    second = context.new_page()
    second.goto("/scan/")
    for page, number in ((first, 0), (second, 1)):
        page.locator("#session-list button").nth(number).click()
        expect(page.locator("#door-title")).to_be_visible()
    first.reload()
    expect(first.locator("#door-title")).to_be_visible()
    second.reload()
    visitors.settle(second)
    context.set_offline(True)
    for page in (first, second):
        for _time in range(2):
            walked_in(page)
            says(page, "签到成功")
    for page in (first, second):
        expect(page.locator("#facts li")).to_have_count(2)
        expect(page.locator("#backlog")).to_contain_text("未上传 4 条")
    bodies.clear()
    context.set_offline(False)
    for page in (first, second):
        expect(page.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)
        expect(page.locator("#facts [data-state=accepted]")).to_have_count(2)
    sent = [entry["id"] for body in bodies if body for entry in json.loads(body)["entries"]]
    assert sorted(CheckIn.objects.filter(session__in=[here, there]).values_list("session_id", "count")) == sorted(
        [(here.pk, 1), (here.pk, 1), (there.pk, 1), (there.pk, 1)]
    )
    assert len(sent) == len(set(sent)) == 4


def test_a_phone_in_2020_checks_in_today(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["clock"]
    context, page = pair("钟门", door.codes[0], script=IN_2020)
    context.set_offline(True)
    typed(page, door.tickets[0])
    says(page, "签到成功")
    page.reload()
    expect(page.locator("#backlog")).to_contain_text("未上传 1 条")
    context.set_offline(False)
    expect(page.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)
    row = CheckIn.objects.get(session=door.session_id)
    assert abs(row.received_at - row.occurred_at) < timedelta(minutes=2)
    assert row.flags == []
    assert ScannerDevice.objects.get(name="钟门").clock_offset > timedelta(days=365).total_seconds()
