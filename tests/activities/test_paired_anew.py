"""A phone that was paired anew takes back what it had checked in before: it is another device of the same owner."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Sum

from accounts.models import User
from accounts.permissions import SYSTEM, actor_for
from activities.checkins import Code, Status
from activities.models import CheckIn, QuarantinedEntry, QuarantineState, ScannerDevice, Session
from activities.services import make_pairing_code, pair_device, revoke_device
from tests.activities.checkins import sent, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(session: Session) -> datetime:
    return session.starts_at + timedelta(minutes=5)


def phone(session: Session, by: User | None, key: str, there: datetime) -> ScannerDevice:
    assert by is not None
    until = there + timedelta(days=1)
    actor = actor_for(by, there.date())
    code = make_pairing_code(activity_ids=[session.activity_id], device_until=until, by=actor, now=there)
    return pair_device(code=code, name="东门", key=key * 43, now=there)


def total() -> int:
    return CheckIn.objects.aggregate(n=Sum("count"))["n"] or 0


def test_the_same_owners_undoing_is_taken(session: Session, there: datetime, people: dict[str, User | None]) -> None:
    before = phone(session, people["organizer"], "a", there)
    fact = sent(session, count=2)
    take_in(fact, device=before, now=there)
    revoke_device(device_id=before.pk, by=SYSTEM, now=there)
    anew = phone(session, people["organizer"], "b", there)
    (answer,) = take_in(sent(session, undo_of=fact["id"], reason="错了"), device=anew, now=there)
    assert (answer.status, total()) == (Status.UNDONE, 0)
    assert CheckIn.objects.get(undo_of=fact["id"]).device == anew
    (again,) = take_in(sent(session, count=2), device=anew, now=there)
    assert (again.status, total()) == (Status.ACCEPTED, 2)


def test_anothers_undoing_is_not_and_says_so(session: Session, there: datetime, people: dict[str, User | None]) -> None:
    fact = sent(session, count=2)
    take_in(fact, device=phone(session, people["organizer"], "a", there), now=there)
    other = phone(session, people["office"], "b", there)
    (answer,) = take_in(sent(session, undo_of=fact["id"]), device=other, now=there)
    assert (answer.status, answer.code, total()) == (Status.QUARANTINED, Code.NOT_YOURS, 2)


def test_a_phone_of_one_session_takes_nothing_back_at_another(
    session: Session, there: datetime, people: dict[str, User | None]
) -> None:
    fact = sent(session)
    device = phone(session, people["organizer"], "a", there)
    take_in(fact, device=device, now=there)
    undo = sent(session, undo_of=fact["id"])
    (answer,) = take_in(undo, device=device, now=there, sessions=frozenset({session.pk + 1}))
    assert (answer.code, total()) == (Code.OTHER_ACTIVITY, 1)
    (answer,) = take_in(sent(session, undo_of=fact["id"]), device=device, now=there, sessions=frozenset({session.pk}))
    assert (answer.status, total()) == (Status.UNDONE, 0)


@pytest.mark.parametrize(("who", "state"), [("organizer", "discarded"), ("office", "waiting")])
def test_what_waits_is_taken_back_by_its_owner_alone(
    who: str, state: str, session: Session, there: datetime, people: dict[str, User | None]
) -> None:
    fact = sent(session, count=1000)
    take_in(fact, device=phone(session, people["organizer"], "a", there), now=there)
    take_in(sent(session, undo_of=fact["id"]), device=phone(session, people[who], "b", there), now=there)
    assert QuarantinedEntry.objects.get(pk=fact["id"]).state == QuarantineState(state)
