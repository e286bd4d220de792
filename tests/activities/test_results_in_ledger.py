"""What a confirmation writes into the ledger, how it is taken back, and who is counted once."""

from datetime import timedelta
from uuid import UUID

import pytest
import uuid6

from accounts.permissions import SYSTEM, Actor
from activities.checkins import Code
from activities.models import CheckIn, QuarantinedEntry, ResultState, Session, SessionResult
from activities.results import Totals, entry_id
from activities.selectors.counted import checked_in, totals_of
from activities.selectors.results import shown_results
from activities.services import (
    confirm_results,
    undo_checkin,
)
from core.errors import Conflict
from core.models import OutboxMessage
from tests.activities.checkins import sent, take_in
from tests.activities.results import ON_SITE, after, confirm, counted, in_ledger, photo, reopen, reported


def result_of(session: Session) -> SessionResult:
    return SessionResult.objects.get(session=session)


def events(name: str) -> int:
    return OutboxMessage.objects.filter(event=name).count()


# The ledger


def test_a_confirmation_writes_a_row_for_each_count_above_nought(session: Session, actors: dict[str, Actor]) -> None:
    reported(session, counted(photo(), residents=40, youth=10, farmers=0, online=300), actors["organizer"])
    assert CheckIn.objects.count() == 0
    confirm(session, actors["office"])
    rows = {(row.method, row.audience): row for row in CheckIn.objects.all()}
    assert {key: row.count for key, row in rows.items()} == {
        ("headcount", "residents"): 40,
        ("headcount", "youth"): 10,
        ("online", "residents"): 300,
    }
    for row in rows.values():
        assert row.evidence == f"result:{session.public_id}:1" and row.actor_id == actors["office"].user_id
        assert row.pk.version == 7 and session.starts_at < row.occurred_at < session.ends_at and row.flags == []
    assert in_ledger(session) == 50, "views are not people on site"


def test_a_confirmation_again_adds_nothing(session: Session) -> None:
    reported(session)
    assert {confirm(session).version for _ in range(3)} == {2}
    assert in_ledger(session) == ON_SITE and events("results.confirmed") == 1


def forget_the_decision(session: Session) -> None:
    """As if only the ledger had been written."""
    SessionResult.objects.filter(session=session).update(state="reported", version=1)


def test_a_retry_after_a_lost_decision_adds_nothing(session: Session) -> None:
    reported(session)
    for _ in range(3):
        confirm(session)
        forget_the_decision(session)
    assert in_ledger(session) == ON_SITE and CheckIn.objects.count() == 2


