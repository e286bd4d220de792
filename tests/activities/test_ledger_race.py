"""Two gates at the same instant: one person counts once, and nobody waits in a ring."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import uuid6
from django.db import connection
from django.db.models import Sum

from activities.checkins import Answer, Entry, Status, subject_of
from activities.models import CheckIn, Method, Session
from activities.services import ledger, record_checkins
from activities.services.ledger import Source
from tests.committed import in_parallel, without_triggers

GATES = 16
ROUNDS = 5
PARTIES = 40


def entries(session: Session, gate: int, turn: int) -> list[Entry]:
    """The same parties at every gate, in an order of its own."""
    parties = range(PARTIES) if gate % 2 else reversed(range(PARTIES))
    return [
        Entry(
            id=uuid6.uuid7(),
            session=session.public_id,
            method=Method.TICKET,
            count=1,
            audience="youth",
            occurred_at=session.starts_at,
            subject=subject_of("registration", f"{turn}-{party}"),
        )
        for party in parties
    ]


def deeds(session: Session, turn: int) -> list[Any]:
    now = session.starts_at + timedelta(minutes=1)

    def gate(n: int) -> Any:
        return lambda: record_checkins(
            given=[(entry, {}) for entry in entries(session, n, turn)], source=Source(now=now)
        )

    return [gate(n) for n in range(GATES)]


def rush(session: Session, turn: int) -> list[Answer]:
    answers = in_parallel(*deeds(session, turn))
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    assert not failures
    return [answer for batch in answers for answer in batch]


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def test_the_same_parties_at_sixteen_gates_count_once(committed: Session) -> None:
    for turn in range(ROUNDS):
        answers = rush(committed, turn)
        accepted = [answer for answer in answers if answer.status is Status.ACCEPTED]
        others = [answer for answer in answers if answer.status is not Status.ACCEPTED]
        assert len(accepted) == PARTIES
        assert {answer.status for answer in others} == {Status.DUPLICATE}
        assert {answer.first.id for answer in others if answer.first} == {answer.id for answer in accepted}
        assert total(committed) == PARTIES * (turn + 1)


def test_twin_without_the_index_somebody_counts_twice(committed: Session, monkeypatch: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'activities_checkin_once'")
        made = cursor.fetchone()[0]
        cursor.execute("DROP INDEX activities_checkin_once")
    try:
        for turn in range(ROUNDS):
            rush(committed, turn)
        assert total(committed) > PARTIES * ROUNDS
    finally:
        with without_triggers("activities_repeatedentry"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM activities_repeatedentry")
        with without_triggers("activities_checkin"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM activities_checkin")
        with connection.cursor() as cursor:
            cursor.execute(made)


@contextmanager
def slowly_inserted() -> Iterator[None]:
    """A pause before each row, so that batches surely overlap, however fast or laden the machine is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pause_before_row() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER pause_before_row BEFORE INSERT ON activities_checkin "
            "FOR EACH ROW EXECUTE FUNCTION pause_before_row()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION pause_before_row() CASCADE")


def test_in_one_order_slow_batches_wait_in_line(committed: Session) -> None:
    with slowly_inserted():
        rush(committed, 0)
    assert total(committed) == PARTIES


def test_twin_in_any_order_two_batches_wait_in_a_ring(committed: Session, monkeypatch: Any) -> None:
    ordered = "ORDER BY session_id, subject, id\n    ON CONFLICT"
    assert ordered in ledger.FACTS
    monkeypatch.setattr(ledger, "FACTS", ledger.FACTS.replace(ordered, "ORDER BY n\n    ON CONFLICT"))
    with slowly_inserted():
        answers = in_parallel(*deeds(committed, 0))
    failures = [answer for answer in answers if isinstance(answer, Exception)]
    assert failures, "without an order there was no deadlock"
    assert all("deadlock" in str(failure) for failure in failures)
