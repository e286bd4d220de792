"""At the same instant: the last places by a code go once, and two who decide count no entry twice."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
import uuid6

from accounts.permissions import SYSTEM
from activities.checkins import Entry, Status, subject_of
from activities.models import CheckIn, Method, QuarantinedEntry, Session
from activities.selectors.live import people_in
from activities.selectors.quarantine import Chosen
from activities.services import Verdict, check_in_oneself, decide_group, selfcheckin
from tests.activities.checkins import paired, sent, take_in
from tests.activities.quarantine import RESET, arrive, of_2020, only_group, waiting
from tests.committed import in_parallel

ROUNDS = 6
number = itertools.count()


def rush(session: Session, people: int, parties: int) -> list[Status]:
    """Parties that come at once by the screen's code."""
    now = session.starts_at + timedelta(minutes=1)
    entries = [
        Entry(
            id=uuid6.uuid7(),
            session=session.public_id,
            method=Method.SCREEN,
            count=people,
            audience="youth",
            occurred_at=now,
            subject=subject_of("visitor", f"race {next(number)}"),
        )
        for _party in range(parties)
    ]
    answers = in_parallel(*[lambda one=entry: check_in_oneself(entry=one, now=now) for entry in entries])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    return [answer.status for answer in answers]


def test_who_come_at_once_do_not_take_more_than_the_last_places(committed: Session) -> None:
    for turn in range(1, ROUNDS):
        Session.objects.filter(pk=committed.pk).update(capacity=10 * turn)
        statuses = rush(committed, 4, 8)
        assert people_in(committed) <= 10 * turn and Status.ACCEPTED in statuses
        assert waiting() == QuarantinedEntry.objects.count() >= 5 * turn


def test_twin_without_the_lock_more_come_in_than_there_are_places(committed: Session, monkeypatch: Any) -> None:
    monkeypatch.setattr(selfcheckin, "fetch", lambda *_asked: [])
    over = 0
    for _turn in range(ROUNDS):
        inside = people_in(committed)
        Session.objects.filter(pk=committed.pk).update(capacity=inside + 4)
        rush(committed, 4, 8)
        over += people_in(committed) > inside + 4
    assert over


@pytest.mark.parametrize("turn", range(3))
def test_two_who_decide_at_once_and_the_device_beside_them_count_each_entry_once(committed: Session, turn: int) -> None:
    now = committed.starts_at + timedelta(minutes=35)
    gate = paired(committed, now)
    entries = of_2020(committed, 60, count=1)
    arrive(entries, gate, now, size=60)
    chosen, activity = Chosen(key=only_group(committed)), committed.activity

    def decide(verdict: Verdict) -> Any:
        return lambda: decide_group(activity=activity, chosen=chosen, verdict=verdict, by=SYSTEM, now=now)

    undo = [sent(committed, undo_of=entry["id"], occurred_at=RESET % 1) for entry in entries[:10]]
    count, discard = Verdict(counts=True), Verdict(counts=False, reason="试机")
    done = in_parallel(
        decide(count), decide(discard), decide(count), lambda: take_in(*entries, *undo, device=gate, now=now)
    )
    assert not [one for one in done if isinstance(one, Exception)], done
    assert waiting() == 0
    states = list(QuarantinedEntry.objects.values_list("state", flat=True))
    assert CheckIn.objects.filter(undo_of=None).count() == states.count("counted")
    assert people_in(committed) == CheckIn.objects.filter(undo_of=None, undone_by=None).count()
