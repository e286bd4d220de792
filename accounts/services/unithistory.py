"""What units are called, of which kind and county they are, from which day; and into which other they went."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, UnitKind, UnitPeriod
from accounts.permissions import Actor
from accounts.unitrules import why_not_from
from core.errors import Invalid, NotAllowed, NotFound, Sentence

LONGEST = {"name": 100, "short_name": 40, "name_en": 200, "county_code": 20, "note": 200}


@dataclass(frozen=True, slots=True)
class UnitSays:
    """What a unit is from some day on."""

    name: str
    short_name: str
    kind: UnitKind
    name_en: str = ""
    county_code: str = ""


@transaction.atomic
def change_unit(
    *, unit_id: int, says: UnitSays, since: date | None, by: Actor, today: date, note: str = ""
) -> UnitPeriod:
    """Let a unit be something else from a day on; without a day what it is said to be now is corrected.

    Figures of days before stay under what it was then. Nothing is written where nothing differs.
    Raises NotAllowed, NotFound, Invalid by field.
    """
    unit = _locked(unit_id, by)
    values = {key: str(value).replace("\x00", "").strip() for key, value in asdict(says).items()}
    values["short_name"] = values["short_name"] or values["name"]
    _refuse_words(unit, {**values, "note": note})
    last = last_period(unit)
    if all(getattr(last, key) == value for key, value in values.items()):
        return last
    if since is not None:
        refusal = why_not_from(since, last.since, today)
        if refusal is not None:
            raise Invalid("unit_since", refusal, fields={"since": [refusal]})
    if since is not None and since != last.since:
        last.until = since - timedelta(days=1)
        last.save(update_fields=["until"])
        last = UnitPeriod(unit=unit, since=since)
    for key, value in values.items():
        setattr(last, key, value)
        setattr(unit, key, value)
    last.note, last.by_office = note.strip() or last.note, True
    last.save()
    unit.save(update_fields=list(values))
    return last


@transaction.atomic
def merge_unit(*, unit_id: int, into_id: int | None, on: date | None, by: Actor, today: date) -> Unit:
    """State that a unit went into another on a day, or take that back (None, None).

    Its figures stay its own, and are shown with the unit that it went into. Raises NotAllowed, NotFound, Invalid.
    """
    unit = _locked(unit_id, by)
    if into_id is None or on is None:
        unit.successor, unit.merged_on = None, None
        unit.save(update_fields=["successor", "merged_on"])
        return unit
    refusal = why_not_from(on, last_period(unit).since, today)
    if refusal is not None:
        raise Invalid("unit_merged_on", refusal, fields={"on": [refusal]})
    into = Unit.objects.filter(pk=into_id, successor=None).exclude(pk=unit.pk).first()
    if into is None:
        sentence = _("请选择另一个没有被并入的单位。")
        raise Invalid("unit_successor", sentence, fields={"into": [sentence]})
    unit.successor, unit.merged_on = into, on
    unit.save(update_fields=["successor", "merged_on"])
    return unit


def last_period(unit: Unit) -> UnitPeriod:
    """What a unit is now, as a row; a unit without one gets it."""
    found = unit.periods.filter(until=None).first()
    return found or UnitPeriod.objects.create(
        unit=unit,
        name=unit.name,
        short_name=unit.short_name,
        name_en=unit.name_en,
        kind=unit.kind,
        county_code=unit.county_code,
    )


def _locked(unit_id: int, by: Actor) -> Unit:
    if not by.sees_all:
        raise NotAllowed("units", _("只有领导小组办公室可以维护单位。"))
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("unit", _("没有找到这个单位。"))
    return unit


def _refuse_words(unit: Unit, values: dict[str, str]) -> None:
    wrong: dict[str, list[Sentence]] = {
        key: [_("太长了，最多 %(most)d 个字。") % {"most": most}]
        for key, most in LONGEST.items()
        if len(values[key]) > most
    }
    if not values["name"]:
        wrong["name"] = [_("请填写单位名称。")]
    elif Unit.objects.filter(name=values["name"]).exclude(pk=unit.pk).exists():
        wrong["name"] = [_("已有叫这个名称的单位。")]
    if wrong:
        raise Invalid("unit_invalid", next(iter(wrong.values()))[0], fields=wrong)
