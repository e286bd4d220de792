"""A weekly activity is posted, returned, published; one that fifty come to is called off."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership, Notice, Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStatus, ActivityStep, Message, MessageKind, Registration
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from core.search import remove_entry
from tests.activities.conftest import lecture
from tests.activities.registering import ask, deliver_all
from tests.committed import without_triggers
from tests.conftest import give_second_factor, join, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, NARROW, STICKS_OUT, judged
from tests.journeys.visitor import Visitors
from venues.models import Venue

TITLE = "旅程发布：周末科学课"
CALLED_OFF = "旅程取消：露天观星"
COMING = 50
COUNTY = "450202"


@dataclass(frozen=True)
class Stage:
    """Sessions of an organizer and of who decides in the county, a venue's name; activities: fifty come to one."""

    organizer: str
    county: str
    venue: str
    crowded: str
    quiet: str


@pytest.fixture(scope="module")
def stage(site: str, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock():
        unit = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code=COUNTY).get()
        people = [give_second_factor(make_user(f"journey-posting-{role}")) for role in ("organizer", "reviewer")]
        join(people[0], unit, Role.ORGANIZER)
        join(people[1], unit, Role.COUNTY_REVIEWER)
        quiet = posted(unit, "旅程安静：科普阅读")
        crowded = posted(unit, CALLED_OFF)
        for number in range(COMING):
            ask(crowded.sessions.get(), 9000 + number, now=timezone.now())
        venue = Venue.objects.published().exclude(point=None).order_by("pk")[0].name
        keys = [session_of(person) for person in people]
    yield Stage(*keys, venue, crowded.public_id, quiet.public_id)
    with django_db_blocker.unblock():
        remove(people)


def posted(unit: Unit, title: str) -> Activity:
    now = timezone.now()
    facts = lecture(now)
    session = replace(facts.sessions[0], capacity=None)
    facts = replace(facts, title=title, unit_id=unit.pk, sessions=(session,))
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


def remove(people: list[User]) -> None:
    for activity in Activity.objects.filter(title__startswith="旅程"):
        Registration.objects.filter(session__activity=activity).delete()
        with without_triggers(ActivityStep._meta.db_table):
            ActivityStep.objects.filter(activity=activity).delete()
        remove_entry("activity", activity.public_id)
        activity.delete()
    for model in (Notice, OutboxMessage):
        model.objects.all().delete()
    Membership.objects.filter(user__in=people).delete()
    User.objects.filter(pk__in=[person.pk for person in people]).delete()


def onwards(page: Page, visitors: Visitors, key: str) -> None:
    page.locator(".form-actions button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(f"/edit/{key}/$"))
    visitors.settle(page)


def next_saturday() -> date:
    today = timezone.localdate()
    return today + timedelta(days=(5 - today.weekday()) % 7 + 7)


def post_ten_weeks(page: Page, visitors: Visitors, stage: Stage) -> None:
    """From an empty form to what waits for review: a title, a place, ten Saturdays."""
    page.get_by_label("活动名称").fill(TITLE)
    page.get_by_label("形式").select_option(label="讲座或报告会")
    page.locator("[name=summary]").fill("每周六上午，和孩子一起做实验。")
    page.locator("label.chip", has_text="青少年").first.click()
    onwards(page, visitors, "serving")
    onwards(page, visitors, "where")
    page.locator("[name=venue]").fill(stage.venue)
    page.locator("#venue-suggestions [role=option]").first.click()
    page.locator("label.chip", has_text="在城镇").click()  # its township is not stated, so it is asked
    onwards(page, visitors, "when")
    first = next_saturday()
    page.locator("[name='sessions-0-day']").fill(first.isoformat())
    page.locator("[name='sessions-0-start']").fill("09:30")
    page.locator("[name='sessions-0-until']").fill("11:00")
    page.locator("[name='sessions-0-capacity']").fill("30")
    page.locator("summary", has_text="按规律").click()
    page.locator("[name='repeat-until']").fill((first + timedelta(weeks=9)).isoformat())
    page.get_by_role("button", name="排出场次").click()
    expect(page.locator("[name='sessions-9-day']")).to_have_value((first + timedelta(weeks=9)).isoformat())
    onwards(page, visitors, "taking")
    page.locator("label.chip", has_text="报名即可").click()
    page.locator("[name=contact]").fill("0772-0000000")
    onwards(page, visitors, "cover")
    page.locator(".form-actions button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/edit/review/$"))
    page.get_by_role("button", name="提交审核").last.click()
    expect(page.locator("main")).to_contain_text("待审核")


