"""A phone at a village's door: paired, without a line, scanning; nothing is lost and nothing counts twice."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Sum
from playwright.sync_api import Browser, expect

from activities.models import CheckIn, QuarantinedEntry, RepeatedEntry, ScannerDevice
from tests.journeys.conftest import CHROMIUM, SWITCHES
from tests.journeys.door import ALL_SENT, PARTIES, Door, ask_again, doors, pair, typed
from tests.journeys.film import write_film
from tests.journeys.staff import open_as
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.visitor import Visitors

__all__ = ["doors", "pair"]
DOORS = ("film", "gates", "plain", "stopped", "elsewhere")
FULL_OF_LIFE_MS = 90_000  # the film, and a slow machine
# The names that a phone holds.
NAMES = """() => new Promise((done) => {
  indexedDB.open("scanner").onsuccess = ({ target }) => {
    const look = target.result.transaction(["people", "queue", "answers"]);
    const found = [];
    for (const name of ["people", "queue", "answers"]) {
      look.objectStore(name).getAll().onsuccess = ({ target: { result } }) => found.push(...result);
    }
    look.oncomplete = () => {
      target.result.close();
      done(found.flatMap(({ parties, name }) => parties?.map((party) => party.name) ?? name).filter(Boolean));
    };
  };
})"""


@pytest.fixture(scope="module")
def camera(browser: Browser, doors: dict[str, Door], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees all tickets, two of them again, and a stranger's."""
    tickets, stranger = doors["film"].tickets, doors["elsewhere"].tickets[0]
    film = tmp_path_factory.mktemp("film") / "door.y4m"
    write_film(film, [*tickets[:9], tickets[2], *tickets[9:], stranger, tickets[5]])
    switches = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    seeing = browser.browser_type.launch(executable_path=CHROMIUM, args=[*SWITCHES, *switches])
    yield seeing
    seeing.close()


def test_twenty_tickets_without_a_line(camera: Browser, visitors: Visitors, pair: Any, doors: dict[str, Door]) -> None:
    door = doors["film"]
    visitors.browser = camera
    keeper = open_as(door.keeper, visitors, door.page("scanners"))
    keeper.get_by_role("button", name="生成配对码").click()
    code = (keeper.locator(".pairing-code").text_content() or "").replace(" ", "")
    context, page = pair("村口", code)
    context.set_offline(True)
    page.get_by_role("button", name="打开摄像头扫码").click()
    expect(page.locator("#door-people")).to_have_text(str(PARTIES), timeout=FULL_OF_LIFE_MS)
    expect(page.locator("#facts li").nth(PARTIES + 2)).to_be_attached(timeout=FULL_OF_LIFE_MS)  # the film begins anew
    page.get_by_role("button", name="关闭摄像头").click()
    expect(page.locator("#line")).to_have_text("离线")
    expect(page.locator("#backlog")).to_have_text(re.compile(r"未上传 \d+ 条 · 最早 \d\d:\d\d"))
    expect(page.locator("#door-people")).to_have_text(str(PARTIES))
    waiting = page.locator("#backlog").text_content() or ""
    page.reload()
    expect(page.locator("#backlog")).to_have_text(waiting)
    context.set_offline(False)
    expect(page.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)
    expect(page.locator("#door-people")).to_have_text(str(PARTIES))
    assert CheckIn.objects.filter(session=door.session_id).aggregate(n=Sum("count"))["n"] == PARTIES
    assert RepeatedEntry.objects.filter(first__session=door.session_id).count() >= 2
    assert QuarantinedEntry.objects.filter(code="other_session").count() >= 1
    assert ScannerDevice.objects.get(name="村口").unsent == 0
    expect(page.locator("#facts [data-state=duplicate]").first).to_be_visible()
    expect(page.locator("#facts [data-state=quarantined]").first).to_be_visible()
    keeper.goto(door.page("quarantine"))
    expect(keeper.locator("main")).to_contain_text("票是另一场的")
    keeper.goto(door.page("scanners"))
    expect(keeper.locator(".devices")).to_contain_text("村口")


