"""What the journeys at a village's door share: sessions that take place now, and phones that are paired."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from accounts.permissions import SYSTEM, actor_for
from activities.models import (
    Activity,
    ActivityStep,
    CheckIn,
    PairingCode,
    PersonalDataAccess,
    QuarantinedEntry,
    Registration,
    RepeatedEntry,
    ScannerDevice,
    Session,
)
from activities.selectors.tickets import ticket_of
from activities.services import make_pairing_code, save_activity, submit_activity
from core.models import OutboxMessage
from tests.activities.registering import ask
from tests.committed import without_triggers
from tests.conftest import give_second_factor, make_user
from tests.journeys.staff import session_of
from tests.journeys.test_self_checkin import running
from tests.journeys.visitor import Visitors

PARTIES = 17
ALL_SENT = re.compile(r"^\d\d:\d\d 时都上传了$")
# Lets a page say what it sounded, in hertz.
LISTENING = """window.heard = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.heard.push(this.frequency.value);
  return start.apply(this, when);
};"""
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50));
}"""


@dataclass(frozen=True)
class Door:
    """A session that takes place now: its tickets, codes to pair with, and its keeper. Each journey has its own.

    The codes are the keeper's; `stranger` is somebody else's.
    """

    activity: str
    session_id: int
    tickets: list[str]
    codes: list[str]
    stranger: str
    keeper: str

    def page(self, name: str) -> str:
        return f"/workspace/activities/{self.activity}/{name}/"

    @property
    def people(self) -> int:
        """What the ledger counts."""
        return sum(CheckIn.objects.filter(session=self.session_id).values_list("count", flat=True))

    def change(self, **facts: Any) -> None:
        """Change the session for everybody."""
        committed(lambda: Session.objects.filter(pk=self.session_id).update(**facts))


def committed(work: Callable[[], Any]) -> Any:
    """Do something that the server sees: on a connection of its own, outside of the test's transaction."""

    def alone() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(alone).result()


@pytest.fixture(scope="module")
def doors(site: str, request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[dict[str, Door]]:
    """A door for each name in the module's DOORS."""
    now = timezone.now()
    with django_db_blocker.unblock():
        keeper = give_second_factor(make_user("journey-door", is_superuser=True))
        activities = {name: opened(name, now) for name in request.module.DOORS}
        found = {name: door_of(activity, keeper, now) for name, activity in activities.items()}
        Session.objects.filter(activity__in=activities.values()).update(starts_at=now - timedelta(minutes=20))
    yield found
    with django_db_blocker.unblock():
        undone_first = CheckIn.objects.exclude(undo_of=None), CheckIn.objects.all()
        kept_for_ever = ActivityStep.objects.all(), PersonalDataAccess.objects.all()
        for rows in (RepeatedEntry.objects.all(), *undone_first, *kept_for_ever):
            with without_triggers(rows.model._meta.db_table):
                rows.delete()
        for model in (QuarantinedEntry, PairingCode, ScannerDevice, Registration, OutboxMessage):
            model.objects.all().delete()
        for activity in activities.values():
            activity.delete()
        User.objects.filter(pk=keeper.pk).delete()


def opened(name: str, now: datetime) -> Activity:
    activity = save_activity(facts=replace(running(now), title=f"村里的科普课 {name}"), by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


def door_of(activity: Activity, keeper: User, now: datetime) -> Door:
    session = activity.sessions.get()
    tickets = [ticket_of(ask(session, number, now=now)) for number in range(PARTIES)]
    by = actor_for(keeper, now.date())
    given: dict[str, Any] = {"activity_ids": [activity.pk], "device_until": now + timedelta(days=2), "now": now}
    codes = [make_pairing_code(by=by, **given) for _device in range(2)]
    stranger = make_pairing_code(by=SYSTEM, **given)
    return Door(activity.public_id, session.pk, tickets, codes, stranger, session_of(keeper))


Phone = Callable[..., tuple[BrowserContext, Page]]


@pytest.fixture
def pair(visitors: Visitors) -> Phone:
    """Opens a phone and pairs it by a code; it stands at the door, with all it needs on it."""
    visitors.watch.forgiven = lambda complaint: "net::ERR_INTERNET_DISCONNECTED" in complaint

    def phone(name: str, code: str, *, script: str = "", choose: bool = True) -> tuple[BrowserContext, Page]:
        context = visitors.context("phone")
        context.add_init_script(LISTENING)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(f"/scan/#{code}")
        page.locator("#name").fill(name)
        page.get_by_role("button", name="配对", exact=True).click()
        if choose:
            page.get_by_role("button", name="村里的科普课").click()
            expect(page.locator("#line")).to_have_text("已联网")
            expect(page.locator("#backlog")).to_have_text(ALL_SENT)
            expect(page.locator("#progress")).to_be_hidden()
            page.evaluate(KEPT)
            visitors.settle(page)
        return context, page

    return phone


def typed(page: Page, ticket: str) -> None:
    page.locator("#typed").fill(ticket)
    page.get_by_role("button", name="签到", exact=True).first.click()


def walked_in(page: Page, audience: str = "青少年") -> None:
    page.get_by_role("button", name="现场登记").click()
    page.locator("#walk-in").get_by_role("button", name=audience).click()
    page.locator("#walk-in").get_by_role("button", name="签到").click()


def ask_again(page: Page) -> None:
    """The phone believes that it has a line again."""
    page.evaluate("dispatchEvent(new Event('online'))")


def says(page: Page, title: str) -> None:
    expect(page.locator("#verdict-title")).to_have_text(title)


def hears(page: Page, tones: list[float]) -> None:
    """Waits for a sound; what came before it is forgotten."""
    page.wait_for_function("(most) => window.heard.length >= most", arg=len(tones))
    assert heard(page)[-len(tones) :] == tones


def heard(page: Page) -> list[float]:
    """What it sounded since it was asked last."""
    found: list[float] = page.evaluate("window.heard.splice(0)")
    return found
