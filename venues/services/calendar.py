"""Writing the special-day table."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Invalid, NotAllowed
from venues.models import SpecialDay, SpecialDayKind
from venues.opening import SpecialDayInfo

SATURDAY = 5


def _only_office(by: Actor) -> None:
    if not by.sees_all:
        raise NotAllowed("special_days", _("只有领导小组办公室可以维护节假日。"))


@transaction.atomic
def save_special_day(*, day: date, info: SpecialDayInfo, by: Actor) -> bool:
    """Enter or correct one day; whether anything changed.

    Raises NotAllowed, and Invalid for a working day that is no weekend.
    """
    _only_office(by)
    if info.kind is SpecialDayKind.WORKDAY and day.weekday() < SATURDAY:
        sentence = _("%(day)s 不是周末，不能是调休工作日。") % {"day": day}
        raise Invalid("workday_is_weekend", sentence, fields={"date": [sentence]})
    row = SpecialDay.objects.select_for_update().filter(date=day).first()
    if row is not None and (row.kind, row.name, row.name_en) == (info.kind, info.name, info.name_en):
        return False
    SpecialDay(date=day, kind=info.kind, name=info.name, name_en=info.name_en).save(force_insert=row is None)
    return True


@transaction.atomic
def remove_special_day(*, day: date, by: Actor) -> None:
    """Make a day an ordinary one again."""
    _only_office(by)
    SpecialDay.objects.filter(date=day).delete()


@transaction.atomic
def set_special_days(*, days: Mapping[date, SpecialDayInfo], by: Actor) -> int:
    """Make the years of `days` hold exactly these special days; returns how many rows changed."""
    _only_office(by)
    years = {day.year for day in days}
    known = SpecialDay.objects.select_for_update().filter(date__year__in=years).values_list("date", flat=True)
    stale = set(known) - days.keys()
    for day in stale:
        remove_special_day(day=day, by=by)
    return len(stale) + sum(save_special_day(day=day, info=info, by=by) for day, info in days.items())
