"""What staff take back, and what they decide of what could not be counted."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum

from accounts.models import User
from accounts.permissions import SYSTEM, Actor, actor_for
from activities.checkins import Code, Status
from activities.models import CheckIn, QuarantinedEntry, QuarantineState, Registration, ScannerDevice, Session
from activities.services import Verdict, decide_quarantined, undo_checkin
from core.errors import Conflict, Invalid, NotFound
from tests.activities.checkins import paired, sent, take_in
from tests.activities.registering import ask


@pytest.fixture
def there(session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=5)


@pytest.fixture
def gate(session: Session, there: datetime) -> ScannerDevice:
    return paired(session, there)


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def test_undoing_adds_a_row_with_a_reason_and_who(
    session: Session, gate: ScannerDevice, there: datetime, people: dict[str, User | None]
) -> None:
    take_in(sent(session, count=3), device=gate, now=there)
    office = people["office"]
    assert office is not None
    by = actor_for(office, there.date())
    for _ in range(2):
        undo_checkin(checkin_id=CheckIn.objects.get(undo_of=None).pk, reason=" 测试 ", by=by, now=there)
    row = CheckIn.objects.get(undo_of__isnull=False)
    assert (row.count, row.reason, row.actor) == (-3, "测试", office)
    assert total(session) == 0


@pytest.mark.parametrize("role", ["member", "volunteer", "team_leader"])
def test_others_undo_nothing(session: Session, there: datetime, role: str, people: dict[str, User | None]) -> None:
    take_in(sent(session), now=there)
    person = people[role]
    assert person is not None
    with pytest.raises(NotFound):
        undo_checkin(checkin_id=CheckIn.objects.get().pk, reason="测试", by=actor_for(person, there.date()), now=there)
    assert total(session) == 1


def test_without_the_guard_anybody_undoes(session: Session, there: datetime, monkeypatch: Any) -> None:
    """The saboteur's twin."""
    take_in(sent(session), now=there)
    monkeypatch.setattr("activities.services.undoing.can_edit_activity", lambda *_args: True)
    undo_checkin(checkin_id=CheckIn.objects.get().pk, reason="测试", by=Actor(), now=there)
    assert total(session) == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_undoing_wants_a_reason(session: Session, there: datetime, reason: str) -> None:
    take_in(sent(session), now=there)
    with pytest.raises(Invalid):
        undo_checkin(checkin_id=CheckIn.objects.get().pk, reason=reason, by=SYSTEM, now=there)


def test_an_undoing_is_not_undone(session: Session, there: datetime) -> None:
    take_in(sent(session), now=there)
    undo_checkin(checkin_id=CheckIn.objects.get().pk, reason="测试", by=SYSTEM, now=there)
    with pytest.raises(Conflict):
        undo_checkin(checkin_id=CheckIn.objects.get(undo_of__isnull=False).pk, reason="测试", by=SYSTEM, now=there)
    with pytest.raises(NotFound):
        undo_checkin(checkin_id=uuid.uuid4(), reason="测试", by=SYSTEM, now=there)


def far_away(session: Session, **facts: Any) -> dict[str, Any]:
    return sent(session, occurred_at="1970-01-01T00:00:00+08:00", **facts)


def counted(session: Session, **facts: Any) -> Verdict:
    return Verdict(counts=True, session=session.public_id, **{"audience": "youth", "count": 2, **facts})


def test_what_waits_is_counted_under_its_own_id(session: Session, gate: ScannerDevice, there: datetime) -> None:
    entry = far_away(session, count=2)
    assert take_in(entry, device=gate, now=there)[0].code is Code.CLOCK_OUT_OF_RANGE
    for _ in range(2):
        decide_quarantined(entry_id=uuid.UUID(entry["id"]), verdict=counted(session), by=SYSTEM, now=there)
    row = CheckIn.objects.get()
    assert (str(row.pk), row.count, row.device, row.flags) == (entry["id"], 2, gate, ["clock"])
    assert session.starts_at <= row.occurred_at <= session.ends_at
    again = take_in(entry, device=gate, now=there)[0]
    assert again.status is Status.DUPLICATE and total(session) == 2


def test_while_it_still_waits_a_replay_stays_waiting(session: Session, gate: ScannerDevice, there: datetime) -> None:
    """The twin of the above: without a decision the same entry does not count."""
    entry = far_away(session)
    take_in(entry, device=gate, now=there)
    assert take_in(entry, device=gate, now=there)[0].status is Status.QUARANTINED
    assert total(session) == 0


