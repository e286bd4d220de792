"""A target lags: the office finds the unit and its rows, reminds it, a count comes in, and the figure moves at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import Notice, Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStep, CheckIn, PlanYear, SessionResult
from activities.services import save_activity, submit_activity
from core.clock import city_day
from core.models import OutboxMessage
from core.search import remove_entry
from insights.models import FrozenReport, SessionTally, TallyDelta, Target
from insights.services.targets import TargetForm, save_target
from tests.activities.checkins import sent, take_in
from tests.activities.conftest import lecture
from tests.committed import without_triggers
from tests.conftest import give_second_factor, join, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.test_results import picture
from tests.journeys.visitor import Visitors

GOAL = "旅程测试：本年现场人次"


@dataclass(frozen=True)
class Stage:
    """A unit that has not reported, and the keys of the sessions of the people concerned."""

    title: str
    unit: str
    year: int
    office: str
    organizer: str
    county: str


@pytest.fixture(scope="module")
def stage(site: str, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock():
        SessionTally.objects.all().delete()
        TallyDelta.objects.all().delete()
        unit = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code="450202").get()
        group = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]
        roles = (
            ("office", group, Role.OFFICE),
            ("organizer", unit, Role.ORGANIZER),
            ("reviewer", unit, Role.COUNTY_REVIEWER),
        )
        people = [give_second_factor(make_user(f"journey-tally-{role}")) for role, _unit, _held in roles]
        for person, (_role, of, held) in zip(people, roles, strict=True):
            join(person, of, held)
        activity = _was_held(unit)
        year = city_day(activity.sessions.get().starts_at).year
        plan_was_there = PlanYear.objects.filter(year=year).exists()
        facts = TargetForm(GOAL, "participations", "at_least", Decimal(1000), date(year, 1, 1), date(year, 12, 31))
        target = save_target(year=year, facts=facts, by=SYSTEM)
    yield Stage(activity.title, unit.name, year, *[_key(person, django_db_blocker) for person in people])
    with django_db_blocker.unblock():
        Target.objects.filter(pk=target.pk).delete()
        if not plan_was_there:
            PlanYear.objects.filter(year=year).delete()
        _remove(activity, people)


def _key(person: User, blocker: Any) -> str:
    with blocker.unblock():
        return session_of(person)


def _was_held(unit: Unit) -> Activity:
    now = timezone.now()
    facts = lecture(now)
    times = replace(
        facts.sessions[0], starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1), capacity=None
    )
    facts = replace(facts, title="旅程测试：广场科普集市", unit_id=unit.pk, sessions=(times,))
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    take_in(sent(activity.sessions.get(), method="screen", count=5), now=now)
    return activity


def _remove(activity: Activity, people: list[User]) -> None:
    SessionResult.objects.all().delete()
    with without_triggers("insights_frozenreport"):
        FrozenReport.objects.all().delete()
    for rows in (CheckIn.objects.exclude(undo_of=None), CheckIn.objects.all(), ActivityStep.objects.all()):
        with without_triggers(rows.model._meta.db_table):
            rows.delete()
    remove_entry("activity", activity.public_id)
    activity.delete()
    for model in (Notice, OutboxMessage, SessionTally, TallyDelta):
        model.objects.all().delete()
    User.objects.filter(pk__in=[person.pk for person in people]).delete()


def _well_made(page: Page) -> None:
    assert judged(page, AXE.read_text(encoding="utf-8")) == []


def test_from_a_target_that_lags_to_the_figure_that_moves(visitors: Visitors, stage: Stage) -> None:
    office = open_as(stage.office, visitors, f"/workspace/dashboard/?year={stage.year}")
    goal = office.locator(".target-list li", has_text=GOAL)
    expect(goal).to_contain_text("进度落后")
    expect(goal.locator(".target-figure strong")).to_have_text("5")
    expect(office.locator(".chart-canvas canvas").first).to_be_visible()

    # Down to the rows: the activity, its session, the one entry and how it was obtained.
    goal.get_by_role("link", name="看背后的记录").click()
    office.get_by_role("link", name=stage.title).click()
    office.locator("table.behind tbody a").first.click()
    expect(office.locator("table.entries tbody tr")).to_have_count(1)
    expect(office.locator("table.entries")).to_contain_text("现场屏幕码自助")

    # Whose it is: the county, then the unit.
    office.goto(f"/workspace/supervision/?year={stage.year}")
    lagging = office.locator(".target-list li", has_text=GOAL)
    lagging.get_by_role("link", name="按县区").click()
    expect(office.locator("table.pivot tbody tr")).to_have_count(1)
    office.goto(f"/workspace/supervision/?year={stage.year}")
    lagging.get_by_role("link", name="按单位").click()
    expect(office.locator("table.pivot tbody tr", has_text=stage.unit)).to_contain_text("5")

    # Who has not reported is reminded.
    office.goto(f"/workspace/supervision/?year={stage.year}")
    office.get_by_label(stage.unit).check()
    office.get_by_role("button", name="提醒勾选的单位").click()
    expect(office.get_by_role("status").first).to_contain_text("已提醒 1 个单位")

    # The organizer follows the notice, reports; the county confirms.
    phone = open_as(stage.organizer, visitors, "/workspace/", "phone")
    phone.get_by_role("link", name="办公室提醒：").first.click()
    phone.get_by_role("link", name=stage.title).first.click()
    phone.get_by_label("现场照片").set_input_files([picture("a.jpg")])
    phone.locator(".photo-row img[src]").wait_for()
    phone.get_by_label("社区居民").first.fill("1203")
    phone.get_by_role("button", name="填报").click()
    expect(phone.get_by_role("status").first).to_contain_text("已填报，等待确认")
    county = open_as(stage.county, visitors, "/workspace/")
    county.get_by_role("link", name=stage.title).first.click()
    county.get_by_role("button", name="确认", exact=True).click()
    expect(county.get_by_role("status").first).to_contain_text("已确认")

    # The figure moves at once, for the office and on the wall.
    office.goto(f"/workspace/dashboard/?year={stage.year}")
    expect(goal).to_contain_text("已完成")
    expect(goal.locator(".target-figure strong")).to_have_text("1,208")
    office.goto(f"/workspace/dashboard/wall/?year={stage.year}")
    expect(office.locator(".headlines")).to_contain_text("1,208")


def test_a_table_is_frozen_and_a_chart_is_saved(visitors: Visitors, stage: Stage) -> None:
    office = open_as(stage.office, visitors, f"/workspace/dashboard/?year={stage.year}")
    with office.expect_download() as saved:
        office.locator("[data-download]:visible").first.click()
    picture_of = saved.value.path().read_bytes()
    assert picture_of[:8] == b"\x89PNG\r\n\x1a\n" and saved.value.suggested_filename.endswith(f"-{stage.year}.png")
    with office.expect_download() as saved:
        office.locator("[data-download-map]").click()
    with Image.open(saved.value.path()) as drawn:  # counties in more than one colour, under a title on white
        assert drawn.height > 1000 and drawn.getpixel((2, 2))[:3] == (255, 255, 255)
        assert len(drawn.convert("RGB").quantize(16).getcolors()) > 4
    office.goto(f"/workspace/tally/?year={stage.year}&rows=unit&columns=")
    office.get_by_label("把这张表定稿，名称").fill("旅程测试定稿")
    office.get_by_role("button", name="定稿").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("旅程测试定稿")
    expect(office.locator("main")).to_contain_text("没有变化")


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("path", ["dashboard", "tally", "targets", "supervision", "coverage", "frozen", "exports"])
def test_pages_are_for_everybody(visitors: Visitors, stage: Stage, path: str, size: str) -> None:
    page = open_as(stage.office, visitors, f"/workspace/{path}/?year={stage.year}", size)
    _well_made(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
