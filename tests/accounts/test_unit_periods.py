"""What units were called, of which kind and county, from which day, and into which other they went."""

from datetime import date
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import Unit, UnitKind, UnitPeriod
from accounts.permissions import SYSTEM, Actor
from accounts.services import UnitSays, change_unit, merge_unit, save_units
from accounts.services.units import UnitFacts
from core.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
MOVE = date(2026, 3, 1)


def says(unit: Unit, **more: Any) -> UnitSays:
    values = {key: getattr(unit, key) for key in ("name", "short_name", "name_en", "county_code")}
    return UnitSays(**{**values, "kind": UnitKind(unit.kind), **more})


def change(unit: Unit, since: date | None = MOVE, by: Actor = SYSTEM, **more: Any) -> UnitPeriod:
    return change_unit(unit_id=unit.pk, says=says(unit, **more), since=since, by=by, today=TODAY)


def counties_of(unit: Unit) -> list[tuple[Any, Any, str]]:
    return [(one.since, one.until, one.county_code) for one in unit.periods.all()]


def test_every_unit_has_what_it_is_from_the_beginning(db: None) -> None:
    assert Unit.objects.filter(periods=None).count() == 0
    for unit in Unit.objects.all():
        (period,) = unit.periods.all()
        assert (period.since, period.until, period.name) == (None, None, unit.name)
        assert (period.kind, period.county_code) == (unit.kind, unit.county_code)


def test_a_change_ends_the_period_before_on_the_day_before(county_office: Unit) -> None:
    change(county_office, county_code="450203")
    county_office.refresh_from_db()
    assert counties_of(county_office) == [(None, date(2026, 2, 28), "450202"), (MOVE, None, "450203")]
    assert county_office.county_code == "450203"
    assert UnitPeriod.objects.on(date(2026, 2, 28)).get(unit=county_office).county_code == "450202"
    assert UnitPeriod.objects.on(MOVE).get(unit=county_office).county_code == "450203"


def test_without_a_day_what_it_is_now_is_corrected(county_office: Unit) -> None:
    change(county_office, since=None, short_name="城中")
    assert [one.short_name for one in county_office.periods.all()] == ["城中"]
    change(county_office, county_code="450203")
    change(county_office, county_code="450204")  # the same day again: it was mistyped
    assert counties_of(county_office)[1:] == [(MOVE, None, "450204")]


def test_the_same_again_writes_nothing(county_office: Unit) -> None:
    before = county_office.periods.get().pk
    assert change(county_office).pk == before
    assert county_office.periods.count() == 1


@pytest.mark.parametrize("since", [date(2026, 11, 25), date(1900, 1, 1), date(2026, 2, 28)])
def test_a_change_holds_from_a_day_that_was_and_after_the_last_one(county_office: Unit, since: date) -> None:
    change(county_office, county_code="450203")
    with pytest.raises(Invalid) as refused:
        change(county_office, since=since, county_code="450204")
    assert set(refused.value.fields) == {"since"}


def test_a_name_is_one_units_alone(county_office: Unit, member_unit: Unit) -> None:
    for name in ("", "  ", member_unit.name, "长" * 101):
        with pytest.raises(Invalid) as refused:
            change(county_office, name=name)
        assert "name" in refused.value.fields


def test_only_the_office_changes_and_merges_units(county_office: Unit, member_unit: Unit) -> None:
    reviewer = Actor(user_id=1, reviewer_of_counties=frozenset({county_office.county_code}))
    with pytest.raises(NotAllowed):
        change(county_office, by=reviewer, county_code="450203")
    with pytest.raises(NotAllowed):
        merge_unit(unit_id=county_office.pk, into_id=member_unit.pk, on=MOVE, by=reviewer, today=TODAY)


def test_periods_of_a_unit_cannot_overlap(county_office: Unit) -> None:
    change(county_office, county_code="450203")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.create(unit=county_office, name="x", kind="other", since=date(2025, 1, 1), until=MOVE)


def test_a_unit_goes_into_another_and_comes_back(county_office: Unit, member_unit: Unit) -> None:
    unit = merge_unit(unit_id=county_office.pk, into_id=member_unit.pk, on=MOVE, by=SYSTEM, today=TODAY)
    assert (unit.successor, unit.merged_on) == (member_unit, MOVE)
    for into in (member_unit.pk, county_office.pk, 0):  # itself, one that went away itself, nobody
        with pytest.raises(Invalid):
            merge_unit(unit_id=member_unit.pk, into_id=into, on=MOVE, by=SYSTEM, today=TODAY)
    unit = merge_unit(unit_id=county_office.pk, into_id=None, on=None, by=SYSTEM, today=TODAY)
    assert unit.successor is None


def test_the_reference_data_brings_no_old_name_and_no_old_county_back(county_office: Unit) -> None:
    said = {name: getattr(county_office, name) for name in ("name", "short_name", "name_en", "county_code")}
    old = UnitFacts(**said, kind=UnitKind.COUNTY_OFFICE)
    change(county_office, name="新名称", county_code="450203")
    before = Unit.objects.count()
    assert save_units(units=[old], by=SYSTEM) == 0
    county_office.refresh_from_db()
    assert (Unit.objects.count(), county_office.name, county_office.county_code) == (before, "新名称", "450203")


def test_the_migration_gives_each_unit_one_open_period(db: None) -> None:
    UnitPeriod.objects.all().delete()
    with connection.schema_editor() as editor:
        import_module("accounts.migrations.0007_unit_periods").fill_periods(apps, editor)
    assert UnitPeriod.objects.count() == Unit.objects.count()
    assert not UnitPeriod.objects.exclude(since=None, until=None)


def test_the_reference_data_undoes_no_correction_of_the_office(county_office: Unit) -> None:
    said = {name: getattr(county_office, name) for name in ("name", "short_name", "name_en", "county_code")}
    change(county_office, since=None, short_name="城中")
    assert save_units(units=[UnitFacts(**said, kind=UnitKind.COUNTY_OFFICE)], by=SYSTEM) == 0
    county_office.refresh_from_db()
    assert county_office.short_name == "城中"


def test_the_reference_data_loads_though_its_units_are_called_otherwise_now(member_unit: Unit) -> None:
    """The plan, the venues and the units name units as they were called."""
    for n, unit in enumerate(Unit.objects.filter(pk=member_unit.pk) | Unit.objects.exclude(venues=None)):
        change(unit, name=f"改名后的单位 {n}")
    before = Unit.objects.count()
    call_command("load_reference", stdout=StringIO())
    assert Unit.objects.count() == before
    assert Unit.objects.filter(name="改名后的单位 0").exists()