def test_ten_weeks_are_posted_returned_put_right_and_published(visitors: Visitors, stage: Stage) -> None:
    organizer = open_as(stage.organizer, visitors, "/workspace/activities/new/", "phone")
    began = time.monotonic()
    post_ten_weeks(organizer, visitors, stage)
    assert time.monotonic() - began < 180, "three minutes of clicks, and a machine's are quicker than a person's"
    address = organizer.url.removeprefix(visitors.site)
    assert Activity.objects.get(title=TITLE).sessions.count() == 10

    county = open_as(stage.county, visitors, "/workspace/")
    county.get_by_role("link", name=TITLE).first.click()
    county.keyboard.press("r")
    county.locator("#reason").fill("请写清楚带什么材料。")
    county.get_by_role("button", name="退回", exact=True).click()
    expect(county.get_by_role("status").first).to_contain_text("退回")

    organizer.goto("/workspace/")
    organizer.get_by_role("link", name=TITLE).first.click()
    expect(organizer.locator("main")).to_contain_text("请写清楚带什么材料。")
    organizer.get_by_role("link", name="修改").click()
    visitors.settle(organizer)
    organizer.locator("[name=summary]").fill("每周六上午，和孩子一起做实验；材料现场发。")
    onwards(organizer, visitors, "serving")
    organizer.goto(address)
    organizer.get_by_role("button", name="提交审核").click()
    expect(organizer.locator("main")).to_contain_text("待审核")

    county.goto(address)
    county.keyboard.press("a")
    expect(county.get_by_role("status").first).to_contain_text("发布")
    assert Activity.objects.get(title=TITLE).status == ActivityStatus.PUBLISHED
    visitor = visitors.open(county.get_by_role("link", name="公众页面").get_attribute("href") or "", "phone")
    expect(visitor.locator(".activity-card")).to_have_count(10)
    expect(visitor.locator("main")).to_contain_text("材料现场发")


def test_one_that_fifty_come_to_is_called_off_and_all_are_told(visitors: Visitors, stage: Stage) -> None:
    page = open_as(stage.organizer, visitors, f"/workspace/activities/{stage.crowded}/", "phone")
    page.locator("summary", has_text="取消整个活动").click()
    page.get_by_label("原因").last.fill("有雷雨，改到下个月")
    page.get_by_role("button", name="取消整个活动").click()
    expect(page.locator("main")).to_contain_text(f"{COMING} 份报名")
    page.get_by_role("button", name="取消整个活动").click()
    expect(page.locator("main")).to_contain_text("已取消：有雷雨，改到下个月")
    deliver_all(timezone.now())
    assert not Message.objects.filter(kind=MessageKind.CALLED_OFF).exists()
    deliver_all(timezone.now() + timedelta(minutes=6))  # the server of the journeys has no worker
    told = Message.objects.filter(registration__session__activity__public_id=stage.crowded, kind=MessageKind.CALLED_OFF)
    assert told.values("registration").distinct().count() == COMING
    visitor = visitors.open(f"/activities/{stage.crowded}/", "phone")
    expect(visitor.get_by_text("活动已取消：有雷雨，改到下个月")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_workspaces_pages(visitors: Visitors, stage: Stage, size: str, scheme: str) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    found = {}
    page = open_as(stage.organizer, visitors, "/workspace/activities/", size, color_scheme=scheme)
    record = f"/workspace/activities/{stage.quiet}/"
    places = ["/workspace/activities/", "/workspace/activities/new/", "/workspace/plan/", record]
    places += [f"{record}edit/{key}/" for key in ("what", "serving", "where", "when", "taking", "cover", "review")]
    for place in [*places, "/activities/?view=month", "/activities/"]:
        page.goto(place)
        found[place] = judged(page, axe)
    assert {place: violations for place, violations in found.items() if violations} == {}


def test_nothing_sticks_out_on_a_narrow_phone(visitors: Visitors, stage: Stage) -> None:
    page = open_as(stage.organizer, visitors, "/workspace/activities/", "phone", viewport=NARROW["viewport"])
    record = f"/workspace/activities/{stage.quiet}/"
    for place in ("/workspace/plan/", record, f"{record}edit/when/", "/activities/?view=month"):
        page.goto(place)
        assert page.evaluate(STICKS_OUT) == [], place
