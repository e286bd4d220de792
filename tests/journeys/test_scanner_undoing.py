"""Taking back at the door: after pairing anew, by somebody else's code, and then scanned once more."""

from typing import Any

from playwright.sync_api import Page, expect

from activities.models import CheckIn
from tests.journeys.door import ALL_SENT, Door, ask_again, doors, pair, says, typed
from tests.journeys.staff import open_as
from tests.journeys.visitor import Visitors

__all__ = ["doors", "pair"]
DOORS = ("anew", "refused", "again")


def paired_anew(page: Page, door: Door, code: str, visitors: Visitors, name: str) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 401")
    keeper = open_as(door.keeper, visitors, door.page("scanners"))
    keeper.get_by_role("button", name=f"停用“{name}”").click()
    expect(keeper.get_by_role("status").first).to_contain_text("已停用")
    ask_again(page)
    page.get_by_role("button", name="重新配对").click()
    page.locator("#code").fill(code)
    page.get_by_role("button", name="配对", exact=True).click()
    expect(page.locator("#door-title")).to_be_visible()


def test_an_undoing_after_pairing_anew_is_taken(pair: Any, doors: dict[str, Door], visitors: Visitors) -> None:
    door = doors["anew"]
    _context, page = pair("旧门", door.codes[0])
    typed(page, door.tickets[0])
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    paired_anew(page, door, door.codes[1], visitors, "旧门")
    page.get_by_role("button", name="撤销上一条").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#facts [data-state=undone]")).to_have_count(1)
    expect(page.locator("#door-people")).to_have_text("0")
    assert door.people == 0


def test_an_undoing_that_is_refused_is_shown(pair: Any, doors: dict[str, Door], visitors: Visitors) -> None:
    door = doors["refused"]
    _context, page = pair("他门", door.codes[0])
    typed(page, door.tickets[0])
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    paired_anew(page, door, door.stranger, visitors, "他门")
    page.get_by_role("button", name="撤销上一条").click()
    page.get_by_role("button", name="确定").click()
    says(page, "撤销没有被接受")
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    expect(page.locator("#facts small")).to_contain_text("只能撤销本设备的签到")
    expect(page.locator("#untold-list li")).to_contain_text("仍计入")
    expect(page.locator("#door-people")).to_have_text("1")
    assert door.people == 1


def test_scanned_undone_and_scanned_again_counts_and_says_so(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["again"]
    context, page = pair("回门", door.codes[0])
    typed(page, door.tickets[0])
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    ask_again(page)  # so that the roster says that they are in
    expect(page.locator("#line")).to_have_text("已联网")
    typed(page, door.tickets[0])
    says(page, "已经签到过")
    context.set_offline(True)
    page.get_by_role("button", name="撤销上一条").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#facts [data-state=undoing]")).to_have_count(1)
    expect(page.locator("#door-people")).to_have_text("0")
    typed(page, door.tickets[0])
    says(page, "签到成功")
    expect(page.locator("#door-people")).to_have_text("1")
    context.set_offline(False)
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    expect(page.locator("#facts [data-state=undone]")).to_have_count(1)
    expect(page.locator("#door-people")).to_have_text("1")
    assert door.people == 1
    assert CheckIn.objects.filter(session=door.session_id).count() == 3
