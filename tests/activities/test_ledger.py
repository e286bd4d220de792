"""The ledger: every person-time once, nothing lost, nothing changed."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.checkins import Code, Flag, Status
from activities.models import CheckIn, QuarantinedEntry, Registration, ScannerDevice, Session
from activities.selectors.tickets import ticket_of
from activities.services import cancel_registration, cancel_session, revoke_device
from tests.activities.checkins import KEY, paired, sent, take_in
from tests.activities.registering import ask
from tests.committed import without_triggers


@pytest.fixture
def there(session: Session) -> datetime:
    """A moment within the session."""
    return session.starts_at + timedelta(minutes=5)


@pytest.fixture
def gate(session: Session, there: datetime) -> ScannerDevice:
    return paired(session, there)


@pytest.fixture
def party(session: Session, now: datetime) -> Registration:
    """Two people with a ticket."""
    return ask(session, 1, 2, now=now)


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def statuses(answers: list[Any]) -> list[Status]:
    return [answer.status for answer in answers]


def test_what_is_sent_again_is_counted_once(session: Session, gate: ScannerDevice, there: datetime) -> None:
    batch = [sent(session, count=n) for n in (1, 2, 3)]
    assert statuses(take_in(*batch, device=gate, now=there)) == [Status.ACCEPTED] * 3
    again = take_in(*reversed(batch), device=gate, now=there)
    assert statuses(again) == [Status.DUPLICATE] * 3
    assert [str(answer.first.id) for answer in again if answer.first] == [entry["id"] for entry in reversed(batch)]
    assert total(session) == 6


def test_a_ticket_counts_once_whatever_the_gate(
    session: Session, gate: ScannerDevice, party: Registration, there: datetime
) -> None:
    other = paired(session, there, key="w" * 43)
    first = sent(session, ticket=ticket_of(party), count=2, method="ticket", audience="")
    second = sent(session, ticket=ticket_of(party), count=2, method="ticket", audience="")
    assert statuses(take_in(first, device=gate, now=there)) == [Status.ACCEPTED]
    answer = take_in(second, device=other, now=there)[0]
    assert answer.status is Status.DUPLICATE
    assert answer.first is not None and answer.first.device == gate.name
    assert total(session) == 2
    assert CheckIn.objects.get(pk=first["id"]).audience == party.audience


def test_two_of_one_ticket_in_one_batch_count_once(session: Session, party: Registration, there: datetime) -> None:
    two = [sent(session, ticket=ticket_of(party), method="ticket", audience="") for _ in range(2)]
    assert statuses(take_in(*two, now=there)) == [Status.ACCEPTED, Status.DUPLICATE]


def test_undone_can_be_scanned_again(
    session: Session, gate: ScannerDevice, party: Registration, there: datetime
) -> None:
    fact, undo, again = (sent(session, ticket=ticket_of(party), count=2, method="ticket", audience="") for _ in "123")
    undo["undo_of"] = fact["id"]
    answers = take_in(again, undo, fact, device=gate, now=there)
    assert statuses(answers) == [Status.ACCEPTED, Status.UNDONE, Status.ACCEPTED]
    assert total(session) == 2 and CheckIn.objects.filter(session=session).count() == 3
    assert statuses(take_in(fact, undo, again, device=gate, now=there)) == [
        Status.DUPLICATE,
        Status.UNDONE,
        Status.DUPLICATE,
    ]
    assert total(session) == 2


def test_an_undo_that_comes_first_waits_for_its_fact(session: Session, gate: ScannerDevice, there: datetime) -> None:
    fact = sent(session, count=3)
    undo = sent(session, undo_of=fact["id"], reason="点错了")
    answer = take_in(undo, device=gate, now=there)[0]
    assert (answer.status, answer.code) == (Status.QUARANTINED, Code.UNKNOWN_TARGET)
    assert statuses(take_in(fact, device=gate, now=there)) == [Status.ACCEPTED]
    assert total(session) == 0 and not QuarantinedEntry.objects.exists()
    assert CheckIn.objects.get(undo_of=fact["id"]).reason == "点错了"


def test_a_device_takes_back_only_its_own(session: Session, gate: ScannerDevice, there: datetime) -> None:
    other = paired(session, there, key="w" * 43)
    fact = sent(session)
    take_in(fact, device=gate, now=there)
    answer = take_in(sent(session, undo_of=fact["id"]), device=other, now=there)[0]
    assert (answer.status, answer.code) == (Status.QUARANTINED, Code.NOT_YOURS)
    assert total(session) == 1


def paired_by(device: ScannerDevice, person: User | None) -> ScannerDevice:
    assert person is not None
    ScannerDevice.objects.filter(pk=device.pk).update(paired_by=person)
    return device


@pytest.mark.parametrize(("second", "is_taken"), [("office", True), ("organizer", False), (None, False)])
def test_a_phone_paired_anew_takes_back_what_it_sent_before(
    session: Session, gate: ScannerDevice, there: datetime, second: str | None, is_taken: bool, people: Any
) -> None:
    """Its owner is the same. Of another's phone it is refused, and the answer says so."""
    paired_by(gate, people["office"])
    fact, waits = sent(session, count=2), sent(session, count=0)
    take_in(fact, waits, device=gate, now=there)
    revoke_device(device_id=gate.pk, by=SYSTEM, now=there)
    anew = paired(session, there, key="w" * 43)
    if second is not None:
        paired_by(anew, people[second])
    undo, other = sent(session, undo_of=fact["id"]), sent(session, undo_of=waits["id"])
    for _twice in range(2):
        answers = take_in(undo, other, device=anew, now=there)
        if is_taken:
            assert statuses(answers) == [Status.UNDONE] * 2
        else:
            assert [(one.status, one.code) for one in answers] == [
                (Status.QUARANTINED, Code.NOT_YOURS),
                (Status.QUARANTINED, Code.UNKNOWN_TARGET),
            ]
    assert total(session) == (0 if is_taken else 2)
    state = QuarantinedEntry.objects.get(pk=waits["id"]).state
    assert state == ("discarded" if is_taken else "waiting")


