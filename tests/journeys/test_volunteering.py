"""A student volunteers: from signing up to a certificate that a stranger checks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStep, PersonalDataAccess, ScannerDevice, Session
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from tests.committed import without_triggers
from tests.conftest import give_second_factor, make_user
from tests.journeys.door import ALL_SENT, KEPT
from tests.journeys.staff import open_as, session_of
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.test_self_checkin import running
from tests.journeys.visitor import Visitors
from tests.volunteers.people import a_position, a_volunteer, facts, with_phone
from volunteers.models import (
    Application,
    Certificate,
    CertificateRequest,
    CertifiedService,
    Correction,
    Position,
    ServiceRecord,
    ServiceStep,
    SignEvent,
    Team,
    Volunteer,
)
from volunteers.rules import NOTICE
from volunteers.services.hours import finalize_due
from volunteers.services.teams import save_team

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Cast:
    """Who takes part, by their sessions, and where."""

    student: str
    leader: str
    keeper: str
    second: str
    activity: str
    position: str
    position_id: int
    team: str


@pytest.fixture(scope="module")
def cast(site: str, django_db_blocker: Any) -> Iterator[Cast]:
    now = timezone.now()
    with django_db_blocker.unblock():
        users = [give_second_factor(make_user(f"journey-{name}", is_superuser=True)) for name in ("keeps", "seconds")]
        activity = save_activity(facts=replace(running(now), title="校园科普志愿行"), by=SYSTEM, now=now)
        activity = submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        session = activity.sessions.get()
        leader, student = a_volunteer(801, now, name="测试队长"), with_phone(802, now)
        team = save_team(
            name="校园服务队",
            about="",
            unit_id=activity.unit_id,
            leader_number=leader.number,
            is_emergency=False,
            by=SYSTEM,
            now=now,
        )
        position = a_position(
            session, now, team_id=team.pk, open_to="team", starts_at=now + HOUR / 6, ends_at=session.ends_at
        )
        assert leader.user is not None
        found = Cast(
            session_of(student),
            session_of(leader.user),
            session_of(users[0]),
            session_of(users[1]),
            activity.public_id,
            position.public_id,
            position.pk,
            team.public_id,
        )
    yield found
    with django_db_blocker.unblock():
        clear(activity, [leader.user, student, *users])


def clear(activity: Activity, users: list[User]) -> None:
    ServiceRecord.objects.update(replaces=None)
    kept = (CertifiedService, Correction, ServiceStep, ServiceRecord, SignEvent, ActivityStep, PersonalDataAccess)
    for model in (*kept, Certificate):
        with without_triggers(model._meta.db_table):
            model.objects.all().delete()
    for model in (CertificateRequest, Application, Position, Team, Volunteer, ScannerDevice, OutboxMessage):
        model.objects.all().delete()
    activity.delete()
    User.objects.filter(pk__in=[user.pk for user in users]).delete()


@pytest.fixture
def enter(visitors: Visitors) -> Callable[[str, str], Page]:
    return lambda session, address: open_as(session, visitors, address, "phone")


def committed(write: Callable[[], Any]) -> None:
    """Write on a connection of its own: the test's transaction is seen by nobody, and would hold its locks."""

    def run() -> None:
        try:
            write()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(run).result()


def begun(position_id: int) -> None:
    """Let the position have begun an hour ago; its session as well."""
    now = timezone.now()
    position = Position.objects.get(pk=position_id)
    Session.objects.filter(pk=position.session_id).update(starts_at=now - HOUR, ends_at=now + HOUR)
    Position.objects.filter(pk=position_id).update(starts_at=now - HOUR, ends_at=now + HOUR)
    Application.objects.filter(position=position_id).update(starts_at=now - HOUR, ends_at=now + HOUR)


def signs_up(page: Page) -> str:
    said = facts(802)
    page.get_by_label("真实姓名").fill("测试学生")
    page.get_by_label("证件号码").fill(said.id_number)
    page.get_by_label("所在县区").select_option("450202")
    page.get_by_label("高校师生").check()
    page.get_by_label("讲解", exact=True).check()
    page.locator("#id_consent").check()
    page.get_by_role("button", name="注册").click()
    expect(page.get_by_role("status").first).to_contain_text("志愿者编号")
    return str(Volunteer.objects.order_by("-pk")[0].number)


def leader_signs_offline(leader: Page, visitors: Visitors) -> None:
    """The student comes and goes while the leader's phone has no line; the phone's clock runs an hour."""
    leader.goto(leader.get_by_role("link", name="打开签到扫码").get_attribute("href") or "")
    leader.locator("#name").fill("队长的手机")
    leader.get_by_role("button", name="配对", exact=True).click()
    leader.get_by_role("button", name="校园科普志愿行").click()
    expect(leader.locator("#line")).to_have_text("已联网")
    leader.evaluate(KEPT)
    visitors.settle(leader)
    leader.context.set_offline(True)
    leader.get_by_role("button", name="志愿者签到签退").click()
    leader.get_by_role("button", name="签到 测").click()
    expect(leader.locator("#volunteer-list")).to_contain_text("起在岗")
    leader.reload()
    leader.get_by_role("button", name="志愿者签到签退").click()
    leader.get_by_role("button", name="签退 测").click()
    leader.get_by_role("button", name="关闭").click()
    expect(leader.locator("#backlog")).to_contain_text("未上传 2 条")
    leader.context.set_offline(False)
    expect(leader.locator("#backlog")).to_have_text(ALL_SENT, timeout=30_000)


