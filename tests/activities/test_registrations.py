"""Places are counted in people and given once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from activities.models import Registration, RegistrationState, Session
from activities.models.registration import AgeBand
from activities.registering import moved_up, offer_ends
from activities.services import cancel_registration, confirm_offer, expire_offers
from core.errors import Conflict, Invalid, Refused
from tests.activities.registering import ask


@pytest.mark.django_db
def test_a_party_takes_as_many_places_as_it_has_people(session: Session, now: datetime) -> None:
    assert ask(session, 1, 2, now=now).state == RegistrationState.CONFIRMED
    assert ask(session, 2, 2, now=now).state == RegistrationState.WAITING
    session.refresh_from_db()
    assert session.seats_taken == 2


@pytest.mark.django_db
def test_nobody_overtakes_the_waiting_list(session: Session, now: datetime) -> None:
    ask(session, 1, 2, now=now)
    ask(session, 2, 2, now=now)
    assert ask(session, 3, 1, now=now).state == RegistrationState.WAITING


@pytest.mark.django_db
def test_the_same_phone_has_one_registration(session: Session, now: datetime) -> None:
    assert ask(session, 1, now=now).pk == ask(session, 1, 3, now=now).pk
    session.refresh_from_db()
    assert session.seats_taken == 1


@pytest.mark.django_db
def test_the_waiting_list_moves_up_in_order_and_confirms_in_time(session: Session, now: datetime) -> None:
    first = ask(session, 1, 3, now=now)
    second, third = ask(session, 2, 2, now=now), ask(session, 3, 1, now=now)
    cancel_registration(registration_id=first.pk, now=now)
    second.refresh_from_db()
    third.refresh_from_db()
    assert second.state == third.state == RegistrationState.OFFERED
    confirm_offer(registration_id=second.pk, now=now + timedelta(hours=1))
    late = now + timedelta(hours=25)
    assert expire_offers(session_id=session.pk, now=late) == 1
    with pytest.raises(Conflict):
        confirm_offer(registration_id=third.pk, now=late)
    session.refresh_from_db()
    assert session.seats_taken == 2


@pytest.mark.django_db
def test_under_14_needs_a_guardian(session: Session, now: datetime) -> None:
    with pytest.raises(Invalid) as caught:
        ask(session, 1, now=now, age_band=AgeBand.UNDER_14)
    assert list(caught.value.fields) == ["guardian_consent"]
    assert ask(session, 1, now=now, age_band=AgeBand.UNDER_14, guardian_consent=True).guardian_consent_at == now


@pytest.mark.django_db
def test_registration_closes(session: Session, now: datetime) -> None:
    with pytest.raises(Refused):
        ask(session, 1, now=session.starts_at)


@pytest.mark.django_db
def test_names_and_phones_are_not_in_clear_in_the_table(session: Session, now: datetime) -> None:
    ask(session, 1, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM activities_registration AS r")
        (row,) = cursor.fetchone()
    assert "测试人" not in row and "测试人".encode().hex() not in row and b"13800000001".hex() not in row


def test_a_party_that_is_too_large_stops_the_list() -> None:
    assert moved_up([(1, 1), (2, 4), (3, 1)], 3) == [1]
    assert moved_up([(1, 1), (2, 4)], None) == [1, 2]


def test_an_offer_ends_in_a_day_but_before_the_start() -> None:
    now = datetime(2026, 1, 1)
    assert offer_ends(now, now + timedelta(days=7)) == now + timedelta(hours=24)
    assert offer_ends(now, now + timedelta(hours=5)) == now + timedelta(hours=3)
    assert offer_ends(now, now + timedelta(hours=1)) == now + timedelta(minutes=15)


ASKING = 32
AT_ONCE = 8  # connections; the others wait for one


def ask_at_once(session: Session, now: datetime, asking: int = ASKING) -> None:
    start = threading.Barrier(AT_ONCE)

    def one(number: int) -> None:
        try:
            if number < AT_ONCE:
                start.wait(10)
            ask(session, number, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(asking)))


def held(session: Session) -> int:
    return Registration.objects.holding().filter(session=session).count()


def test_the_last_place_goes_once(committed: Session, now: datetime) -> None:
    Session.objects.filter(pk=committed.pk).update(capacity=1)
    ask_at_once(committed, now)
    assert held(committed) == 1
    assert Registration.objects.filter(session=committed, state=RegistrationState.WAITING).count() == ASKING - 1


@pytest.mark.slow
def test_the_last_place_goes_once_in_a_hundred_rounds_of_two_hundred(committed: Session, now: datetime) -> None:
    for number in range(100):
        Registration.objects.filter(session=committed).delete()
        Session.objects.filter(pk=committed.pk).update(capacity=1, seats_taken=0)
        ask_at_once(committed, now, asking=200)
        assert held(committed) == 1, number


GUARD = "activities_session_not_overbooked"


@pytest.fixture
def without_the_guards(committed: Session, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The session's lock and the database's constraint taken out."""
    from activities.services import registrations

    unlocked = Session.objects.select_related("activity__unit")
    monkeypatch.setattr(registrations, "locked_session", lambda pk: unlocked.get(pk=pk))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE activities_session DROP CONSTRAINT {GUARD}")
    yield
    Session.objects.update(seats_taken=0)
    [guard] = [guard for guard in Session._meta.constraints if guard.name == GUARD]
    with connection.schema_editor() as editor:
        editor.add_constraint(Session, guard)


@pytest.mark.usefixtures("without_the_guards")
def test_without_the_guards_it_would_go_more_than_once(committed: Session, now: datetime) -> None:
    Session.objects.filter(pk=committed.pk).update(capacity=1)
    ask_at_once(committed, now)
    assert held(committed) > 1
