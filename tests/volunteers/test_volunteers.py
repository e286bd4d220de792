"""Becoming a volunteer: one person once, children with a guardian, nothing readable in the database."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.permissions import Actor
from accounts.services import erase_account
from core.errors import Conflict, Invalid, NotAllowed, Refused
from portal.demonstration.volunteers import demonstration_id
from tests.activities.registering import deliver_all
from tests.volunteers.people import a_volunteer, facts, with_phone
from volunteers.models import Volunteer
from volunteers.rules import is_number, new_number
from volunteers.selectors.owndata import own_data
from volunteers.services import volunteers
from volunteers.services.volunteers import save_volunteer

pytestmark = pytest.mark.django_db


def test_a_volunteer_has_a_number_for_life_that_is_no_id_number(now: datetime) -> None:
    volunteer = a_volunteer(1, now)
    assert is_number(volunteer.number)
    assert volunteer.number not in (volunteer.id_number or "")
    assert volunteer.user is not None
    again = save_volunteer(
        facts=replace(facts(1), name="改了名字", skills=()), by=Actor(user_id=volunteer.user.pk), now=now
    )
    assert (again.pk, again.number, again.name) == (volunteer.pk, volunteer.number, "改了名字")


def test_a_number_that_somebody_has_is_drawn_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    first = a_volunteer(1, now)
    drawn = iter([first.number, first.number, new_number(2026, lambda _below: 12345678)])
    monkeypatch.setattr(volunteers, "new_number", lambda _year: next(drawn))
    assert a_volunteer(2, now).number == new_number(2026, lambda _below: 12345678) != first.number


def test_one_person_is_one_volunteer(now: datetime) -> None:
    a_volunteer(1, now)
    other = with_phone(2, now)
    with pytest.raises(Conflict):
        save_volunteer(facts=facts(1), by=Actor(user_id=other.pk), now=now)


def test_without_a_verified_phone_nobody_is_one(now: datetime) -> None:
    user = User.objects.create(username="nobody")
    with pytest.raises(Refused):
        save_volunteer(facts=facts(1), by=Actor(user_id=user.pk), now=now)


def test_nobody_fills_in_for_others(now: datetime) -> None:
    user = with_phone(2, now)
    with pytest.raises(NotAllowed):
        save_volunteer(facts=facts(1), by=Actor(user_id=user.pk + 1), user_id=user.pk, now=now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("id_number", "450202199001021230"),
        ("county", "000000"),
        ("groups", ()),
        ("groups", ("kings",)),
        ("skills", ("flying",)),
        ("consent", False),
    ],
)
def test_each_wrong_field_is_told(field: str, value: object, now: datetime) -> None:
    user = with_phone(3, now)
    with pytest.raises(Invalid) as told:
        save_volunteer(facts=replace(facts(1), **{field: value}), by=Actor(user_id=user.pk), now=now)
    assert field in told.value.fields


def test_a_name_of_one_character_and_a_number_in_full_width_are_taken(now: datetime) -> None:
    user = with_phone(3, now)
    wide = {0x30 + place: 0xFF10 + place for place in range(10)} | {ord("X"): 0xFF38}
    number = demonstration_id("19900102", 5)
    made = save_volunteer(
        facts=replace(facts(1), name="难", id_number=number.translate(wide)), by=Actor(user_id=user.pk), now=now
    )
    assert (made.name, made.id_number) == ("难", number)


def test_a_child_needs_a_guardian(now: datetime) -> None:
    child = replace(facts(1), id_number=demonstration_id("20160102", 1))
    user = with_phone(4, now)
    with pytest.raises(Invalid) as told:
        save_volunteer(facts=child, by=Actor(user_id=user.pk), now=now)
    assert {"guardian_name", "guardian_phone", "guardian_consent"} <= set(told.value.fields)
    consenting = replace(child, guardian_name="测试监护人", guardian_phone="13800000009", guardian_consent=True)
    made = save_volunteer(facts=consenting, by=Actor(user_id=user.pk), now=now)
    assert made.under_14 and made.guardian_consent_at == now


def test_the_database_itself_refuses_a_child_without_consent(now: datetime) -> None:
    volunteer = a_volunteer(1, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=volunteer.pk).update(under_14=True, guardian_consent_at=None)


def test_what_names_a_person_is_sealed_at_rest(now: datetime) -> None:
    volunteer = a_volunteer(1, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT v::text FROM volunteers_volunteer v WHERE id = %s", [volunteer.pk])
        row = cursor.fetchone()[0]
    planted = [volunteer.name, volunteer.id_number, volunteer.birth_date]
    for text in planted:
        assert text
        assert text not in row
        assert text.encode().hex() not in row


def test_erasing_keeps_the_number_and_drops_the_person(now: datetime) -> None:
    volunteer = a_volunteer(1, now)
    assert volunteer.user is not None
    erase_account(user=volunteer.user, by=Actor(user_id=volunteer.user.pk))
    deliver_all(now)
    left = Volunteer.objects.get(pk=volunteer.pk)
    assert (left.name, left.id_number, left.birth_date, left.id_lookup) == (None, None, None, None)
    assert left.number == volunteer.number
    assert left.erased_at is not None


def test_owners_take_all_of_theirs_along(now: datetime) -> None:
    volunteer = a_volunteer(1, now)
    data = own_data(volunteer)
    assert (data["name"], data["id_number"], data["number"]) == ("测试甲1", volunteer.id_number, volunteer.number)


def test_a_number_that_is_taken_between_looking_and_saving_is_drawn_again(now: datetime, monkeypatch: Any) -> None:
    held = a_volunteer(1, now)
    numbers = iter([held.number, held.number, "V2026000000018"])
    monkeypatch.setattr(volunteers, "drawn", lambda draw, taken: next(numbers))
    assert a_volunteer(2, now).number == "V2026000000018"