def test_from_signing_up_to_a_certificate_that_is_revoked(
    cast: Cast, enter: Callable[[str, str], Page], visitors: Visitors
) -> None:
    visitors.watch.forgiven = lambda complaint: "ERR_INTERNET_DISCONNECTED" in complaint or "status: 404" in complaint
    axe = Path(AXE).read_text(encoding="utf-8")
    student = enter(cast.student, "/volunteers/join/")
    assert judged(student, axe) == []
    number = signs_up(student)
    student.goto(f"/volunteers/positions/{cast.position}/")
    expect(student.locator("main")).to_contain_text("请先加入服务队")
    student.goto(f"/volunteers/teams/{cast.team}/")
    student.get_by_role("button", name="申请加入").click()
    leader = enter(cast.leader, f"/volunteers/teams/{cast.team}/")
    leader.get_by_role("button", name="同意", exact=True).click()
    student.goto(f"/volunteers/positions/{cast.position}/")
    student.get_by_role("button", name="报名这个岗位").click()
    keeper = enter(cast.keeper, f"/workspace/activities/{cast.activity}/positions/{cast.position}/")
    keeper.get_by_role("button", name="录用所选", exact=True).click()
    expect(keeper.locator("main")).to_contain_text("已录用")
    committed(lambda: begun(cast.position_id))

    leader.goto(f"/volunteers/positions/{cast.position}/")
    leader.get_by_role("button", name="用我的手机给队员签到").click()
    leader_signs_offline(leader, visitors)
    service = ServiceRecord.objects.get()
    assert service.state == "recorded"

    student.goto("/volunteers/me/")
    expect(student.locator(".service-list")).to_contain_text("待确认")
    keeper.reload()
    keeper.locator("[name=service][type=checkbox]").check()
    keeper.get_by_role("button", name="确认所选").click()
    student.reload()
    student.get_by_text("有异议？").click()
    student.get_by_label("哪里不对").fill("签退时间记早了")
    student.get_by_role("button", name="提出异议").click()
    expect(student.locator(".service-list")).to_contain_text("有异议")
    correct(keeper, service)
    second = enter(cast.second, f"/workspace/activities/{cast.activity}/positions/{cast.position}/")
    second.get_by_role("button", name="确认更正").click()
    expect(second.locator("main")).to_contain_text("公示中")
    assert judged(second, axe) == []
    committed(lambda: finalize_due(now=timezone.now() + NOTICE + HOUR))
    student.reload()
    expect(student.locator(".big-number")).to_have_text("30 分")
    assert judged(student, axe) == []
    student.get_by_role("button", name="申请证明").click()
    certificate_is_issued_and_revoked(keeper, number, visitors)


def correct(keeper: Page, service: ServiceRecord) -> None:
    """The keeper puts half an hour in the record's place."""
    keeper.reload()
    keeper.get_by_text("更正时长", exact=True).click()
    form = keeper.locator("#correct")
    form.get_by_label("更正哪一条").select_option(service.public_id)
    start = timezone.localtime(service.window_start) + timedelta(minutes=10)
    form.get_by_label("开始").fill(start.strftime("%Y-%m-%dT%H:%M"))
    form.get_by_label("结束").fill((start + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"))
    form.get_by_label("为什么更正").fill("核对了值班表")
    form.get_by_role("button", name="提出更正").click()
    expect(keeper.locator("main")).to_contain_text("要由另一个人确认")


def certificate_is_issued_and_revoked(keeper: Page, number: str, visitors: Visitors) -> None:
    keeper.goto("/workspace/volunteers/certificates/")
    expect(keeper.locator("main")).to_contain_text(number)
    keeper.get_by_role("link", name="出具", exact=True).click()
    keeper.get_by_label("经办人").fill("测试经办")
    keeper.get_by_label("联系方式").fill("0772-0000000")
    keeper.get_by_role("button", name="出具").click()
    made = Certificate.objects.get()
    stranger = visitors.open("/verify/", "phone")
    stranger.get_by_label("证明上的核验码").fill(made.code)
    stranger.get_by_role("button", name="核验").click()
    expect(stranger.locator("main")).to_contain_text("证明有效")
    expect(stranger.locator("main")).to_contain_text("30 分")
    expect(stranger.locator("main")).not_to_contain_text("测试学生")
    keeper.get_by_text("撤销", exact=True).first.click()
    keeper.get_by_label("撤销的理由").fill("时长有误")
    keeper.get_by_role("button", name="撤销", exact=True).click()
    stranger.reload()
    expect(stranger.locator("main")).to_contain_text("不再有效")
