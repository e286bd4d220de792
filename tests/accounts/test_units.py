"""Units, their dated membership of the leading group, and the history of changes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pghistory.models import Context

from accounts.models import LeadingGroupTerm, Membership, Role, Unit, UnitKind, User
from accounts.permissions import SYSTEM, VISITOR, Actor, actor_for
from accounts.services import create_administrator, give_role, save_units
from accounts.services.units import UnitFacts
from core.errors import Conflict, Invalid, NotAllowed
from core.history import attributed
from tests.conftest import make_user


def test_the_leading_group_of_a_day_is_that_days(member_unit: Unit) -> None:
    joined = LeadingGroupTerm.objects.filter(unit=member_unit).get()
    LeadingGroupTerm.objects.filter(pk=joined.pk).update(left_on=date(2022, 12, 31))
    assert member_unit in Unit.objects.members_on(date(2022, 12, 31))
    assert member_unit not in Unit.objects.members_on(date(2023, 1, 1))


def test_the_leading_group_had_27_members_in_august_2020(db: None) -> None:
    assert Unit.objects.members_on(date(2020, 8, 15)).count() == 27


def test_two_terms_of_a_unit_cannot_overlap(member_unit: Unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LeadingGroupTerm.objects.create(unit=member_unit, joined_on=date(2021, 1, 1))


def test_a_role_counts_only_while_it_lasts(member_unit: Unit) -> None:
    user = make_user("somebody")
    Membership.objects.create(
        user=user, unit=member_unit, role=Role.OFFICE, since=date(2024, 1, 1), until=date(2024, 12, 31)
    )
    assert not actor_for(user, date(2023, 12, 31)).is_office
    assert actor_for(user, date(2024, 1, 1)).is_office
    assert actor_for(user, date(2024, 12, 31)).is_office
    assert actor_for(user, date(2025, 1, 1)) == Actor(user_id=user.pk)


def test_a_disabled_account_is_nobody(member_unit: Unit) -> None:
    user = make_user("somebody", is_superuser=True, is_active=False)
    assert actor_for(user, date(2024, 1, 1)) == VISITOR


def test_units_are_saved_once(db: None) -> None:
    facts = [UnitFacts("测试单位", "测试", UnitKind.OTHER)]
    assert save_units(units=facts, by=SYSTEM) == 1
    assert save_units(units=facts, by=SYSTEM) == 0


def test_only_the_office_saves_units_and_only_administrators_give_roles(member_unit: Unit) -> None:
    with pytest.raises(NotAllowed):
        save_units(units=[], by=Actor(user_id=1, organizer_of=frozenset({member_unit.pk})))
    with pytest.raises(NotAllowed):
        give_role(
            user=make_user("a"), unit=member_unit, role=Role.OFFICE, since=date(2024, 1, 1), by=Actor(is_office=True)
        )


def test_the_first_administrator_needs_a_good_password_and_a_free_name(db: None) -> None:
    with pytest.raises(Invalid):
        create_administrator(username="root", email="root@example.org", password="12345")
    create_administrator(username="root", email="root@example.org", password="a long enough password")
    with pytest.raises(Conflict):
        create_administrator(username="root", email="root@example.org", password="a long enough password")


@pytest.mark.django_db
def test_every_change_is_a_row_with_who_did_it() -> None:
    with attributed(user=7):
        user = make_user("somebody")
    User.objects.filter(pk=user.pk).update(is_active=False)
    key, model = user.pk, user.events.model
    user.refresh_from_db()
    user.delete()
    events = list(model.objects.filter(pgh_obj_id=key).order_by("pgh_id"))
    assert [event.pgh_label for event in events] == ["insert", "update", "delete"]
    assert [event.is_active for event in events] == [True, False, False]
    assert Context.objects.get(pk=events[0].pgh_context_id).metadata == {"user": 7}
    assert not any(hasattr(events[0], kept_nowhere_else) for kept_nowhere_else in ("password", "name", "email"))
