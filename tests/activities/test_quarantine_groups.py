"""What waits is decided by group: a phone whose clock was reset is one decision, and nothing vanishes."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM, Actor, actor_for
from activities.checkins import Code
from activities.models import (
    QuarantinedEntry,
    Registration,
    ScannerDevice,
    Session,
)
from activities.selectors.facts import facts_of
from activities.selectors.quarantine import Chosen, groups_of, read_key
from activities.selectors.ticketholders import whose
from activities.selectors.tickets import ticket_of
from activities.services import Verdict, decide_group, save_activity
from core.errors import Invalid, NotFound
from tests.activities.checkins import paired, sent, take_in
from tests.activities.quarantine import COUNT, arrive, of_2020, only_group, total, waiting
from tests.activities.registering import ask
from tests.conftest import client_of


@pytest.fixture
def there(session: Session, monkeypatch: Any) -> datetime:
    Session.objects.filter(pk=session.pk).update(capacity=None)
    moment = session.starts_at + timedelta(minutes=35)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def gate(session: Session, there: datetime) -> ScannerDevice:
    return paired(session, there)


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])


def test_a_decision_costs_a_handful_of_questions(
    session: Session, gate: ScannerDevice, there: datetime, django_assert_max_num_queries: Any
) -> None:
    arrive(of_2020(session, 300), gate, there)
    chosen = Chosen(key=only_group(session))
    with django_assert_max_num_queries(25):
        decide_group(activity=session.activity, chosen=chosen, verdict=COUNT, by=SYSTEM, now=there)
    assert total(session) == 600


def test_a_group_is_a_device_a_reason_and_a_session(session: Session, gate: ScannerDevice, there: datetime) -> None:
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, place_name="另一处"
    )
    second = paired(session, there, key="w" * 43)
    take_in(
        *of_2020(session, 4), sent(session, count=0), sent(session, undo_of=str(uuid.uuid4())), device=gate, now=there
    )
    take_in(*of_2020(session, 3), *of_2020(other, 2), None, device=second, now=there)
    groups, found = groups_of(session.activity_id, limit=20)
    keys = {(one.key.device, one.key.code, one.key.session, one.key.undoes): one.entries for one in groups}
    assert found == len(groups) == 6
    assert keys == {
        (gate.public_id, "clock_out_of_range", session.public_id, False): 4,
        (gate.public_id, "bad_count", session.public_id, False): 1,
        (gate.public_id, "unknown_target", session.public_id, True): 1,
        (second.public_id, "clock_out_of_range", session.public_id, False): 3,
        (second.public_id, "clock_out_of_range", other.public_id, False): 2,
        (second.public_id, "bad_entry", "", False): 1,
    }
    assert all(read_key(str(one.key)) == one.key for one in groups)
    assert [read_key(text) for text in ("", "x", "-.burst.-.z", "a" * 10 + ".x.-.f\n")] == [None] * 4


@pytest.mark.parametrize("said", [0, 10**14, "7", None, 1.5, True])
def test_groups_add_up_what_is_a_number_of_people(
    session: Session, gate: ScannerDevice, there: datetime, said: Any
) -> None:
    entries = of_2020(session, 2, count=2)
    entries[0]["count"] = said
    take_in(*entries, device=gate, now=there)
    groups, _all = groups_of(session.activity_id, limit=20)
    assert sum(one.people or 0 for one in groups) == 2


def test_a_cancelled_session_still_takes_nobody(session: Session, gate: ScannerDevice, there: datetime) -> None:
    take_in(*of_2020(session, 3), device=gate, now=there)
    chosen = Chosen(key=only_group(session))
    Session.objects.filter(pk=session.pk).update(cancelled_at=there, cancel_reason="台风")
    outcome = decide_group(activity=session.activity, chosen=chosen, verdict=COUNT, by=SYSTEM, now=there)
    assert (outcome.settled, outcome.left) == (0, {str(Code.SESSION_CANCELLED.sentence): 3})
    assert (total(session), waiting()) == (0, 3)
    row = QuarantinedEntry.objects.first()
    assert row is not None and (row.decided_at, row.decided_by) == (None, None)


def test_a_party_that_is_in_already_is_not_counted_again(
    session: Session, gate: ScannerDevice, there: datetime, now: datetime
) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=30)
    party = ask(session, 1, 2, now=now)
    scan = {"ticket": ticket_of(party), "audience": "", "method": "ticket", "count": 2}
    take_in(sent(session, **scan), device=gate, now=there)
    take_in(*of_2020(session, 2, **scan), device=gate, now=there)
    outcome = decide_group(
        activity=session.activity, chosen=Chosen(key=only_group(session)), verdict=COUNT, by=SYSTEM, now=there
    )
    assert (outcome.settled, outcome.again, outcome.people) == (2, 2, 0)
    assert total(session) == 2 and waiting() == 0


def test_a_discard_wants_a_reason_and_an_other_decision_finds_nothing_left(
    session: Session, gate: ScannerDevice, there: datetime
) -> None:
    take_in(*of_2020(session, 3), device=gate, now=there)
    facts: dict[str, Any] = {"activity": session.activity, "chosen": Chosen(key=only_group(session)), "by": SYSTEM}
    with pytest.raises(Invalid):
        decide_group(verdict=Verdict(counts=False), now=there, **facts)
    decide_group(verdict=Verdict(counts=False, reason="试机"), now=there, **facts)
    assert decide_group(verdict=COUNT, now=there, **facts).settled == 0
    assert total(session) == 0 and set(QuarantinedEntry.objects.values_list("reason", flat=True)) == {"试机"}


@pytest.mark.parametrize("role", ["member", "volunteer", "team_leader"])
def test_others_decide_on_no_group(
    session: Session, gate: ScannerDevice, there: datetime, role: str, people: dict[str, User | None]
) -> None:
    take_in(*of_2020(session, 3), device=gate, now=there)
    person = people[role]
    assert person is not None
    by = actor_for(person, there.date())
    with pytest.raises(NotFound):
        decide_group(activity=session.activity, chosen=Chosen(key=only_group(session)), verdict=COUNT, by=by, now=there)
    assert total(session) == 0 and waiting() == 3


def test_without_the_guard_anybody_decides(
    session: Session, gate: ScannerDevice, there: datetime, monkeypatch: Any
) -> None:
    """The saboteur's twin."""
    take_in(*of_2020(session, 3), device=gate, now=there)
    for module in ("quarantine", "believing"):
        monkeypatch.setattr(f"activities.services.{module}.can_edit_activity", lambda *_args: True)
    decide_group(
        activity=session.activity, chosen=Chosen(key=only_group(session)), verdict=COUNT, by=Actor(), now=there
    )
    assert total(session) == 6