def test_two_gates_that_scan_one_ticket_count_it_once(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["gates"]
    gates = [pair("东门", door.codes[0]), pair("西门", door.codes[1])]
    for context, page in gates:
        context.set_offline(True)
        typed(page, door.tickets[0])
        expect(page.locator("#verdict-title")).to_have_text("签到成功")
    for context, page in gates:
        context.set_offline(False)
        expect(page.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)
    (_east, first), (_west, second) = gates
    expect(first.locator("#facts [data-state=accepted]")).to_have_count(1)
    expect(second.locator("#facts [data-state=duplicate]")).to_have_count(1)
    expect(second.locator("#facts small")).to_contain_text("东门 在")
    ask_again(first)
    expect(first.locator("#facts small")).to_contain_text("同一个人也在“西门”签到")
    assert CheckIn.objects.filter(session=door.session_id).count() == 1
    assert RepeatedEntry.objects.filter(first__session=door.session_id).count() == 1


def test_the_door_without_a_camera(pair: Any, doors: dict[str, Door], visitors: Visitors) -> None:
    door = doors["plain"]
    _context, page = pair("边门", door.codes[0])
    typed(page, "什么都不是")
    expect(page.locator("#verdict-title")).to_have_text("不是有效的票")
    page.get_by_role("button", name="查名单").click()
    page.locator("#search-text").fill("0003")
    page.locator("#search-found button").click()
    expect(page.locator("#verdict-title")).to_have_text("签到成功")
    page.get_by_role("button", name="现场登记").click()
    page.locator("#walk-in").get_by_role("button", name="青少年").click()
    page.locator("#walk-in").get_by_role("button", name="多一个").click()
    page.locator("#walk-in").get_by_role("button", name="签到").click()
    expect(page.locator("#door-people")).to_have_text("3")
    page.get_by_role("button", name="点数").click()
    page.locator("#tally").get_by_role("button", name="农民").click()
    for _press in range(5):
        page.locator("#tally-press").click()
    page.locator("#tally-back").click()
    expect(page.locator("#tally-number")).to_have_text("4")
    page.locator("#tally-count").dblclick()
    page.locator("#tally").get_by_role("button", name="关闭").click()
    expect(page.locator("#door-people")).to_have_text("7")
    page.get_by_role("button", name="撤销上一条").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#door-people")).to_have_text("3")
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    visitors.settle(page)
    assert judged(page, Path(AXE).read_text(encoding="utf-8")) == []
    rows = CheckIn.objects.filter(session=door.session_id)
    assert rows.aggregate(n=Sum("count"))["n"] == 3
    assert sorted(rows.values_list("method", "count")) == [
        ("paper", 2), ("ticket", 1), ("turnstile", -4), ("turnstile", 4),
    ]  # fmt: skip
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Walk-in")).to_be_visible()
    visitors.settle(page)


def test_a_stopped_device_keeps_what_it_has_and_sends_it_once_paired_again(
    pair: Any, doors: dict[str, Door], visitors: Visitors
) -> None:
    door = doors["stopped"]
    context, page = pair("后门", door.codes[0])
    context.set_offline(True)
    typed(page, door.tickets[1])
    expect(page.locator("#backlog")).to_contain_text("未上传 1 条")
    visitors.watch.forgiven = lambda complaint: "DISCONNECTED" in complaint or complaint.startswith("status: 401")
    keeper = open_as(door.keeper, visitors, door.page("scanners"))
    keeper.get_by_role("button", name="停用“后门”").click()
    expect(keeper.get_by_role("status").first).to_contain_text("已停用")
    context.set_offline(False)
    expect(page.locator("#stopped")).to_be_visible()
    expect(page.locator("#backlog")).to_contain_text("未上传 1 条")
    expect(page.locator("#facts")).to_be_hidden()  # nor any name
    assert page.evaluate(NAMES) == []
    page.reload()
    expect(page.locator("#stopped")).to_be_visible()
    expect(page.locator("#session-list")).to_be_hidden()
    page.get_by_role("button", name="重新配对").click()
    for language in ("English", "中文"):
        page.get_by_role("button", name=language).click()
        expect(page.locator("#code")).to_be_visible()
    page.locator("#code").fill(door.codes[1])
    page.get_by_role("button", name="配对", exact=True).click()
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    assert CheckIn.objects.filter(session=door.session_id).count() == 1
