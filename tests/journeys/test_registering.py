"""Taking a place on a phone: a party of three from the form to the ticket and back, the waiting list, a child."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStep, Registration, RegistrationState, Session
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from tests.activities.conftest import lecture
from tests.committed import without_triggers
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.visitor import Visitors

JOURNEYS = 6


@pytest.fixture
def axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sessions(site: str, django_db_blocker: Any) -> Iterator[list[Session]]:
    """A session of three places in a week for each journey, outside of the tests' transactions.

    What the journeys wrote is removed at the end.
    """
    made = []
    with django_db_blocker.unblock():
        now = timezone.now()
        for number in range(JOURNEYS):
            facts = replace(lecture(now), title=f"旅程测试讲座{number}")
            activity = save_activity(facts=facts, by=SYSTEM, now=now)
            submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
            made.append(Session.objects.select_related("activity").get(activity=activity))
    yield list(made)
    with django_db_blocker.unblock():
        Registration.objects.filter(session__in=made).delete()
        with without_triggers(ActivityStep._meta.db_table):
            ActivityStep.objects.filter(activity__sessions__in=made).delete()
        Activity.objects.filter(sessions__in=made).delete()
        OutboxMessage.objects.all().delete()


@pytest.fixture
def session(sessions: list[Session]) -> Session:
    return sessions.pop()


def fill(page: Page, number: str, people: int, *, age: str = "18–59 岁") -> None:
    page.get_by_label("联系人姓名").fill("旅程测试人")
    page.get_by_label("手机号").fill(number)
    page.get_by_label("一共几个人").fill(str(people))
    page.get_by_label("属于哪个人群").select_option(index=1)
    page.get_by_label("年龄段").select_option(label=age)
    page.get_by_label("我已阅读并同意").check()


def opened(visitors: Visitors, session: Session, scripts: bool) -> Page:
    if not scripts:  # the browser tells of each module that it may not load
        visitors.watch.forgiven = lambda complaint: complaint.endswith(" csp")
    page = visitors.open(f"/activities/{session.activity.public_id}/", "phone", java_script_enabled=scripts)
    page.locator(f"a[href*='register/{session.public_id}']").click()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_party_of_three_registers_gets_its_ticket_and_cancels(
    visitors: Visitors, session: Session, scripts: bool
) -> None:
    page = opened(visitors, session, scripts)
    fill(page, "138 0000 8101" if scripts else "138 0000 8102", 3)
    page.get_by_role("button", name="报名").click()
    expect(page).to_have_url(re.compile("/activities/ticket/"))
    expect(page.get_by_role("img", name="入场二维码")).to_be_visible()
    expect(page.locator(".ticket")).to_contain_text("3 人")
    page.get_by_role("link", name="来不了，取消报名").click()
    page.get_by_role("button", name="确认取消").click()
    expect(page.get_by_role("status").first).to_contain_text("已取消")
    expect(page.get_by_role("img", name="入场二维码")).to_have_count(0)
    assert Registration.objects.get(session=session).state == RegistrationState.CANCELLED


def test_who_comes_last_waits_and_confirms_when_a_place_is_free(visitors: Visitors, session: Session) -> None:
    first = opened(visitors, session, True)
    fill(first, "138 0000 8103", 3)
    first.get_by_role("button", name="报名").click()
    expect(first).to_have_url(re.compile("/activities/ticket/"))
    second = opened(visitors, session, True)
    expect(second.get_by_role("status")).to_contain_text("名额已满")
    fill(second, "138 0000 8104", 2)
    second.get_by_role("button", name="进入候补名单").click()
    expect(second.locator(".ticket")).to_contain_text("您在候补名单里")
    first.get_by_role("link", name="来不了，取消报名").click()
    first.get_by_role("button", name="确认取消").click()
    second.reload()
    second.get_by_role("button", name="确认参加").click()
    expect(second.get_by_role("img", name="入场二维码")).to_be_visible()


def test_a_child_comes_with_a_guardians_consent(visitors: Visitors, session: Session) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 400")  # the mistake that is made
    page = opened(visitors, session, True)
    guardian = page.get_by_label("我是孩子的监护人")
    expect(guardian).to_be_hidden()
    fill(page, "138 0000 8105", 1, age="14 岁以下")
    expect(guardian).to_be_visible()
    page.get_by_role("button", name="报名").click()
    expect(page.locator(".guardian .errorlist")).to_have_text("14 岁以下要由监护人同意。")
    guardian.check()
    page.get_by_role("button", name="报名").click()
    expect(page.get_by_role("img", name="入场二维码")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way(visitors: Visitors, session: Session, scheme: str, axe: str) -> None:
    visitors.watch.forgiven = lambda complaint: complaint.startswith("status: 400")
    page = visitors.context("phone", color_scheme=scheme).new_page()
    found = {}
    page.goto(f"/activities/{session.activity.public_id}/register/{session.public_id}/")
    found["form"] = judged(page, axe)
    page.get_by_role("button", name="报名").click()
    found["mistakes"] = judged(page, axe)
    fill(page, "138 0000 8106" if scheme == "light" else "138 0000 8107", 1)
    page.get_by_role("button", name="报名").click()
    expect(page).to_have_url(re.compile("/activities/ticket/"))
    found["ticket"] = judged(page, axe)
    page.get_by_role("link", name="来不了，取消报名").click()
    found["cancel"] = judged(page, axe)
    assert {place: violations for place, violations in found.items() if violations} == {}
