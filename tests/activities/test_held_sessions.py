"""What was held is cancelled, or moved ahead, only once all that it has was taken back, with a reason, by who may."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Notice
from accounts.permissions import SYSTEM, Actor
from activities.models import Activity, ActivityStep, CheckIn, Session, SessionResult
from activities.selectors.facts import facts_of
from activities.selectors.holding import holdings_of
from activities.services import cancel_activity, cancel_session, move_session, save_activity, take_back_session
from activities.services import takingback as taking_back
from core.errors import Conflict, Invalid, NotAllowed
from core.models import OutboxMessage
from tests.activities.checkins import sent, take_in
from tests.activities.results import after, confirm, reported, text

pytestmark = pytest.mark.django_db


def came(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=None)
    take_in(sent(session, count=7), now=session.starts_at)


def only_reported(session: Session) -> None:
    reported(session)


def confirmed(session: Session) -> None:
    reported(session)
    confirm(session)


HOLDS = [came, only_reported, confirmed]


@pytest.mark.parametrize("has", HOLDS)
def test_a_held_session_and_its_activity_are_not_cancelled(session: Session, has: Callable[[Session], None]) -> None:
    has(session)
    then = after(session)
    for refused in (
        lambda: cancel_session(session_id=session.pk, reason="录错了", by=SYSTEM, now=then),
        lambda: cancel_activity(activity_id=session.activity_id, reason="录错了", by=SYSTEM, now=then),
    ):
        with pytest.raises(Conflict) as told:
            refused()
        assert told.value.code == "session_held"
        assert "撤回" in str(told.value.sentence)
    session.refresh_from_db()
    assert session.cancelled_at is None and session.activity.status == "published"


@pytest.mark.parametrize("has", HOLDS)
def test_once_all_is_taken_back_it_is_cancelled(session: Session, has: Callable[[Session], None]) -> None:
    has(session)
    then = after(session)
    entries = CheckIn.objects.count()
    take_back_session(session=session, reason="没有办过，录错了", by=SYSTEM, now=then)
    assert holdings_of([session], then) == {}
    assert CheckIn.objects.count() == 2 * entries  # each has its reversing row, and stays
    assert set(CheckIn.objects.exclude(undo_of=None).values_list("reason", flat=True)) <= {"没有办过，录错了"}
    assert ActivityStep.objects.filter(step="taken_back", session=session, reason="没有办过，录错了").exists()
    assert not SessionResult.objects.exclude(state="sent_back").exists()
    cancel_activity(activity_id=session.activity_id, reason="没有办过", by=SYSTEM, now=then)
    assert Activity.objects.get(pk=session.activity_id).status == "cancelled"


def test_twin_without_the_guard_it_would_be_cancelled(session: Session, monkeypatch: Any) -> None:
    confirmed(session)
    monkeypatch.setattr(taking_back, "holdings_of", lambda _sessions, _now: {})
    cancel_session(session_id=session.pk, reason="录错了", by=SYSTEM, now=after(session))


def test_what_has_not_begun_or_holds_nothing_is_cancelled_as_ever(session: Session) -> None:
    take_in(sent(session), now=session.starts_at - timedelta(minutes=20))  # early at the door
    cancel_session(session_id=session.pk, reason="暴雨", by=SYSTEM, now=session.starts_at - timedelta(minutes=10))
    session.refresh_from_db()
    assert session.cancelled_at is not None


def test_a_held_session_is_put_right_into_the_past_and_never_ahead(session: Session) -> None:
    came(session)
    then = after(session)
    with pytest.raises(Invalid) as told:
        _move(session, then + timedelta(days=3), then)
    assert told.value.code == "session_held"
    facts = facts_of(session.activity)
    ahead = then + timedelta(days=3)
    moved = facts.sessions[0].__class__(ahead, ahead + timedelta(hours=2), facts.sessions[0].id)
    with pytest.raises(Invalid):
        save_activity(
            facts=facts.__class__(**_with(facts, sessions=(moved,))),
            by=SYSTEM,
            now=then,
            activity_id=session.activity_id,
        )
    told_before = OutboxMessage.objects.filter(event="session.moved").count()
    _move(session, session.starts_at - timedelta(days=30), then)
    session.refresh_from_db()
    assert session.first_day == session.last_day
    assert OutboxMessage.objects.filter(event="session.moved").count() == told_before  # nobody is sent anywhere


def _with(facts: Any, **more: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__slots__} | more


def _move(session: Session, starts: datetime, now: datetime) -> None:
    move_session(
        session_id=session.pk,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        reason="日期录错了",
        by=SYSTEM,
        now=now,
    )


def test_who_reported_does_not_take_back_nor_does_who_may_not_review(session: Session, people: dict[str, Any]) -> None:
    office = Actor(user_id=people["office"].pk, is_office=True)
    reported(session, by=office)
    organizer = Actor(user_id=people["organizer"].pk, organizer_of=frozenset({session.activity.unit_id}))
    for by in (office, organizer):
        with pytest.raises(NotAllowed):
            take_back_session(session=session, reason="录错了", by=by, now=after(session))
    with pytest.raises(Invalid):
        take_back_session(session=session, reason=" ", by=SYSTEM, now=after(session))


def test_the_page_says_what_stands_and_where_it_is_taken_back(
    organizer: Client, reviewer: Client, session: Session, evening: datetime
) -> None:
    confirmed(session)
    record = f"/workspace/activities/{session.activity.public_id}/"
    there = f"{record}take-back/{session.public_id}/"
    page = text(organizer.get(record))
    assert there in page and "取消这一场" not in page
    refused = organizer.post(f"{record}do/cancel/", {"reason": "录错了"})
    assert refused.status_code == 409 and "50 人次" in text(refused)
    assert "请联系办公室" in text(organizer.get(there)) and "<textarea" not in text(organizer.get(there))
    assert organizer.post(there, {"reason": "录错了"}).status_code == 403
    assert reviewer.post(there, {"reason": ""}).status_code == 400
    assert reviewer.post(there, {"reason": "没有办过"}).status_code == 302
    assert "取消这一场" in text(organizer.get(record)) and "撤回人次和结果" in text(organizer.get(record))
    assert organizer.post(f"{record}do/cancel/", {"reason": "没有办过", "sure": "1"}).status_code == 302
    assert not Notice.objects.filter(title__contains="没有办过").exists()


def test_the_day_of_an_undo_is_never_a_clocks(session: Session) -> None:
    """A phone that stands in 1970, or in 2099, takes back what came: where it was."""
    Session.objects.filter(pk=session.pk).update(capacity=None)
    for clock in ("1970-01-01T00:00:00+00:00", "2099-12-31T23:59:59+08:00"):
        entry = sent(session, count=3)
        take_in(entry, now=session.starts_at)
        (answer,) = take_in(
            sent(session, undo_of=entry["id"], occurred_at=clock, reason="误签"), now=after(session), undoes_all=True
        )
        assert str(answer.status) == "undone"
    days = set(CheckIn.objects.values_list("day", flat=True))
    assert days == {Session.objects.get(pk=session.pk).first_day}