@pytest.mark.parametrize("batches", ["123", "12|3", "1|23", "1|2|3", "2|1|3", "321"])
def test_scanned_undone_and_scanned_again_is_counted_and_said_so(
    session: Session, gate: ScannerDevice, party: Registration, there: datetime, batches: str
) -> None:
    entries = {n: sent(session, ticket=ticket_of(party), count=2, method="ticket", audience="") for n in "123"}
    entries["2"]["undo_of"] = entries["1"]["id"]
    told: dict[str, Status] = {}
    for batch in batches.split("|"):
        answers = take_in(*(entries[n] for n in batch), device=gate, now=there)
        told |= dict(zip(batch, statuses(answers), strict=True))
    assert told["1"] is told["3"] is Status.ACCEPTED
    assert total(session) == 2
    assert CheckIn.objects.filter(session=session, undo_of=None, undone_by=None).get().pk.hex == entries["3"][
        "id"
    ].replace("-", "")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"count": 0}, Code.BAD_COUNT),
        ({"count": True}, Code.BAD_COUNT),
        ({"count": 10**9}, Code.BAD_COUNT),
        ({"count": 4}, Code.OVER_CAPACITY),
        ({"audience": "martians"}, Code.BAD_AUDIENCE),
        ({"method": "magic"}, Code.BAD_METHOD),
        ({"session": "0000000000"}, Code.UNKNOWN_SESSION),
        ({"session": 5}, Code.UNKNOWN_SESSION),
        ({"ticket": "forged"}, Code.UNKNOWN_TICKET),
        ({"ticket": "0000000000"}, Code.UNKNOWN_TICKET),
        ({"occurred_at": "1970-01-01T00:00:00Z"}, Code.CLOCK_OUT_OF_RANGE),
        ({"occurred_at": "2099-12-31T23:59:59+08:00"}, Code.CLOCK_OUT_OF_RANGE),
        ({"occurred_at": "yesterday"}, Code.BAD_ENTRY),
        ({"undo_of": "x"}, Code.BAD_ENTRY),
    ],
)
def test_what_cannot_be_counted_waits_and_is_never_lost(
    session: Session, there: datetime, said: dict[str, Any], code: Code
) -> None:
    entry = sent(session, **said)
    for _ in range(2):
        answer = take_in(entry, sent(session), now=there)[0]
        assert (answer.status, answer.code) == (Status.QUARANTINED, code)
    assert QuarantinedEntry.objects.get().code == code
    assert total(session) == 2


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}, {"id": "x"}, {"id": "\x00"}, {"a\ud800": "\ud800\x00"}])
def test_what_is_no_entry_at_all_is_kept_once(session: Session, there: datetime, entry: Any) -> None:
    first, again = take_in(entry, now=there)[0], take_in(entry, now=there)[0]
    assert first == again and first.code is Code.BAD_ENTRY
    assert QuarantinedEntry.objects.count() == 1


def test_a_ticket_of_another_session_or_cancelled_waits(
    session: Session, party: Registration, there: datetime, now: datetime
) -> None:
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, capacity=5
    )
    answer = take_in(sent(other, ticket=ticket_of(party), audience=""), now=there)[0]
    assert answer.code is Code.OTHER_SESSION
    cancel_registration(registration_id=party.pk, now=now)
    answer = take_in(sent(session, ticket=ticket_of(party), audience=""), now=there)[0]
    assert answer.code is Code.TICKET_NOT_VALID
    assert "ticket" not in str(QuarantinedEntry.objects.filter(code=Code.UNKNOWN_TICKET).values("sent"))
    assert all(len(row.sent["ticket"]) == 10 for row in QuarantinedEntry.objects.all())


