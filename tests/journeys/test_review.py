"""A venue's way from a draft to the map, by those who work on it, at the size of a phone and by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership, Role, Unit, UnitKind, User
from accounts.secondfactors import seal_secret
from core.models import OutboxMessage
from core.search import remove_entry
from tests.committed import without_triggers
from tests.conftest import join, make_user
from tests.journeys.test_staff import PASSWORD, code_now
from tests.journeys.visitor import Visitors
from tests.venues.keeping import COUNTY, make_public, make_venue
from venues.models import Venue, VenueStep
from venues.query import SEARCH_TYPE

NAME = "旅程审核馆"
TO_VERIFY = "旅程核实馆"
NAMES = ("journey-organizer", "journey-reviewer")


@dataclass
class Work:
    """A draft of the organizer's unit, and who has signed in so far."""

    venue: Venue
    secret: str
    states: dict[str, Any] = field(default_factory=dict)


def with_factor(user: User, secret: str) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": seal_secret(secret)})
    return user


@pytest.fixture(scope="module")
def work(site: str, django_db_blocker: Any) -> Iterator[Work]:
    """What the journeys begin with, committed before a test's transaction; all of it is removed at the end."""
    with django_db_blocker.unblock():
        unit = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]
        office = Unit.objects.get(kind=UnitKind.COUNTY_OFFICE, county_code=COUNTY)
        secret = totp.generate_totp_secret()
        with_factor(join(make_user(NAMES[0]), unit, Role.ORGANIZER), secret)
        with_factor(join(make_user(NAMES[1]), office, Role.COUNTY_REVIEWER), secret)
        venue = make_venue(unit, timezone.now(), name=NAME, opening_hours="Tu-Su 09:00-17:00")
        make_public(unit, timezone.now(), name=TO_VERIFY)
    yield Work(venue, secret)
    with django_db_blocker.unblock():
        made = list(Venue.objects.filter(name__in=[NAME, TO_VERIFY]))
        with without_triggers("venues_venuestep"):
            VenueStep.objects.filter(venue__in=made).delete()
        for venue in made:
            remove_entry(SEARCH_TYPE, venue.public_id)
            venue.delete()
        OutboxMessage.objects.all().delete()
        Membership.objects.filter(user__username__in=NAMES).delete()
        User.objects.filter(username__in=NAMES).delete()


def at(visitors: Visitors, work: Work, who: str, path: str, size: str = "phone", **options: Any) -> Page:
    """Somebody's browser on a page of the workspace."""
    if who not in work.states:
        work.states[who] = sign_in(visitors, work, f"journey-{who}")
    page = visitors.context(size, storage_state=work.states[who], **options).new_page()
    page.goto(path)
    visitors.settle(page)
    return page


def sign_in(visitors: Visitors, work: Work, name: str) -> Any:
    """What the browser keeps of somebody who has signed in; a code is good once, so this is done once."""
    page = visitors.open("/accounts/login/?next=/workspace/")
    page.get_by_label("用户名或电子邮箱").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator("input[name=code]").fill(code_now(work.secret))
    page.locator("form", has=page.locator("input[name=code]")).get_by_role("button").first.click()
    expect(page).to_have_url(f"{visitors.site}/workspace/")
    return page.context.storage_state()


def test_submitted_returned_submitted_again_and_published_it_is_on_the_map(visitors: Visitors, work: Work) -> None:
    organizer = at(visitors, work, "organizer", "/workspace/")
    organizer.get_by_role("link", name=NAME).click()
    expect(organizer.locator(".stepper [aria-current=step]")).to_have_text("草稿")
    organizer.get_by_role("button", name="提交审核").click()
    expect(organizer.locator(".stepper [aria-current=step]")).to_have_text("待审核")

    reviewer = at(visitors, work, "reviewer", "/workspace/")
    reviewer.get_by_role("link", name=NAME, exact=True).first.click()
    visitors.settle(reviewer)
    expect(reviewer.locator("#place-map .spotlight")).to_be_visible()
    reviewer.get_by_role("button", name="请补充联系电话。").click()
    reviewer.get_by_role("button", name="退回").click()
    expect(reviewer.get_by_role("status").filter(has_text="已退回")).to_be_visible()

    organizer.goto("/workspace/")
    expect(organizer.get_by_role("heading", name="被退回的场馆")).to_be_visible()
    organizer.get_by_role("link", name=f"场馆被退回，请看理由：{NAME}").click()
    expect(organizer.locator(".notice.error")).to_contain_text("请补充联系电话。")
    organizer.get_by_role("button", name="提交审核").click()

    desk = at(visitors, work, "reviewer", f"/workspace/review/{work.venue.public_id}/", "desktop")
    desk.locator("#reason").fill("a")
    expect(desk.locator("#reason")).to_have_value("a")  # typing decides nothing
    desk.locator("h1").click()
    desk.keyboard.press("a")
    expect(desk.get_by_role("status").filter(has_text="已发布到地图")).to_be_visible()

    public = visitors.open(f"/?q={NAME}", "phone")
    expect(public.locator(".venue-card").filter(has_text=NAME)).to_have_count(1)
    organizer.goto("/workspace/notices/")
    expect(organizer.get_by_role("link", name=f"场馆已发布：{NAME}")).to_be_visible()


def test_without_scripts_an_entry_is_verified_with_one_button(visitors: Visitors, work: Work) -> None:
    page = at(visitors, work, "organizer", "/workspace/verification/", java_script_enabled=False)
    page.locator(".queue-item", has_text=TO_VERIFY).get_by_role("button").click()
    expect(page).to_have_url(f"{visitors.site}/workspace/verification/?page=1")
    expect(page.get_by_role("status").filter(has_text="今天仍然准确")).to_be_visible()
    expect(page.locator(".queue-item", has_text=TO_VERIFY)).to_have_count(0)
