"""Emergencies call grown-ups alone: no child is reached, nor whose age can't be known."""

from datetime import date, datetime
from typing import Any

import pytest

from accounts.models import Notice, User
from accounts.permissions import Actor
from core.crypto import Unreadable
from core.errors import Invalid
from core.geo import LonLat
from portal.demonstration.volunteers import demonstration_id
from tests.activities.registering import deliver_all
from tests.volunteers.people import a_volunteer
from volunteers.models import CallUp, CallUpAnswer, Volunteer
from volunteers.services import callups
from volunteers.services.callups import CallUpFacts, make_call_up

pytestmark = pytest.mark.django_db
FACTS = CallUpFacts("搬运救灾物资", "广场", LonLat(109.42, 24.33), 50)


def born(number: int, day: date, now: datetime) -> Volunteer:
    """An emergency volunteer born on a day, with a guardian where it needs one."""
    guardian = {"guardian_name": "监护人", "guardian_phone": "13700000001", "guardian_consent": True}
    return a_volunteer(number, now, id_number=demonstration_id(f"{day:%Y%m%d}", number), is_emergency=True, **guardian)


def aged(number: int, years: int, now: datetime, days: int = 0) -> Volunteer:
    today = now.astimezone().date()
    return born(number, date(today.year - years, today.month, min(today.day + days, 28)), now)


@pytest.fixture
def office(organizer: Actor) -> Actor:
    return Actor(user_id=organizer.user_id, is_office=True)


def reached() -> set[int]:
    return set(Notice.objects.filter(key__startswith="call-up-").values_list("user_id", flat=True))


def test_children_of_10_and_15_are_never_reached(office: Actor, now: datetime) -> None:
    children = [aged(10, 10, now), aged(15, 15, now)]
    grown = aged(30, 30, now)
    make_call_up(facts=FACTS, by=office, now=now)
    deliver_all(now)
    assert list(CallUpAnswer.objects.values_list("volunteer", flat=True)) == [grown.pk]
    assert reached() == {grown.user_id}
    assert not any(child.user_id in reached() for child in children)


@pytest.mark.parametrize(("years", "days", "is_called"), [(18, 0, True), (18, 1, False), (17, 0, False), (19, 0, True)])
def test_from_the_eighteenth_birthday_on(office: Actor, now: datetime, years: int, days: int, is_called: bool) -> None:
    aged(1, years, now, days)
    aged(2, 40, now)
    make_call_up(facts=FACTS, by=office, now=now)
    assert CallUpAnswer.objects.count() == 1 + is_called


def test_who_cannot_be_known_or_told_is_not_called(office: Actor, now: datetime, monkeypatch: Any) -> None:
    unknown, stopped, erased = (aged(number, 30, now) for number in (1, 2, 3))
    User.objects.filter(pk=stopped.user_id).update(is_active=False)
    Volunteer.objects.filter(pk=erased.pk).update(erased_at=now)
    age_of = callups.age_of
    monkeypatch.setattr(
        callups, "age_of", lambda volunteer, moment: None if volunteer.pk == unknown.pk else age_of(volunteer, moment)
    )
    with pytest.raises(Invalid) as refused:
        make_call_up(facts=FACTS, by=office, now=now)
    assert "成年" in str(refused.value.sentence)


def test_a_birth_date_whose_key_is_gone_is_unknown(now: datetime) -> None:
    class Sealed:
        @property
        def birth_date(self) -> str:
            raise Unreadable("gone")

    assert callups.age_of(Sealed(), now) is None  # type: ignore[arg-type]


def test_who_was_called_as_a_child_is_not_told(office: Actor, now: datetime) -> None:
    """Answers that an earlier version made: telling asks again."""
    child, grown = aged(15, 15, now), aged(30, 30, now)
    make_call_up(facts=FACTS, by=office, now=now)
    CallUpAnswer.objects.create(call_up=CallUp.objects.get(), volunteer=child)
    deliver_all(now)
    assert reached() == {grown.user_id}