def test_of_another_activity_nothing_is_meant(session: Session, gate: ScannerDevice, there: datetime) -> None:
    """Neither by its ids nor by its group's name."""
    facts = facts_of(session.activity)
    facts = replace(facts, title="别的", sessions=tuple(replace(one, id="") for one in facts.sessions))
    other = save_activity(facts=facts, by=SYSTEM, now=there - timedelta(days=2))
    entries = of_2020(session, 2)
    take_in(*entries, device=gate, now=there)
    for chosen in (Chosen(key=only_group(session)), Chosen(ids=frozenset(uuid.UUID(one["id"]) for one in entries))):
        assert decide_group(activity=other, chosen=chosen, verdict=COUNT, by=SYSTEM, now=there).settled == 0
    assert waiting() == 2


def test_the_ticket_of_an_activity_that_one_does_not_keep_stays_nameless(
    session: Session, there: datetime, people: dict[str, User | None], now: datetime
) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=30)
    party = ask(session, 1, 2, now=now)
    row = QuarantinedEntry(
        id=uuid.uuid4(), code="other_session", session=session, sent={"ticket": party.public_id}, received_at=there
    )
    assert whose([row], Actor()) == {row.pk: "别的活动的票"}
    assert str(party.name) in whose([row], SYSTEM)[row.pk]
    Registration.objects.filter(pk=party.pk).delete()
    assert whose([row], SYSTEM) == {row.pk: "票已不存在"}
