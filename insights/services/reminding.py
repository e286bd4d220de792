"""Reminding units, many at once, of what they have not reported."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Actor
from accounts.selectors.people import organizers_of
from accounts.services import notify
from core.clock import city_day
from core.errors import Invalid, NotAllowed, Sentence
from insights.selectors.reporting import Report, UnitBehind, reminder_key, units_behind


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many units were told, how many had been today, and those in which nobody has an account."""

    units: int
    again: int
    without_people: list[str]


@transaction.atomic
def remind_units(*, unit_ids: Collection[int], year: int, by: Actor, now: datetime) -> Reminded:
    """Tell the organizers of units what their sessions of a year are in want of, once a day.

    Units that are not behind, or not the actor's, are left out. Raises NotAllowed, Invalid where none is chosen.
    """
    if not by.reviews:
        raise NotAllowed("remind", _("催报由领导小组办公室和县区办公室办理。"))
    rows = [row for row in units_behind(by, year, now) if row.unit.pk in unit_ids]
    if not rows:
        raise Invalid("remind_units", _("请先勾选要提醒的单位。"))
    units, again, alone = 0, 0, []
    for row in rows:
        people = organizers_of(row.unit.pk, city_day(now))
        told = notify(
            users=people,
            key=reminder_key(row.unit.pk, year, city_day(now)),
            title=_what_is_wanted(row),
            path=f"{reverse('workspace-results')}?tab=report",
            now=now,
        )
        units += bool(told)
        again += bool(people) and not told
        if not people:
            alone.append(row.unit.name)
    return Reminded(units, again, alone)


# What is to be done differs: count people who were not counted, or add photos and words to a count that is there.
WANTED = (
    (Report.NOTHING, gettext_lazy("没有人次，请填报，场次：")),
    (Report.UNWRITTEN, gettext_lazy("人次已有，请补照片和简况，场次：")),
    (Report.SENT_BACK, gettext_lazy("结果被退回，请修改，场次：")),
)


def _what_is_wanted(row: UnitBehind) -> Sentence:
    """The sentence for a unit, with a number for each state that it has sessions in."""
    parts = [format_lazy("{what}{n}", what=what, n=row.of(state)) for state, what in WANTED if row.of(state)]
    said = format_lazy(" · ".join("{}" for _part in parts), *parts)
    if not row.overdue:
        return format_lazy("{head}{said}", head=gettext_lazy("办公室提醒："), said=said)
    overdue = format_lazy("{what}{n}", what=gettext_lazy("其中逾期的："), n=row.overdue)
    return format_lazy("{head}{said} · {overdue}", head=gettext_lazy("办公室提醒："), said=said, overdue=overdue)
