"""A member's own page, their calendar, and what goes when somebody wants to be forgotten."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, Phone, User
from accounts.permissions import Actor
from accounts.services.members import number_key
from activities.models import CalendarKey, Registration, RegistrationState, Session
from activities.registering import months_before
from activities.services import erase_old_registrations
from core.outbox import record
from tests.activities.registering import ask, deliver_all, phone
from tests.conftest import client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(session: Session) -> Session:
    """In a week from the clock that pages read."""
    starts = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    session.refresh_from_db()
    return session


@pytest.fixture
def member(now: datetime) -> User:
    user = make_user("somebody")
    Phone.objects.create(user=user, number=phone(1), lookup=number_key(phone(1)), verified_at=now)
    return user


def test_an_empty_page_says_what_to_do() -> None:
    assert "还没有报名" in client_of(make_user("somebody")).get("/me/").content.decode()


def test_what_a_number_registered_comes_to_its_account(session: Session, member: User) -> None:
    mine, others = ask(session, 1, now=timezone.now()), ask(session, 2, now=timezone.now())
    page = client_of(member).get("/me/").content.decode()
    assert mine.public_id in page and others.public_id not in page
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.user, others.user) == (member, None)


def test_a_registration_of_another_account_stays_theirs(session: Session, member: User) -> None:
    other = make_user("another")
    registration = ask(session, 1, now=timezone.now(), by=Actor(user_id=other.pk))
    client_of(member).get("/me/")
    registration.refresh_from_db()
    assert registration.user == other


def calendar_of(client: Client) -> str:
    client.post("/me/calendar/", {"sure": "1"})
    key = CalendarKey.objects.get().key
    assert f"/feeds/me/{key}.ics" in client.get("/me/").content.decode()
    return f"/feeds/me/{key}.ics"


def test_the_calendar_is_read_by_its_address_alone_until_it_is_renewed(session: Session, member: User) -> None:
    ask(session, 1, now=timezone.now(), by=Actor(user_id=member.pk))
    client = client_of(member)
    address = calendar_of(client)
    feed = Client().get(address)
    assert feed["Content-Type"].startswith("text/calendar") and feed["Cache-Control"] == "private, no-store"
    assert "SUMMARY:测试讲座" in feed.content.decode() and "测试人" not in feed.content.decode()
    calendar_of(client)
    assert Client().get(address).status_code == 404


def test_notices_are_opened_and_read_by_their_owner_alone(session: Session, member: User) -> None:
    ask(session, 1, now=timezone.now(), by=Actor(user_id=member.pk))
    deliver_all(timezone.now() + timedelta(hours=1))
    notice = Notice.objects.get(user=member)
    assert client_of(make_user("another")).get(f"/me/notices/{notice.pk}/").status_code == 404
    opened = client_of(member).get(f"/me/notices/{notice.pk}/")
    assert opened["Location"].startswith("/activities/ticket/")
    notice.refresh_from_db()
    assert notice.read_at


def test_names_go_months_after_and_counts_stay(session: Session, settings: Any) -> None:
    settings.REGISTRATION_KEEP_MONTHS = 3
    registration = ask(session, 1, 2, now=timezone.now(), answers={"q": "答"}, group_name="三班")
    end = session.ends_at
    assert erase_old_registrations(now=end + timedelta(days=85)) == 0
    assert erase_old_registrations(now=end + timedelta(days=93)) == 1
    assert erase_old_registrations(now=end + timedelta(days=93)) == 0
    registration.refresh_from_db()
    assert (registration.name, registration.phone, registration.contact, registration.answers) == (None,) * 4
    assert (registration.people, registration.audience, registration.group_name) == (2, "residents", "")
    assert registration.erased_at


def test_months_are_those_of_the_calendar() -> None:
    assert months_before(datetime(2026, 5, 31), 3) == datetime(2026, 2, 28)
    assert months_before(datetime(2026, 1, 15), 3) == datetime(2025, 10, 15)


def test_an_erased_account_leaves_no_name_and_gives_its_places_back(session: Session, member: User) -> None:
    registration = ask(session, 1, 3, now=timezone.now(), by=Actor(user_id=member.pk))
    waits = ask(session, 2, 2, now=timezone.now())
    with transaction.atomic():
        record("account.erased", user=member.pk)
    deliver_all(timezone.now() + timedelta(hours=1))
    registration.refresh_from_db()
    waits.refresh_from_db()
    assert (registration.name, registration.phone, registration.state) == (None, None, RegistrationState.CANCELLED)
    assert waits.state == RegistrationState.OFFERED
    assert Registration.objects.filter(user=member).count() == 1, "what was counted stays"
