"""What units are called in figures: as they were called then, with today's name and whereto they went beside it."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Unit, UnitPeriod

Days = tuple[date, date]


def unit_labels(ids: Collection[int], days: Days | None) -> dict[str, str]:
    """A label for each unit by its key, in their order; without days by today's names."""
    units = Unit.objects.filter(pk__in=ids).select_related("successor").order_by("pk")
    then: dict[int, list[UnitPeriod]] = {}
    if days is not None:
        for period in UnitPeriod.objects.filter(unit__in=ids).between(*days):
            then.setdefault(period.unit_id, []).append(period)
    return {str(unit.pk): _label(unit, then.get(unit.pk, []), days) for unit in units}


def _label(unit: Unit, periods: list[UnitPeriod], days: Days | None) -> str:
    names = list(dict.fromkeys(period.label for period in periods)) or [unit.label]
    beside = []
    if names[-1] != unit.label:
        beside.append(_("今%(name)s") % {"name": unit.label})
    if unit.successor is not None and unit.merged_on is not None:
        beside.append(_("%(day)s 并入%(name)s") % {"day": unit.merged_on.isoformat(), "name": unit.successor.label})
    said = " → ".join(names)
    return _("%(said)s（%(beside)s）") % {"said": said, "beside": _("，").join(beside)} if beside else said
