"""Words outlive the session and the token of the form in which they were typed, with and without scripts."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, Unit, UnitKind
from accounts.permissions import SYSTEM
from accounts.secondfactors import seal_secret
from activities.models import Activity
from activities.services import save_activity
from core.models import OutboxMessage
from core.search import remove_entry
from tests.activities.conftest import lecture
from tests.conftest import join, make_user
from tests.journeys.staff import open_as, session_of
from tests.journeys.visitor import Visitors
from venues.models import ErrorReport, Venue

TITLE = "旅程留字：周末科学课"
PASSWORD = "a long enough password"
TEXT = "写了一下午的介绍，一个字也不能丢。"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@dataclass
class Stage:
    """An organizer, signed in by a session, the key of the second factor, and the draft's form."""

    session: str
    key: str
    draft: int
    form: str

    def summary(self) -> str:
        return Activity.objects.get(pk=self.draft).summary


@pytest.fixture(scope="module")
def stage(site: str, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock():
        unit = Unit.objects.filter(kind=UnitKind.COUNTY_OFFICE, county_code="450202").get()
        user = join(make_user("journey-words"), unit, Role.ORGANIZER)
        key = totp.generate_totp_secret()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal_secret(key)})
        now = timezone.now()
        draft = save_activity(facts=replace(lecture(now), title=TITLE, unit_id=unit.pk), by=SYSTEM, now=now)
        session = session_of(user)
    yield Stage(session, key, draft.pk, f"/workspace/activities/{draft.public_id}/edit/what/")
    with django_db_blocker.unblock():
        ErrorReport.objects.filter(text__startswith=TEXT).delete()
        OutboxMessage.objects.filter(event="report.received").delete()
        remove_entry("activity", draft.public_id)
        Activity.objects.filter(pk=draft.pk).delete()
        user.memberships.all().delete()
        user.delete()


@pytest.fixture
def text(visitors: Visitors) -> str:
    """Words of one journey alone; the refusals and the scripts that are left out are the journey's own doing."""
    visitors.watch.forgiven = lambda complaint: (
        complaint.startswith(("status: 401", "status: 403", "status: 409")) or complaint.endswith(".js csp")
    )
    return TEXT + secrets.token_hex(4)


def end_the_session(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in(page: Page, stage: Stage) -> None:
    page.get_by_label("用户名或电子邮箱").fill("journey-words")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    code = totp.format_hotp_value(totp.hotp_value(stage.key, next(totp.yield_hotp_counters_from_time())))
    page.locator("input[name=code]").fill(code)
    page.locator("form", has=page.locator("input[name=code]")).get_by_role("button").first.click()


def form_of(stage: Stage, visitors: Visitors, scripts: bool = True) -> Page:
    return open_as(stage.session, visitors, stage.form, java_script_enabled=scripts)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()


@SCRIPTS
def test_a_form_whose_session_ended_is_sent_after_the_sign_in(
    stage: Stage, visitors: Visitors, text: str, scripts: bool
) -> None:
    page = form_of(stage, visitors, scripts)
    end_the_session(page)
    page.locator("[name=summary]").fill(text)
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("还没有提交")
    expect(page.locator("main")).to_contain_text(text)
    page.get_by_role("link", name="先登录，再接着提交").click()
    assert "summary" not in page.url and "%E5" not in page.url
    sign_in(page, stage)
    expect(page.get_by_role("heading", level=1)).to_have_text("接着提交")
    page.get_by_role("button", name="再提交一次").click()
    expect(page).to_have_url(re.compile("/edit/serving/"))
    assert stage.summary() == text


@SCRIPTS
def test_a_form_whose_token_has_gone_is_sent_again(stage: Stage, visitors: Visitors, text: str, scripts: bool) -> None:
    page = form_of(stage, visitors, scripts)
    page.locator("[name=summary]").fill(text)
    page.context.clear_cookies(name="csrftoken")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("还没有提交")
    page.get_by_role("button", name="再提交一次").click()
    expect(page).to_have_url(re.compile("/edit/serving/"))
    assert stage.summary() == text


@SCRIPTS
def test_a_public_form_is_sent_again_too(stage: Stage, visitors: Visitors, text: str, scripts: bool) -> None:
    venue = Venue.objects.published().order_by("pk")[0]
    page = visitors.open(f"/venues/{venue.public_id}/report/", "phone", java_script_enabled=scripts)
    page.locator("main input[type=radio]").first.check()
    page.locator("main textarea").first.fill(text)
    page.context.clear_cookies(name="csrftoken")
    page.locator("main form").last.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text(text)
    page.get_by_role("button", name="再提交一次").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("还没有提交")
    assert ErrorReport.objects.filter(text=text).count() == 1


def test_a_draft_says_that_it_was_not_saved_and_saves_after_the_sign_in(
    stage: Stage, visitors: Visitors, text: str
) -> None:
    page = form_of(stage, visitors)
    told = page.locator("#autosave-state")
    page.locator("[name=summary]").fill(f"第一次{text}")
    expect(told).to_contain_text("草稿已自动保存")
    assert stage.summary() == f"第一次{text}"
    end_the_session(page)
    page.locator("[name=summary]").fill(text)
    expect(told).to_contain_text("没有保存上：登录已过期")
    expect(told).to_contain_text("上次保存是")
    assert "undefined" not in told.inner_text()
    other = page.context.new_page()
    other.goto(told.get_by_role("link", name="在新窗口登录").get_attribute("href") or "")
    sign_in(other, stage)
    expect(other.locator("input[name=code]")).to_have_count(0)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(told).to_contain_text("草稿已自动保存")
    assert stage.summary() == text
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept-words:')).length") == 0


def test_words_that_were_not_saved_are_offered_when_the_form_is_opened_anew(
    stage: Stage, visitors: Visitors, text: str
) -> None:
    page = form_of(stage, visitors)
    end_the_session(page)
    page.locator("[name=summary]").fill(text)
    expect(page.locator("#autosave-state")).to_contain_text("没有保存上")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(stage.form)
    sign_in(again, stage)
    again.get_by_role("button", name="放回表单").click()
    expect(again.locator("[name=summary]")).to_have_value(text)
    expect(again.locator("#autosave-state")).to_contain_text("草稿已自动保存")
    assert stage.summary() == text


def test_two_windows_lose_neither_text(stage: Stage, visitors: Visitors, text: str) -> None:
    first = form_of(stage, visitors)
    second = first.context.new_page()
    second.goto(stage.form)
    first.locator("[name=summary]").fill(f"第一个窗口{text}")
    expect(first.locator("#autosave-state")).to_contain_text("草稿已自动保存")
    second.locator("[name=summary]").fill(f"第二个窗口{text}")
    expect(second.locator("#autosave-state")).to_contain_text("没有保存上：别人也改了这一步")
    save(second)
    expect(second.locator("#clash")).to_be_visible()
    expect(second.locator("main")).to_contain_text(f"第一个窗口{text}")
    expect(second.locator("main")).to_contain_text(f"第二个窗口{text}")
