"""Whether a rule holds on a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

from venues.hours.language import DatePoint, DateRange, Days, WeekdayRange

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayRead:
    """A day as it is read: a working Saturday, for one, as a Wednesday."""

    day: date
    weekday: int
    is_holiday: bool = False
    is_school_holiday: bool = False


def holds_on(days: Days, read: DayRead) -> bool:
    """Whether a day is among those that a rule speaks of."""
    day = read.day
    return (
        (not days.years or any(r.first <= day.year <= r.last and not (day.year - r.first) % r.step for r in days.years))
        and (not days.dates or any(_within(one, day) for one in days.dates))
        and (not days.weeks or any(_in_weeks(r.first, r.last, r.step, day) for r in days.weeks))
        and _on_weekday(days, read)
    )


def names_the_date(days: Days, day: date) -> bool:
    """Whether a rule speaks of this very date, not merely of its month: such a rule knew of the holiday."""
    return any(one.first.is_very_date and _within(one, day) for one in days.dates)


def _in_weeks(first: int, last: int, step: int, day: date) -> bool:
    week = day.isocalendar().week
    return first <= week <= last and not (week - first) % step


def _on_weekday(days: Days, read: DayRead) -> bool:
    speaks = days.on_holidays or days.on_school_holidays
    if not speaks and not days.weekdays:
        return True
    on_holiday = (days.on_holidays and read.is_holiday) or (days.on_school_holidays and read.is_school_holiday)
    on_weekday = any(_is_weekday(one, read) for one in days.weekdays)
    return (on_holiday and on_weekday) if days.holidays_on_weekdays else (on_holiday or on_weekday)


def _is_weekday(one: WeekdayRange, read: DayRead) -> bool:
    if not one.nths:
        return read.weekday in one.days
    day = read.day - timedelta(days=one.offset)
    from_start = (day.day - 1) // 7 + 1
    from_end = -((monthrange(day.year, day.month)[1] - day.day) // 7 + 1)
    return day.weekday() == one.first and (from_start in one.nths or from_end in one.nths)


def _within(one: DateRange, day: date) -> bool:
    return any(_within_of(one, day, year) for year in (day.year - 1, day.year, day.year + 1))


def _within_of(one: DateRange, day: date, year: int) -> bool:
    if one.first.year not in (None, year):
        return False
    if one.first == one.last and one.first.is_very_date:
        return _date_of(one.first, year, first=True, strict=True) == day
    first = _date_of(one.first, year, first=True)
    last = _date_of(one.last, one.last.year or year, first=False)
    if last < first and one.last.year is None:
        last = _date_of(one.last, year + 1, first=False)
    return first <= day <= last


def _date_of(point: DatePoint, year: int, *, first: bool, strict: bool = False) -> date:
    """The date in a year; the 29th of February is the first of March or the 28th where there is none."""
    moved = timedelta(days=point.offset)
    if point.month is None:
        return easter(year) + moved
    last = monthrange(year, point.month)[1]
    day = point.day or (1 if first else last)
    if day <= last:
        return date(year, point.month, day) + moved
    if strict:
        return date.min
    return (date(year, point.month, last) + DAY if first else date(year, point.month, last)) + moved