def test_discarding_wants_a_reason_and_stays_to_be_seen(session: Session, gate: ScannerDevice, there: datetime) -> None:
    entry = far_away(session)
    take_in(entry, device=gate, now=there)
    own = uuid.UUID(entry["id"])
    with pytest.raises(Invalid):
        decide_quarantined(entry_id=own, verdict=Verdict(counts=False), by=SYSTEM, now=there)
    decide_quarantined(entry_id=own, verdict=Verdict(counts=False, reason="试机"), by=SYSTEM, now=there)
    row = QuarantinedEntry.objects.get()
    assert (row.state, row.reason, row.decided_at) == (QuarantineState.DISCARDED, "试机", there)
    with pytest.raises(Conflict):
        decide_quarantined(entry_id=own, verdict=counted(session), by=SYSTEM, now=there)
    take_in(entry, device=gate, now=there)
    assert total(session) == 0 and QuarantinedEntry.objects.count() == 1


@pytest.mark.parametrize("said", [{"count": 0}, {"audience": "?"}, {"session": "0000000000"}, {"count": 10**6}])
def test_a_verdict_that_can_not_be_counted_changes_nothing(
    session: Session, gate: ScannerDevice, there: datetime, said: dict[str, Any]
) -> None:
    entry = far_away(session)
    take_in(entry, device=gate, now=there)
    verdict = Verdict(**{"counts": True, "session": session.public_id, "audience": "youth", "count": 2, **said})
    with pytest.raises(Invalid):
        decide_quarantined(entry_id=uuid.UUID(entry["id"]), verdict=verdict, by=SYSTEM, now=there)
    assert QuarantinedEntry.objects.get().state == QuarantineState.WAITING and total(session) == 0


def test_who_decides_may_say_that_more_came_than_there_are_places(
    session: Session, gate: ScannerDevice, there: datetime
) -> None:
    """Three places, and four came; nobody but a person can say so."""
    entry = sent(session, count=4)
    assert take_in(entry, device=gate, now=there)[0].code is Code.OVER_CAPACITY
    decide_quarantined(entry_id=uuid.UUID(entry["id"]), verdict=Verdict(counts=True), by=SYSTEM, now=there)
    assert total(session) == 4


def test_what_could_not_be_read_is_counted_by_its_made_up_id(
    session: Session, gate: ScannerDevice, there: datetime
) -> None:
    broken = {**sent(session), "id": "x"}
    take_in(broken, device=gate, now=there)
    row = QuarantinedEntry.objects.get()
    decide_quarantined(entry_id=row.pk, verdict=counted(session), by=SYSTEM, now=there)
    assert CheckIn.objects.get().pk == row.pk and total(session) == 2


def test_the_ticket_of_another_session_counts_once_here(
    session: Session, gate: ScannerDevice, there: datetime, now: datetime
) -> None:
    party = ask(session, 1, 2, now=now)
    Registration.objects.filter(pk=party.pk).update(state="cancelled")
    two = [sent(session, ticket=party.public_id, method="ticket") for _ in range(2)]
    take_in(*two, device=gate, now=there)
    for entry in two:
        decide_quarantined(entry_id=uuid.UUID(entry["id"]), verdict=counted(session), by=SYSTEM, now=there)
    assert total(session) == 2 and CheckIn.objects.get().registration is None


def test_an_undoing_that_waits_is_done_after_all(session: Session, gate: ScannerDevice, there: datetime) -> None:
    other = paired(session, there, key="w" * 43)
    fact = sent(session, count=2)
    take_in(fact, device=other, now=there)
    undo = sent(session, undo_of=fact["id"], reason="错了")
    assert take_in(undo, device=gate, now=there)[0].code is Code.NOT_YOURS
    decide_quarantined(entry_id=uuid.UUID(undo["id"]), verdict=Verdict(counts=True), by=SYSTEM, now=there)
    assert total(session) == 0 and CheckIn.objects.get(undo_of=fact["id"]).reason == "错了"


@pytest.mark.parametrize("role", ["member", "volunteer", "team_leader"])
def test_others_decide_nothing(
    session: Session, gate: ScannerDevice, there: datetime, role: str, people: dict[str, User | None]
) -> None:
    entry = far_away(session)
    take_in(entry, device=gate, now=there)
    person = people[role]
    assert person is not None
    with pytest.raises(NotFound):
        decide_quarantined(
            entry_id=uuid.UUID(entry["id"]), verdict=counted(session), by=actor_for(person, there.date()), now=there
        )
