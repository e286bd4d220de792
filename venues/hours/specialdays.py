"""What the rules say of a day that is a holiday or a working weekend day, or of which nobody knows yet.

- On a public holiday the rules with `PH` hold, and those that name its very date. An expression
  that says neither holds as it is if it is open every day of the week; otherwise the day is unknown.
- On a 调休 working weekend day an expression that is closed on that weekday but has the same hours
  on all of Monday to Friday is read as on a weekday; with differing hours it is unknown.
- In a year whose days nobody has entered, any day may be either: where that matters it is unknown.
"""

from dataclasses import dataclass
from datetime import date

from core.geo import LonLat
from venues.hours.days import DayRead, names_the_date
from venues.hours.language import DAY_MINUTES, Hours, OpeningState
from venues.hours.layers import Stretch, layer_of
from venues.models.opening import SpecialDayKind

SATURDAY = 5
ALL_UNKNOWN = (Stretch(0, DAY_MINUTES, OpeningState.UNKNOWN),)
Layer = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class DayKnown:
    """A day and what the special-day table says of it; `is_announced` is False where it lacks the year."""

    day: date
    kind: SpecialDayKind | None = None
    is_announced: bool = True


def layers_of(hours: Hours, known: DayKnown, place: LonLat | None) -> list[Layer]:
    """What the rules may say of a day: one layer, or several where it isn't known what kind of day it is."""
    school_days = (False, True) if hours.speaks_of_school_holidays else (False,)
    found = [
        layer
        for is_school_holiday in school_days
        for layer in _layers(_Reader(hours, known.day, place, is_school_holiday), known)
    ]
    return list(dict.fromkeys(found))


def is_silent(hours: Hours, known: DayKnown, place: LonLat | None) -> bool:
    """Whether a special day is unknown since the rules say nothing of it."""
    return known.kind is not None and layers_of(hours, known, place) == [ALL_UNKNOWN]


def _layers(reader: "_Reader", known: DayKnown) -> list[Layer]:
    if known.kind is SpecialDayKind.WORKDAY:
        return [reader.working_weekend()]
    if known.kind is not None:
        return [reader.holiday()]
    if known.is_announced:
        return [reader.ordinary()]
    weekend = [reader.working_weekend()] if known.day.weekday() >= SATURDAY else []
    return [reader.ordinary(), reader.holiday(), *weekend]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One day read in one way or the other."""

    hours: Hours
    day: date
    place: LonLat | None
    is_school_holiday: bool

    def ordinary(self, weekday: int | None = None) -> Layer:
        read = DayRead(self.day, self.day.weekday() if weekday is None else weekday, False, self.is_school_holiday)
        return tuple(layer_of(self.hours.rules, read, self.place))

    def holiday(self) -> Layer:
        speaks = self.hours.speaks_of_holidays or any(names_the_date(rule.days, self.day) for rule in self.hours.rules)
        if speaks or all(_says_open(self.ordinary(weekday)) for weekday in range(7)):
            read = DayRead(self.day, self.day.weekday(), True, self.is_school_holiday)
            return tuple(layer_of(self.hours.rules, read, self.place))
        return ALL_UNKNOWN

    def working_weekend(self) -> Layer:
        own = self.ordinary()
        if _says_open(own):
            return own
        weekdays = [self.ordinary(weekday) for weekday in range(SATURDAY)]
        return weekdays[0] if all(one == weekdays[0] for one in weekdays) else ALL_UNKNOWN


def _says_open(layer: Layer) -> bool:
    return any(one.state is not OpeningState.CLOSED for one in layer)
