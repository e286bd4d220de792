"""Whatever is scanned, sent again, shuffled and taken back: the ledger agrees with a model of a few lines."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.checkins import Answer, Entry, Status
from activities.models import CheckIn, Method, QuarantinedEntry, Session
from activities.services import ledger, record_checkins
from activities.services.ledger import Source


@dataclass
class Model:
    """What must come out: facts by id, what is taken back, and who came again."""

    facts: dict[UUID, Entry] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)
    repeats: set[UUID] = field(default_factory=set)

    def live(self, subject: bytes) -> bool:
        return any(e.subject == subject for own, e in self.facts.items() if own not in self.undone)

    def take(self, entry: Entry) -> Status:
        if entry.undo_of is not None:
            return self._undo(entry)
        if entry.id in self.facts or entry.id in self.repeats:
            return Status.DUPLICATE
        if entry.subject is not None and self.live(entry.subject):
            self.repeats.add(entry.id)
            return Status.DUPLICATE
        self.facts[entry.id] = entry
        return Status.ACCEPTED

    def _undo(self, entry: Entry) -> Status:
        assert entry.undo_of is not None
        if entry.undo_of in self.facts:
            self.undone.add(entry.undo_of)
        return Status.UNDONE

    def batch(self, entries: list[Entry]) -> dict[UUID, Status]:
        """In the order of ids, as a device made them."""
        answers: dict[UUID, Status] = {}
        for entry in sorted(entries, key=lambda e: e.id):
            answers.setdefault(entry.id, self.take(entry))
        return answers

    @property
    def total(self) -> int:
        return sum(e.count for own, e in self.facts.items() if own not in self.undone)


def number(n: int) -> UUID:
    return UUID(int=n)


facts = st.tuples(st.just("fact"), st.integers(0, 3), st.integers(1, 3))  # subject 0 is a crowd
undos = st.tuples(st.just("undo"), st.integers(0, 30), st.just(0))
scripts = st.lists(st.one_of(facts, facts, undos), min_size=1, max_size=25)


def entries_of(script: list[tuple[str, int, int]], session: Session) -> list[Entry]:
    """A device's entries, in its order; an undo takes back one that stands before it."""
    made: list[Entry] = []
    for n, (kind, which, count) in enumerate(script, start=1):
        earlier = [entry for entry in made if entry.undo_of is None]
        if kind == "undo" and not earlier:
            continue
        made.append(
            Entry(
                id=number(n),
                session=session.public_id,
                method=Method.TICKET,
                count=count or 1,
                audience="youth",
                occurred_at=session.starts_at,
                subject=bytes([which]) * 16 if kind == "fact" and which else None,
                undo_of=earlier[which % len(earlier)].id if kind == "undo" else None,
            )
        )
    return made


def send(entries: list[Entry], now: datetime) -> list[Answer]:
    return record_checkins(given=[(entry, {}) for entry in entries], source=Source(now=now, undoes_all=True))


def play(session: Session, script: list[tuple[str, int, int]], cuts: list[int], again: list[int]) -> None:
    """Send a device's entries in batches, some of them again; then compare."""
    entries = entries_of(script, session)
    borders = sorted({0, len(entries), *(cut % (len(entries) + 1) for cut in cuts)})
    batches = [entries[a:b] for a, b in itertools.pairwise(borders)]
    model, now = Model(), session.starts_at + timedelta(minutes=5)
    for turn, batch in enumerate(batches):
        told = model.batch(batch)
        answers = send(batch[::-1], now)
        assert {answer.id: answer.status for answer in answers} == told
        # A lost reply: an earlier batch comes once more, and says what it said, or that it is known.
        if again and batches:
            repeated = batches[again[turn % len(again)] % (turn + 1)]
            before = CheckIn.objects.count()
            send(repeated, now)
            assert CheckIn.objects.count() == before
    rows = CheckIn.objects.filter(session=session)
    assert (rows.aggregate(n=Sum("count"))["n"] or 0) == model.total
    assert set(rows.filter(undo_of=None).values_list("pk", flat=True)) == set(model.facts)
    assert set(rows.exclude(undo_of=None).values_list("undo_of", flat=True)) == model.undone
    assert not QuarantinedEntry.objects.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(script=scripts, cuts=st.lists(st.integers(0, 30), max_size=4), again=st.lists(st.integers(0, 9), max_size=3))
def test_the_ledger_agrees_with_the_model(session: Session, script: Any, cuts: list[int], again: list[int]) -> None:
    with transaction.atomic():
        play(session, script, cuts, again)
        transaction.set_rollback(True)


WRITTEN = "SELECT id, session_id, registration_id, subject,"


@pytest.mark.parametrize(
    ("instead", "script"),
    [
        ("SELECT id, session_id, registration_id, NULL::bytea,", [("fact", 1, 2), ("fact", 1, 2)]),  # who is in
        ("SELECT gen_random_uuid(), session_id, registration_id, subject,", [("fact", 0, 2)]),  # which fact it was
    ],
)
def test_twin_a_ledger_that_forgets_disagrees(session: Session, monkeypatch: Any, instead: str, script: Any) -> None:
    assert WRITTEN in ledger.FACTS
    monkeypatch.setattr(ledger, "FACTS", ledger.FACTS.replace(WRITTEN, instead))
    with pytest.raises(AssertionError):
        play(session, script, [1], [0])
