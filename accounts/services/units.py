"""Writing units and their terms in the leading group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import LeadingGroupTerm, Unit, UnitKind, UnitPeriod
from accounts.permissions import Actor
from accounts.services.unithistory import last_period
from core.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit, known by its name, and its dated membership of the leading group if it has one."""

    name: str
    short_name: str
    kind: UnitKind
    name_en: str = ""
    county_code: str = ""
    member_from: date | None = None
    member_to: date | None = None
    note: str = ""


@transaction.atomic
def save_units(*, units: Sequence[UnitFacts], by: Actor) -> int:
    """Create or correct units by name; returns how many rows changed. Terms are added, never taken away.

    A unit of which the office has said what it is (`change_unit`) is left so, also where it was once called this.
    """
    if not by.sees_all:
        raise NotAllowed("units", _("只有领导小组办公室可以维护单位。"))
    return sum(_save(facts) for facts in units)


@transaction.atomic
def let_publish(*, unit_id: int, allowed: bool, by: Actor) -> Unit:
    """Let a unit publish its venues without review, or end that. Raises NotAllowed, NotFound."""
    if not by.sees_all:
        raise NotAllowed("units", _("只有领导小组办公室可以维护单位。"))
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("unit", _("没有找到这个单位。"))
    if unit.publishes_itself != allowed:
        unit.publishes_itself = allowed
        unit.save(update_fields=["publishes_itself"])
    return unit


def _save(facts: UnitFacts) -> int:
    values = {
        "name": facts.name,
        "short_name": facts.short_name or facts.name,
        "kind": facts.kind.value,
        "name_en": facts.name_en,
        "county_code": facts.county_code,
    }
    unit = _known(facts.name)
    changed = 0
    if unit is None:
        unit, changed = Unit.objects.create(**values), 1
        last_period(unit)
    elif _differs(unit, values) and not unit.periods.filter(by_office=True).exists():
        now = last_period(unit)
        for row in (unit, now):
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
        changed = 1
    if facts.member_from and not unit.terms.filter(joined_on=facts.member_from).exists():
        LeadingGroupTerm.objects.create(
            unit=unit, joined_on=facts.member_from, left_on=facts.member_to, note=facts.note
        )
        changed += 1
    return changed


def _differs(unit: Unit, values: dict[str, str]) -> bool:
    return any(getattr(unit, name) != value for name, value in values.items())


def _known(name: str) -> Unit | None:
    """The unit that is called so, else the one that was; locked."""
    units = Unit.objects.select_for_update()
    return (
        units.filter(name=name).first()
        or units.filter(pk__in=UnitPeriod.objects.filter(name=name).order_by("-since").values("unit")[:1]).first()
    )
