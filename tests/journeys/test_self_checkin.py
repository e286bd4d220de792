"""A phone scans the code on the hall's screen: three people are in; scanned again, it is told so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.codes import screen_code
from activities.models import (
    Activity,
    ActivityStep,
    CheckIn,
    QuarantinedEntry,
    Registration,
    RepeatedEntry,
    ScannerDevice,
)
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from tests.activities.checkins import paired, sent, take_in
from tests.activities.conftest import lecture
from tests.activities.registering import ask
from tests.committed import without_triggers
from tests.conftest import give_second_factor, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, NARROW, STICKS_OUT, judged
from tests.journeys.visitor import Visitors


@dataclass(frozen=True)
class Hall:
    """A session that takes place now, and the key of its keeper's session."""

    activity: str
    session: str
    keeper: str

    def page(self, name: str) -> str:
        return f"/workspace/activities/{self.activity}/{name}/{self.session}/"


@pytest.fixture(scope="module")
def hall(site: str, django_db_blocker: Any) -> Iterator[Hall]:
    now = timezone.now()
    with django_db_blocker.unblock():
        keeper = give_second_factor(make_user("journey-hall", is_superuser=True))
        activity = save_activity(facts=running(now), by=SYSTEM, now=now)
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        Activity.objects.filter(pk=activity.pk).update(asks_position=True)
        session = activity.sessions.get()
        ask(session, 1, 2, now=now)
        session.starts_at = now - timedelta(minutes=20)
        session.save(update_fields=["starts_at"])
        moment = (now - timedelta(minutes=5)).isoformat()
        facts = [sent(session, occurred_at=moment), sent(session, occurred_at="1970-01-01T00:00:00+08:00")]
        take_in(*facts, device=paired(session, now), now=now)
        found = Hall(activity.public_id, session.public_id, session_of(keeper))
    yield found
    with django_db_blocker.unblock():
        undone_first = CheckIn.objects.exclude(undo_of=None), CheckIn.objects.all()
        for rows in (RepeatedEntry.objects.all(), *undone_first, ActivityStep.objects.all()):
            with without_triggers(rows.model._meta.db_table):
                rows.delete()
        for model in (QuarantinedEntry, ScannerDevice, Registration, OutboxMessage):
            model.objects.all().delete()
        activity.delete()
        User.objects.filter(pk=keeper.pk).delete()


def running(now: Any) -> Any:
    facts = lecture(now)
    times = facts.sessions[0]
    soon = replace(times, starts_at=now + timedelta(minutes=20), ends_at=now + timedelta(hours=2), capacity=50)
    return replace(facts, sessions=(soon,))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_phone_checks_three_people_in_and_is_told_so_again(visitors: Visitors, hall: Hall, scripts: bool) -> None:
    if not scripts:  # the browser tells of each module that it may not load
        visitors.watch.forgiven = lambda complaint: complaint.endswith(" csp")
    page = visitors.open(f"/c/{screen_code(hall.session, timezone.now())}", "phone", java_script_enabled=scripts)
    if scripts:
        for _ in range(2):
            page.get_by_role("button", name="多一个人").click()
    else:
        page.get_by_label("我们一共几个人").fill("3")
    page.get_by_label("青少年").check()
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("签到成功")
    expect(page.get_by_role("status").first).to_contain_text("3 人")
    page.goto(f"/c/{screen_code(hall.session, timezone.now())}")
    expect(page.get_by_role("heading", level=1)).to_have_text("已经签到")
    expect(page.get_by_role("status").first).to_contain_text("不用再签一次")
    page.get_by_text("人数或人群填错了？").click()
    page.get_by_label("我们一共几个人").fill("4")
    page.get_by_role("button", name="改好了").click()
    expect(page.get_by_role("status").first).to_contain_text("4 人")


def test_somebody_far_away_is_counted_and_marked(visitors: Visitors, hall: Hall) -> None:
    away = {"longitude": 121.5, "latitude": 31.2, "accuracy": 10}
    context = visitors.context("phone", geolocation=away, permissions=["geolocation"])
    page = context.new_page()
    page.goto(f"/c/{screen_code(hall.session, timezone.now())}")
    page.get_by_label("社区居民").check()
    page.get_by_role("button", name="核对我在现场").click()
    expect(page.locator("[data-here] [role=status]")).to_have_text("已核对，谢谢。")
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("签到成功")
    assert CheckIn.objects.filter(session__public_id=hall.session, flags=["far"]).count() == 1


def test_the_screen_and_the_live_page_count_by_themselves(visitors: Visitors, hall: Hall) -> None:
    live = open_as(hall.keeper, visitors, hall.page("live"))
    before = int((live.locator(".main-figure dd").text_content() or "").partition("/")[0])
    phone = visitors.open(f"/c/{screen_code(hall.session, timezone.now())}", "phone")
    phone.get_by_label("社区居民").check()
    phone.get_by_role("button", name="签到", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("签到成功")
    expect(live.locator(".main-figure dd")).to_contain_text(str(before + 1), timeout=15_000)
    screen = open_as(hall.keeper, visitors, hall.page("screen"))
    expect(screen.locator("#people")).to_have_text(str(before + 1))
    expect(screen.locator("#code svg")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_site(visitors: Visitors, hall: Hall, size: str, scheme: str) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 410")
    page = visitors.context(size, color_scheme=scheme).new_page()
    found = {}
    for address in (f"/c/{screen_code(hall.session, timezone.now())}", f"/c/{hall.session}s{'A' * 16}"):
        page.goto(address)
        found[address[:14]] = judged(page, axe)
    keeper = open_as(hall.keeper, visitors, "/workspace/", size, color_scheme=scheme)
    quarantine = f"/workspace/activities/{hall.activity}/quarantine/"
    for address in (*(hall.page(name) for name in ("screen", "poster", "live", "paper")), quarantine):
        keeper.goto(address)
        found[address] = judged(keeper, axe)
    assert {address: violations for address, violations in found.items() if violations} == {}


def test_nothing_sticks_out_on_a_narrow_phone(visitors: Visitors, hall: Hall) -> None:
    context = visitors.context(**NARROW)
    page = context.new_page()
    page.goto(f"/c/{screen_code(hall.session, timezone.now())}")
    assert page.evaluate(STICKS_OUT) == []
    for name in ("live", "paper"):
        keeper = open_as(hall.keeper, visitors, hall.page(name), "phone", viewport=NARROW["viewport"])
        assert keeper.evaluate(STICKS_OUT) == [], name