def test_a_cancelled_session_takes_nobody(session: Session, there: datetime, now: datetime) -> None:
    cancel_session(session_id=session.pk, reason="台风", by=SYSTEM, now=now)
    assert take_in(sent(session), now=there)[0].code is Code.SESSION_CANCELLED


def test_a_device_writes_only_where_it_is_paired(session: Session, gate: ScannerDevice, there: datetime) -> None:
    gate.activities.clear()
    answer = take_in(sent(session), device=gate, now=there)[0]
    assert answer.code is Code.OTHER_ACTIVITY


@pytest.mark.parametrize(("hours", "flags"), [(0, []), (-3, [Flag.OFF_HOURS]), (30, None)])
def test_clocks_may_lie(session: Session, hours: int, flags: list[Flag] | None) -> None:
    moment = session.starts_at + timedelta(hours=hours)
    now = session.starts_at + timedelta(hours=1)
    answer = take_in(sent(session, occurred_at=moment.isoformat()), now=now)[0]
    assert (answer.status is Status.ACCEPTED) == (flags is not None)
    if flags is not None:
        assert CheckIn.objects.get().flags == flags


def test_a_measured_clock_is_put_right(session: Session) -> None:
    """Three hours fast, in the year's last second of the city: the day is the city's."""
    real = session.starts_at + timedelta(minutes=1)
    wrong = real + timedelta(hours=3)
    take_in(sent(session, occurred_at=wrong.isoformat()), now=real, offset=real - wrong)
    row = CheckIn.objects.get()
    assert (row.occurred_at, row.clock_offset, row.flags) == (real, -3 * 3600, [])


def test_an_unmeasured_clock_that_is_ahead_is_flagged(session: Session) -> None:
    real = session.starts_at + timedelta(minutes=1)
    take_in(sent(session, occurred_at=(real + timedelta(hours=1)).isoformat()), now=real)
    assert (CheckIn.objects.get().occurred_at, CheckIn.objects.get().flags) == (real, [Flag.CLOCK])


@pytest.mark.parametrize("deed", ["UPDATE activities_checkin SET count = 9", "DELETE FROM activities_checkin"])
def test_the_database_itself_refuses_to_change_the_ledger(session: Session, there: datetime, deed: str) -> None:
    take_in(sent(session), now=there)
    with pytest.raises(Error, match="activities_checkin"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    with without_triggers("activities_checkin"), connection.cursor() as cursor:
        cursor.execute(deed)
        assert cursor.rowcount == 1


def test_a_batch_is_one_statement_of_the_ledger(
    session: Session, gate: ScannerDevice, there: datetime, django_assert_num_queries: Any
) -> None:
    batch = [sent(session, count=1) for _ in range(200)]
    with django_assert_num_queries(6):  # scope, savepoint twice, the device's lock, the facts, undoings that came first
        take_in(*batch, device=gate, now=there)
    assert total(session) == 200


def post(body: Any, key: str = KEY) -> Any:
    return Client().post(
        "/api/v1/checkins/", json.dumps(body), "application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_the_interface_answers_in_order(session: Session, gate: ScannerDevice, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at + timedelta(minutes=5))
    good, bad = sent(session), sent(session, count=0)
    reply = post({"entries": [bad, good], "unsent": 7})
    assert reply.status_code == 200, reply.content
    first, second = reply.json()["results"]
    assert (first["status"], first["code"], second["status"]) == ("quarantined", "bad_count", "accepted")
    gate.refresh_from_db()
    assert gate.unsent == 7 and gate.heard_at is not None


@pytest.mark.parametrize("body", [[], {}, {"entries": 5}, {"entries": [{}] * 501}, "x"])
def test_what_is_no_batch_is_a_sentence(session: Session, gate: ScannerDevice, monkeypatch: Any, body: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at)
    reply = post(body)
    assert reply.status_code == 400 and reply.json()["detail"]


def test_a_stopped_or_unknown_device_is_not_heard(session: Session, gate: ScannerDevice, monkeypatch: Any) -> None:
    moment = session.starts_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert post({"entries": []}).status_code == 200
    assert post({"entries": []}, key="x" * 43).status_code == 401
    revoke_device(device_id=gate.pk, by=SYSTEM, now=moment)
    reply = post({"entries": [sent(session)]})
    assert (reply.status_code, reply.json()["code"]) == (401, "not_paired")
    assert total(session) == 0
