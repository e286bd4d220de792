"""The door tells the truth: what is seen and heard there is what the ledger holds, or told as soon as it is known."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from activities.models import QuarantinedEntry, ScannerDevice
from tests.journeys.door import ALL_SENT, Door, ask_again, doors, heard, hears, pair, says, typed, walked_in
from tests.journeys.visitor import Visitors

__all__ = ["doors", "pair"]
DOORS = (
    "later",
    "cancelled",
    "afterwards",
    "clicker",
    "full",
    "cleared",
    "none",
    "anew",
    "refused",
    "again",
    "twice",
    "sound",
)
FULL = """window.isFull = false;
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (window.isFull && ["queue", "tallies"].includes(this.name)) throw new DOMException("full", "QuotaExceededError");
  return put.apply(this, given);
};"""
NO_MEMORY = "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };"
GOOD, AGAIN, BAD = [880.0, 1320.0], [620.0, 620.0], [200.0, 150.0]


def clicked(page: Page, times: int, audience: str = "农民") -> None:
    page.get_by_role("button", name="点数").click()
    page.locator("#tally").get_by_role("button", name=audience).click()
    for _press in range(times):
        page.locator("#tally-press").click()
    expect(page.locator("#tally-number")).to_have_text(str(times))


def test_a_session_in_three_days_is_not_green(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["later"]
    now = timezone.now()
    door.change(starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=2))
    _context, page = pair("早门", door.codes[0])
    expect(page.locator("#door-far")).to_be_visible()
    typed(page, door.tickets[0])
    says(page, "还没到这一场的日子")
    hears(page, BAD)
    walked_in(page)
    says(page, "还没到这一场的日子")
    expect(page.locator("#facts [data-state=quarantined]")).to_have_count(2)
    expect(page.locator("#untold")).to_be_hidden()  # it was told at once
    assert door.people == 0
    # Moved to now, the phone judges by the new times, and an old end in the ticket does not matter.
    door.change(starts_at=now - timedelta(minutes=20), ends_at=now + timedelta(hours=2))
    ask_again(page)
    expect(page.locator("#door-far")).to_be_hidden()
    typed(page, door.tickets[1])
    says(page, "签到成功")
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)


def test_a_walk_in_at_a_cancelled_session_is_not_green(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["cancelled"]
    _context, page = pair("停门", door.codes[0])
    door.change(cancelled_at=timezone.now(), cancel_reason="暴雨")
    ask_again(page)
    expect(page.locator("#door-cancelled")).to_be_visible()
    walked_in(page)
    says(page, "这一场已取消")
    hears(page, BAD)
    clicked(page, 3)
    page.locator("#tally").get_by_role("button", name="关闭").click()
    says(page, "这一场已取消")
    expect(page.locator("#facts [data-state=quarantined]")).to_have_count(2)
    assert door.people == 0
    assert QuarantinedEntry.objects.filter(session=door.session_id, code="session_cancelled").count() == 2


def test_what_was_green_and_is_refused_is_painted_over_heard_and_told_until_it_is_read(
    pair: Any, doors: dict[str, Door]
) -> None:
    door = doors["afterwards"]
    context, page = pair("晚门", door.codes[0])
    context.set_offline(True)
    for ticket in door.tickets[:2]:
        typed(page, ticket)
        says(page, "签到成功")
        hears(page, GOOD)
    door.change(cancelled_at=timezone.now(), cancel_reason="暴雨")
    context.set_offline(False)
    says(page, "没有计入，等主办方处理")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "bad")
    expect(page.locator("#verdict-text")).to_contain_text("场次或活动已取消")
    expect(page.locator("#untold-list li")).to_have_count(2)
    expect(page.locator("#untold-list li").first).to_contain_text("测＊＊")
    hears(page, BAD)
    expect(page.locator("#door-people")).to_have_text("0")
    page.reload()
    expect(page.locator("#untold-list li")).to_have_count(2)
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#untold")).to_be_hidden()
    page.reload()
    expect(page.locator("#facts [data-state=quarantined]")).to_have_count(2)
    expect(page.locator("#untold")).to_be_hidden()


def test_a_count_not_yet_counted_in_is_not_lost_by_closing_and_holds_the_pairing(
    pair: Any, doors: dict[str, Door]
) -> None:
    door = doors["clicker"]
    context, page = pair("广场", door.codes[0])
    context.set_offline(True)
    clicked(page, 7)
    expect(page.locator("#backlog")).to_contain_text("未上传 1 条")
    expect(page.locator("#backlog")).to_contain_text("其中点数 7 人")
    expect(page.locator("#unpair")).to_be_disabled()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/scan/")
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    expect(page.locator("#door-people")).to_have_text("7")
    assert door.people == 7
    clicked(page, 2)
    page.keyboard.press("Escape")  # closing counts in too
    expect(page.locator("#door-people")).to_have_text("9")
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    assert door.people == 9
    assert ScannerDevice.objects.get(name="广场").unsent == 0
    expect(page.locator("#unpair")).to_be_enabled()
    page.get_by_role("button", name="解除配对").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#code")).to_be_visible()


def test_a_full_phone_says_not_recorded_and_never_shows_the_last_visitors_green(
    pair: Any, doors: dict[str, Door]
) -> None:
    door = doors["full"]
    _context, page = pair("满门", door.codes[0], script=FULL)
    typed(page, door.tickets[0])
    says(page, "签到成功")
    page.evaluate("window.isFull = true")
    heard(page)
    typed(page, door.tickets[1])
    says(page, "没有记下")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "bad")
    hears(page, BAD)
    walked_in(page)
    says(page, "没有记下")
    hears(page, BAD)
    page.get_by_role("button", name="点数").click()
    page.locator("#tally").get_by_role("button", name="农民").click()
    page.locator("#tally-press").click()
    expect(page.locator("#tally")).to_be_hidden()
    says(page, "没有记下")
    hears(page, BAD)
    page.get_by_role("button", name="撤销上一条").click()
    page.get_by_role("button", name="确定").click()
    hears(page, BAD)
    says(page, "没有记下")
    page.evaluate("window.isFull = false")
    typed(page, door.tickets[1])
    says(page, "签到成功")
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(2)
    assert door.people == 2


def test_a_memory_that_was_cleared_is_filled_again_with_what_the_page_knows(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["cleared"]
    context, page = pair("忘门", door.codes[0])
    context.set_offline(True)
    typed(page, door.tickets[0])
    says(page, "签到成功")
    origin = {"origin": page.evaluate("location.origin"), "storageTypes": "indexeddb"}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
    typed(page, door.tickets[1])
    says(page, "签到成功")
    expect(page.locator("#backlog")).to_contain_text("未上传 2 条")
    context.set_offline(False)
    expect(page.locator("#backlog")).to_have_text(ALL_SENT)
    assert door.people == 2


def test_a_browser_without_a_memory_is_no_scanner(visitors: Visitors) -> None:
    context = visitors.context("phone")
    context.add_init_script(NO_MEMORY)
    page = context.new_page()
    page.goto("/scan/")
    expect(page.locator("#no-memory")).to_be_visible()
    expect(page.locator("#code")).to_be_hidden()


def test_a_code_that_is_read_twice_in_a_blink_is_green_once(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["twice"]
    _context, page = pair("快门", door.codes[0])
    page.evaluate(
        """(text) => {
          for (const _time of [1, 2]) {
            document.getElementById("typed").value = text;
            document.getElementById("type").requestSubmit();
          }
        }""",
        door.tickets[0],
    )
    says(page, "已经签到过")
    expect(page.locator("#facts [data-state=accepted]")).to_have_count(1)
    expect(page.locator("#facts [data-state=duplicate]")).to_have_count(1)
    assert door.people == 1


def test_in_again_and_no_sound_different_and_a_switch_stays_off(pair: Any, doors: dict[str, Door]) -> None:
    door = doors["sound"]
    _context, page = pair("响门", door.codes[0])
    heard(page)
    for ticket, title, sound in (
        (door.tickets[0], "签到成功", GOOD),
        (door.tickets[0], "已经签到过", AGAIN),
        ("什么都不是", "不是有效的票", BAD),
    ):
        typed(page, ticket)
        says(page, title)
        hears(page, sound)
    page.get_by_role("button", name="声音：开").click()
    typed(page, "什么都不是")
    says(page, "不是有效的票")
    assert heard(page) == []
    page.reload()
    expect(page.get_by_role("button", name="声音：关")).to_be_visible()
    typed(page, door.tickets[1])
    says(page, "签到成功")
    assert heard(page) == []
    page.get_by_role("button", name="声音：关").click()
    hears(page, GOOD)
