"""A unit reports what came of a session on a phone, its county sends it back and confirms it, and everybody sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Notice, Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStep, CheckIn, ResultState, SessionResult
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from core.search import remove_entry
from tests.activities.checkins import sent, take_in
from tests.activities.conftest import lecture
from tests.activities.results import jpeg
from tests.committed import without_triggers
from tests.conftest import give_second_factor, join, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, NARROW, STICKS_OUT, judged
from tests.journeys.visitor import Visitors

JOURNEYS = 7


@dataclass(frozen=True)
class Held:
    """An activity that is over, and the keys of the sessions of who reports and of who decides."""

    title: str
    activity: str
    session: str
    organizer: str
    county: str

    @property
    def form(self) -> str:
        return f"/workspace/activities/{self.activity}/results/{self.session}/"


@pytest.fixture(scope="module")
def stage(site: str, django_db_blocker: Any) -> Iterator[list[Held]]:
    """An activity that is over for each journey, outside of the tests' transactions: five checked in by a code."""
    now = timezone.now()
    with django_db_blocker.unblock():
        unit = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code="450202").get()
        people = [give_second_factor(make_user(f"journey-results-{role}")) for role in ("organizer", "reviewer")]
        join(people[0], unit, Role.ORGANIZER)
        join(people[1], unit, Role.COUNTY_REVIEWER)
        activities = [was_held(unit, number, now) for number in range(JOURNEYS)]
        keys = [session_of(person) for person in people]
        held = [Held(one.title, one.public_id, one.sessions.get().public_id, *keys) for one in activities]
    yield held
    with django_db_blocker.unblock():
        remove(activities, people)


@pytest.fixture
def held(stage: list[Held]) -> Held:
    return stage.pop()


def was_held(unit: Unit, number: int, now: datetime) -> Activity:
    facts = lecture(now)
    times = replace(
        facts.sessions[0], starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1), capacity=None
    )
    facts = replace(facts, title=f"旅程测试：水的净化（{number}）", unit_id=unit.pk, sessions=(times,))
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    take_in(sent(activity.sessions.get(), method="screen", count=5), now=now)
    return activity


def remove(activities: list[Activity], people: list[User]) -> None:
    SessionResult.objects.all().delete()
    for rows in (CheckIn.objects.exclude(undo_of=None), CheckIn.objects.all(), ActivityStep.objects.all()):
        with without_triggers(rows.model._meta.db_table):
            rows.delete()
    for activity in activities:
        remove_entry("activity", activity.public_id)
        activity.delete()
    for model in (Notice, OutboxMessage):
        model.objects.all().delete()
    User.objects.filter(pk__in=[person.pk for person in people]).delete()


def picture(name: str) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg()}


def report(page: Page, residents: int) -> None:
    page.get_by_label("社区居民").first.fill(str(residents))
    expect(page.locator("[data-total=on_site] strong")).to_have_text(str(residents + 5))
    page.get_by_role("button", name="填报").click()
    expect(page.get_by_role("status").first).to_contain_text("已填报，等待确认")


def test_a_report_goes_from_the_phone_to_the_public_page(visitors: Visitors, held: Held) -> None:
    phone = open_as(held.organizer, visitors, "/workspace/", "phone")
    phone.get_by_role("link", name=held.title).first.click()
    phone.get_by_role("link", name="填报结果").click()
    expect(phone.locator("#checked-in")).to_contain_text("已签到 5 人次")
    phone.get_by_label("现场照片").set_input_files([picture("a.jpg")])
    phone.locator(".photo-row img[src]").wait_for()
    phone.get_by_label("照片说明").first.fill("大家动手过滤")
    phone.get_by_label("简况").fill("讲了水的净化，大家动手做了实验。")
    report(phone, 300)

    county = open_as(held.county, visitors, "/workspace/")
    county.get_by_role("link", name=held.title).first.click()
    expect(county.locator("#odd")).to_contain_text("正好 300 人次")
    county.get_by_role("button", name="人次像是估计的整数，请核对签到或点数。").click()
    county.get_by_role("button", name="退回", exact=True).click()
    expect(county.get_by_role("status").first).to_contain_text("已退回")

    phone.goto(held.form)
    expect(phone.get_by_role("alert")).to_contain_text("像是估计的整数")
    report(phone, 37)

    county.goto(f"/workspace/results/{held.session}/")
    expect(county.locator(".people-total")).to_contain_text("42")
    county.keyboard.press("a")
    expect(county.get_by_role("status").first).to_contain_text("已确认")

    visitor = visitors.open(f"/activities/{held.activity}/", "phone")
    expect(visitor.locator(".held-results")).to_contain_text(re.compile(r"现场约 \d*[05] 人次"))
    expect(visitor.get_by_role("img", name="大家动手过滤")).to_be_visible()
    assert SessionResult.objects.get(session__public_id=held.session).state == ResultState.CONFIRMED


def test_a_report_without_scripts(visitors: Visitors, held: Held) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.endswith(" csp") or complaint.startswith("status: 400")
    phone = open_as(held.organizer, visitors, held.form, "phone", java_script_enabled=False)
    phone.get_by_label("社区居民").first.fill("12")
    phone.get_by_role("button", name="填报").click()
    expect(phone.get_by_role("alert")).to_contain_text("请附 1–2 张现场照片")
    phone.get_by_label("现场照片").set_input_files([picture("a.jpg")])
    phone.get_by_role("button", name="填报").click()
    expect(phone.get_by_role("status").first).to_contain_text("已填报，等待确认")
    assert SessionResult.objects.get(session__public_id=held.session).photos.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(visitors: Visitors, held: Held, size: str, scheme: str) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    page = open_as(held.organizer, visitors, held.form, size, color_scheme=scheme)
    found = {"form": judged(page, axe)}
    page.get_by_label("现场照片").set_input_files([picture("a.jpg")])
    page.locator(".photo-row img[src]").wait_for()
    page.get_by_label("照片说明").first.fill("大家动手过滤")
    report(page, 300)
    found["list"] = judged(page, axe)
    county = open_as(held.county, visitors, f"/workspace/results/{held.session}/", size, color_scheme=scheme)
    found["review"] = judged(county, axe)
    county.get_by_role("button", name="确认", exact=True).click()
    expect(county.get_by_role("status").first).to_contain_text("已确认")
    for name, address in {"settled": held.form, "public": f"/activities/{held.activity}/"}.items():
        county.goto(address)
        found[name] = judged(county, axe)
    assert {place: violations for place, violations in found.items() if violations} == {}


def test_nothing_sticks_out_on_a_narrow_phone(visitors: Visitors, held: Held) -> None:
    page = open_as(held.organizer, visitors, held.form, "phone", viewport=NARROW["viewport"])
    assert page.evaluate(STICKS_OUT) == []
    page.goto("/workspace/results/?tab=report")
    assert page.evaluate(STICKS_OUT) == []
