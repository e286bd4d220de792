"""The waiting list by itself: whatever happens in whatever order, nobody is overbooked or overtaken."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import SYSTEM
from activities.models import Registration, RegistrationState, Session
from activities.models.registration import HOLDING
from activities.selectors.facts import facts_of
from activities.services import (
    cancel_registration,
    confirm_offer,
    expire_offers_everywhere,
    offer_place,
    save_activity,
    withdraw_registration,
)
from core.errors import Conflict
from core.models import OutboxMessage
from tests.activities.registering import ask

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(1, 4)),
        st.tuples(st.just("cancel"), st.integers(0, 30)),
        st.tuples(st.just("confirm"), st.integers(0, 30)),
        st.tuples(st.just("later"), st.integers(1, 30)),
        st.tuples(st.just("raise"), st.integers(1, 3)),
    ),
    min_size=4,
    max_size=24,
)


def raise_capacity(session: Session, by: int, now: datetime) -> None:
    session = Session.objects.select_related("activity").get(pk=session.pk)
    stated = facts_of(session.activity)
    more = replace(stated.sessions[0], capacity=(session.capacity or 0) + by)
    save_activity(facts=replace(stated, sessions=(more,)), by=SYSTEM, now=now, activity_id=session.activity_id)


def chosen(session: Session, place: int) -> Registration | None:
    rows = list(session.registrations.order_by("pk"))
    return rows[place % len(rows)] if rows else None


def hold(session: Session) -> None:
    """Taken is what is held and within capacity; who has moved up came before who still waits."""
    session.refresh_from_db()
    rows = list(session.registrations.order_by("pk"))
    taken = sum(row.people for row in rows if row.state in HOLDING)
    assert session.seats_taken == taken <= (session.capacity or 0)
    waiting = [row for row in rows if row.state == RegistrationState.WAITING]
    for row in rows:
        if row.state == RegistrationState.OFFERED:
            assert all(row.pk < other.pk for other in waiting), "somebody was overtaken"
    if waiting:
        assert waiting[0].people > (session.capacity or 0) - taken, "a place stands empty while somebody waits"


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_places_are_conserved_and_the_order_is_kept(
    session: Session, now: datetime, steps: list[tuple[str, int]]
) -> None:
    Registration.objects.filter(session=session).delete()
    OutboxMessage.objects.all().delete()
    Session.objects.filter(pk=session.pk).update(seats_taken=0, capacity=4)
    moment, asked, people = now, 0, 0
    for deed, number in steps:
        row = chosen(session, number)
        if deed == "register":
            asked += 1
            people += number
            ask(session, asked, number, now=moment)
        elif deed == "later":
            moment = min(moment + timedelta(hours=number), session.starts_at - timedelta(hours=1))
            expire_offers_everywhere(now=moment)
        elif deed == "raise":
            raise_capacity(session, number, moment)
        elif row is not None and deed == "cancel":
            cancel_registration(registration_id=row.pk, now=moment)
        elif row is not None:
            with contextlib.suppress(Conflict):
                confirm_offer(registration_id=row.pk, now=moment)
        hold(session)
    assert sum(session.registrations.values_list("people", flat=True)) == people, "people are conserved"


def test_raised_places_move_the_next_up(session: Session, now: datetime) -> None:
    ask(session, 1, 3, now=now)
    waits = ask(session, 2, 2, now=now)
    raise_capacity(session, 2, now)
    waits.refresh_from_db()
    assert waits.state == RegistrationState.OFFERED


def test_without_moving_up_the_raised_places_stand_empty(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.services.sessions.move_up", lambda *_: [])
    ask(session, 1, 3, now=now)
    waits = ask(session, 2, 2, now=now)
    raise_capacity(session, 2, now)
    with pytest.raises(AssertionError, match="stands empty"):
        hold(session)
    waits.refresh_from_db()
    assert waits.state == RegistrationState.WAITING


def test_beat_ends_offers_and_finds_free_places(session: Session, now: datetime) -> None:
    first, second = ask(session, 1, 3, now=now), ask(session, 2, 3, now=now)
    third = ask(session, 3, 1, now=now)
    cancel_registration(registration_id=first.pk, now=now)
    assert expire_offers_everywhere(now=now + timedelta(hours=23)) == 0
    assert expire_offers_everywhere(now=now + timedelta(hours=25)) == 1
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (RegistrationState.EXPIRED, RegistrationState.OFFERED)


def test_a_keeper_offers_out_of_turn_only_what_there_is(session: Session, now: datetime) -> None:
    first = ask(session, 1, 2, now=now)
    ask(session, 2, 3, now=now)
    third = ask(session, 3, 1, now=now)
    assert offer_place(registration_id=third.pk, by=SYSTEM, now=now).state == RegistrationState.OFFERED
    last = ask(session, 4, 2, now=now)
    with pytest.raises(Conflict):
        offer_place(registration_id=last.pk, by=SYSTEM, now=now)
    withdraw_registration(registration_id=first.pk, reason="资格不符", by=SYSTEM, now=now)
    session.refresh_from_db()
    assert session.seats_taken == 1
