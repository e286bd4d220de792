"""A correction of hours that the second person refuses: on phones, and the volunteer keeps every minute."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.permissions import SYSTEM, Actor
from activities.models import Session
from activities.services import save_activity, submit_activity
from tests.activities.registering import deliver_all
from tests.conftest import give_second_factor, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.test_self_checkin import running
from tests.journeys.test_volunteering import HOUR, clear, committed
from tests.journeys.visitor import Visitors
from tests.volunteers.people import a_position, a_volunteer, accepted, sign
from volunteers.models import Application, Position, ServiceRecord
from volunteers.rules import NOTICE
from volunteers.services.hours import confirm_service, finalize_due


@dataclass(frozen=True)
class Cast:
    volunteer: str
    keeper: str
    second: str
    page: str


@pytest.fixture
def cast(site: str, django_db_blocker: Any) -> Iterator[Cast]:
    """Two hours that were served a week ago and count; an organizer, and another."""
    now = timezone.now()
    begun = now - timedelta(days=7)
    made: list[Any] = []

    def make() -> None:
        users = [give_second_factor(make_user(f"correct-{name}", is_superuser=True)) for name in ("keeps", "seconds")]
        activity = save_activity(facts=replace(running(now), title="更正测试活动"), by=SYSTEM, now=now)
        activity = submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        volunteer = a_volunteer(851, now, name="测试学生")
        position = a_position(activity.sessions.get(), now)
        row = accepted(position, volunteer, now)
        times = {"starts_at": begun, "ends_at": begun + 2 * HOUR}
        Session.objects.filter(activity=activity).update(**times)
        Position.objects.filter(pk=position.pk).update(**times)
        Application.objects.filter(pk=row.pk).update(**times)
        row.refresh_from_db()
        sign(row, "in", begun)
        sign(row, "out", begun + 2 * HOUR)
        by = Actor(user_id=users[0].pk, is_office=True)
        confirm_service(service_id=ServiceRecord.objects.get().pk, by=by, now=begun + 3 * HOUR)
        finalize_due(now=begun + 3 * HOUR + NOTICE)
        assert volunteer.user is not None
        page = f"/workspace/activities/{activity.public_id}/positions/{position.public_id}/"
        sessions = [session_of(user) for user in (volunteer.user, *users)]
        made.extend([activity, [volunteer.user, *users], Cast(*sessions, page)])

    committed(make)
    yield made[2]
    committed(lambda: clear(made[0], made[1]))


def proposed(keeper: Page) -> None:
    keeper.get_by_text("更正时长", exact=True).click()
    form = keeper.locator("#correct")
    form.get_by_label("怎么更正").select_option("annul")
    form.get_by_label("为什么更正").fill("名单上没有")
    form.get_by_role("button", name="提出更正").click()
    expect(keeper.get_by_role("status").first).to_contain_text("原来的记录不变")
    expect(keeper.get_by_role("button", name="确认更正")).to_have_count(0)


def test_a_refused_correction_leaves_the_hours_and_tells_the_volunteer(cast: Cast, visitors: Visitors) -> None:
    axe = Path(AXE).read_text(encoding="utf-8")
    keeper = open_as(cast.keeper, visitors, cast.page, "phone")
    proposed(keeper)
    own = open_as(cast.volunteer, visitors, "/volunteers/me/", "phone")
    expect(own.locator(".big-number")).to_have_text("2 小时")
    expect(own.locator(".service-list")).to_contain_text("有人提出取消这条记录：名单上没有")

    second = open_as(cast.second, visitors, cast.page, "phone")
    expect(second.locator("main")).to_contain_text("提议取消这条记录")
    assert judged(second, axe) == []
    assert second.evaluate("document.documentElement.scrollWidth") <= 390
    second.get_by_placeholder("不通过的理由").fill("签到签退都在")
    second.get_by_role("button", name="不通过", exact=True).click()
    expect(second.get_by_role("status").first).to_contain_text("更正未通过")

    committed(lambda: deliver_all(timezone.now() + HOUR))
    own.reload()
    expect(own.locator(".big-number")).to_have_text("2 小时")
    expect(own.locator(".service-list")).to_contain_text("提议未通过，时长不变：签到签退都在")
    assert judged(own, axe) == []
    own.goto("/me/")
    expect(own.locator("main")).to_contain_text("更正您服务时长的提议未通过，时长不变")
