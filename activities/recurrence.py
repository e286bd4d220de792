"""Days on which something recurs, as an organizer says it: iCalendar rules (RFC 5545) by dateutil. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 100
LONGEST = timedelta(days=366)


class Every(StrEnum):
    """How often, in an organizer's words."""

    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH_DAY = "month_day"  # the same day of the month
    MONTH_WEEKDAY = "month_weekday"  # the same weekday of the month, such as the second Saturday

    @property
    def label(self) -> object:
        return EVERY_LABELS[self]


EVERY_LABELS = {
    Every.DAY: _("每天"),
    Every.WEEK: _("每周"),
    Every.FORTNIGHT: _("每两周"),
    Every.MONTH_DAY: _("每月的这一天"),
    Every.MONTH_WEEKDAY: _("每月的第几个星期几（和第一场一样）"),
}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule that starts with a first day; `weekdays` (0 is Monday) count for weeks only."""

    every: Every
    until: date
    weekdays: tuple[int, ...] = ()
    skip: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Recurring:
    """The days after the first one, those that were skipped, and whether there would be more than are given."""

    days: tuple[date, ...]
    skipped: tuple[date, ...] = ()
    is_cut: bool = False


def recurring(first: date, rule: Repeat, taken: Collection[date] = ()) -> Recurring:
    """The days of a rule after `first`, up to and with `until`, at most MOST_DAYS of them.

    Days of `rule.skip` are left out and told; those in `taken` are there already.
    """
    last = min(rule.until, first + LONGEST)
    found: list[date] = []
    skipped: list[date] = []
    for moment in _rrule(first, rule, last):
        day = moment.date()
        if day == first or day in taken:
            continue
        if day in rule.skip:
            skipped.append(day)
            continue
        if len(found) == MOST_DAYS:
            return Recurring(tuple(found), tuple(skipped), is_cut=True)
        found.append(day)
    return Recurring(tuple(found), tuple(skipped), is_cut=last < rule.until)


def _rrule(first: date, rule: Repeat, last: date) -> rrule:
    start, until = (datetime.combine(day, time()) for day in (first, last))
    if rule.every is Every.DAY:
        return rrule(DAILY, dtstart=start, until=until)
    if rule.every in {Every.WEEK, Every.FORTNIGHT}:
        interval = 2 if rule.every is Every.FORTNIGHT else 1
        days = rule.weekdays or (first.weekday(),)
        return rrule(WEEKLY, interval=interval, byweekday=days, dtstart=start, until=until)
    if rule.every is Every.MONTH_DAY:
        return rrule(MONTHLY, bymonthday=first.day, dtstart=start, until=until)
    nth = (first.day - 1) // 7 + 1
    return rrule(MONTHLY, byweekday=weekday(first.weekday(), nth), dtstart=start, until=until)