def test_with_ids_by_chance_a_retry_doubles(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The saboteur's twin."""
    monkeypatch.setattr("activities.results.entry_id", lambda *_args: uuid6.uuid7())
    reported(session)
    for _ in range(2):
        confirm(session)
        forget_the_decision(session)
    assert in_ledger(session) == 2 * ON_SITE


def test_an_entrys_id_is_a_uuid_of_version_7_that_follows_from_its_name(session: Session) -> None:
    moment = after(session)
    first, again, other = entry_id("a", moment), entry_id("a", moment), entry_id("b", moment)
    assert first == again != other
    assert (first.version, first.variant) == (7, UUID(int=uuid6.uuid7().int).variant)
    assert first.int >> 80 == int(moment.timestamp() * 1000)


def test_reopening_undoes_the_rows_with_the_reason(session: Session, actors: dict[str, Actor]) -> None:
    reported(session, counted(photo(), residents=40, online=300), actors["organizer"])
    confirm(session, actors["office"])
    take_in(sent(session, count=2), now=after(session))
    result = reopen(session, actors["office"], expect_version=2)
    assert (result.state, result.reason) == (ResultState.SENT_BACK, "数错了") and events("results.sent_back") == 1
    undone = CheckIn.objects.exclude(undo_of=None)
    assert {(row.count, row.reason, row.actor_id) for row in undone} == {
        (-40, "数错了", actors["office"].user_id),
        (-300, "数错了", actors["office"].user_id),
    }
    assert in_ledger(session) == 2, "who checked in stays"


def test_a_corrected_count_is_in_the_ledger_once(session: Session) -> None:
    picture = photo()
    for people in (40, 30, 30):
        reported(session, counted(picture, residents=people, youth=5))
        confirm(session)
        assert in_ledger(session) == people + 5
        reopen(session)
        assert in_ledger(session) == 0
        with pytest.raises(Conflict):
            reopen(session)
    reported(session, counted(picture, residents=31))
    confirm(session)
    assert in_ledger(session) == 31


def test_who_saw_an_older_version_reopens_nothing(session: Session) -> None:
    reported(session)
    confirm(session)
    with pytest.raises(Conflict) as refusal:
        reopen(session, expect_version=1)
    assert refusal.value.code == "results_stale" and in_ledger(session) == ON_SITE


def test_what_can_not_be_counted_is_not_confirmed_either(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger refuses; nothing of the confirmation stays."""
    reported(session)
    Session.objects.filter(pk=session.pk).update(cancelled_at=after(session), cancel_reason="测试")
    monkeypatch.setattr("activities.services.results._only_held", lambda *_args: None)
    with pytest.raises(Conflict) as refusal:
        confirm(session)
    assert refusal.value.code == "results_not_countable" and refusal.value.data["cause"] is Code.SESSION_CANCELLED
    assert result_of(session).state == ResultState.REPORTED
    assert not CheckIn.objects.exists() and not QuarantinedEntry.objects.exists()


def test_results_of_a_session_that_was_moved_ahead_wait(session: Session) -> None:
    reported(session)
    later = session.starts_at + timedelta(days=30)
    Session.objects.filter(pk=session.pk).update(starts_at=later, ends_at=later + timedelta(hours=1))
    with pytest.raises(Conflict) as refusal:
        confirm_results(session_id=session.pk, by=SYSTEM, now=later - timedelta(days=1))
    assert refusal.value.code == "session_to_come"


def test_a_head_count_is_not_undone_on_the_live_page(session: Session) -> None:
    reported(session)
    confirm(session)
    with pytest.raises(Conflict):
        undo_checkin(checkin_id=CheckIn.objects.all()[0].pk, reason="测试", by=SYSTEM, now=after(session))


# The rule of counting


def test_who_checked_in_is_added_to_the_head_count_and_counts_once(session: Session) -> None:
    during = session.starts_at + timedelta(minutes=5)
    take_in(sent(session, count=2), sent(session, count=3, method="paper", audience="residents"), now=during)
    known = checked_in(session)
    assert (known.people, known.audiences) == (5, {"youth": 2, "residents": 3})
    reported(session, counted(photo(), residents=40, online=7))
    assert totals_of([session])[session.pk] == Totals(5, 40, 7)
    assert checked_in(session).people == 5
    confirm(session)
    assert checked_in(session) == known, "head counts are no check-ins"
    totals = totals_of([session])[session.pk]
    assert totals == Totals(5, 40, 7) and totals.on_site == 45 == in_ledger(session)


def test_the_public_sees_what_is_confirmed(session: Session) -> None:
    activity = session.activity
    take_in(sent(session, count=2), now=session.ends_at)
    reported(session)
    assert shown_results(activity) == []
    confirm(session)
    (shown,) = shown_results(activity)
    on_site = shown.totals.on_site
    assert on_site is not None and on_site % 5 == 0 and abs(on_site - 52) < 10 and len(shown.photos) == 1
    reopen(session)
    assert shown_results(activity) == []


def test_what_was_undone_is_not_checked_in(session: Session) -> None:
    take_in(sent(session, count=2), now=session.ends_at)
    undo_checkin(checkin_id=CheckIn.objects.get().pk, reason="测试", by=SYSTEM, now=after(session))
    assert checked_in(session).people == 0 and checked_in(session).audiences == {}
    assert totals_of([session])[session.pk].on_site is None
