"""When a venue is open: its opening hours read with China's calendar. Pure: values in, answer out, never an error.

The text is read by `venues.hours`; here stand days and moments in the city's wall-clock time.
“Unknown” is told instead of an open or closed that may be wrong, and for a text that can't be read.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import product

from core.clock import ZONE, city_time
from core.geo import LonLat
from venues.hours.dateparsing import FIRST_YEAR, LAST_YEAR
from venues.hours.language import OpeningState, Unread
from venues.hours.layers import Stretch, over_midnight, where_all_agree
from venues.hours.parsing import read_hours
from venues.hours.specialdays import ALL_UNKNOWN, DayKnown, is_silent, layers_of
from venues.models.opening import SpecialDayKind

__all__ = ["OpeningState"]

HORIZON_DAYS = 21
DAY = timedelta(days=1)


class DayReason(StrEnum):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    HOLIDAY_SILENT = "holiday_silent"  # a holiday about which the expression says nothing
    WORKDAY_SILENT = "workday_silent"
    UNANNOUNCED = "unannounced"  # nobody has entered that year's holidays, and they matter
    UNREAD = "unread"  # the expression can't be read


@dataclass(frozen=True, slots=True)
class SpecialDayInfo:
    """A row of the special-day table as a value."""

    kind: SpecialDayKind
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The special days, and which years have been entered (None: all)."""

    days: Mapping[date, SpecialDayInfo] = field(default_factory=dict)
    years: Container[int] | None = None

    def get(self, day: date) -> SpecialDayInfo | None:
        return self.days.get(day)

    def known(self, day: date) -> DayKnown:
        """What is known of a day."""
        special = self.days.get(day)
        return DayKnown(day, special.kind if special else None, self.years is None or day.year in self.years)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one city day with one state; `end` may be the next midnight. Aware times."""

    start: datetime
    end: datetime
    state: OpeningState
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The stretches of a day that aren't closed, and why it differs from its weekday if it does."""

    day: date
    spans: tuple[Span, ...]
    reason: DayReason | None = None
    special: SpecialDayInfo | None = None

    @property
    def state(self) -> OpeningState:
        """Open if any stretch is, unknown if any is, else closed."""
        states = {span.state for span in self.spans}
        if OpeningState.OPEN in states:
            return OpeningState.OPEN
        return OpeningState.UNKNOWN if OpeningState.UNKNOWN in states else OpeningState.CLOSED

    def at(self, moment: datetime) -> tuple[OpeningState, str]:
        """The state at a moment of the day, and the remark to it."""
        for span in self.spans:
            if span.start <= moment < span.end:
                return span.state, span.comment
        return OpeningState.CLOSED, ""


@dataclass(frozen=True, slots=True)
class Opening:
    """The state at a moment, when it changes (None: not within three weeks) and to what, and that day's plan."""

    state: OpeningState
    next_change: datetime | None
    today: DayPlan
    next_open: Span | None
    comment: str = ""
    then: OpeningState | None = None


def day_plan(text: str, day: date, calendar: Calendar, place: LonLat | None = None) -> DayPlan:
    """What an expression says about one day of the city; `place` (WGS 84) tells when the sun rises there."""
    if not FIRST_YEAR < day.year < LAST_YEAR:
        return DayPlan(day, _spans(day, ALL_UNKNOWN), DayReason.UNREAD)
    spans, reason = _plan(text, calendar.known(day - DAY), calendar.known(day), place)
    return DayPlan(day, spans, reason, calendar.get(day))


# The same days are asked for once a minute.
@lru_cache(maxsize=32768)
def _plan(text: str, eve: DayKnown, known: DayKnown, place: LonLat | None) -> tuple[tuple[Span, ...], DayReason | None]:
    hours = read_hours(text)
    if isinstance(hours, Unread):
        return _spans(known.day, ALL_UNKNOWN), DayReason.UNREAD
    place = place if hours.is_about_the_sun else None
    before, own = layers_of(hours, eve, place), layers_of(hours, known, place)
    possible = [over_midnight(one, other) for one, other in product(before, own)]
    agreed = where_all_agree(possible)
    reason = _reason(known, is_silent(hours, known, place), not known.is_announced and agreed != possible[0])
    return _spans(known.day, agreed), reason


def _reason(known: DayKnown, silent: bool, differs: bool) -> DayReason | None:
    if known.kind is SpecialDayKind.WORKDAY:
        return DayReason.WORKDAY_SILENT if silent else DayReason.WORKDAY
    if known.kind is not None:
        return DayReason.HOLIDAY_SILENT if silent else DayReason.HOLIDAY
    return DayReason.UNANNOUNCED if differs else None


def _spans(day: date, stretches: list[Stretch] | tuple[Stretch, ...]) -> tuple[Span, ...]:
    midnight = datetime.combine(day, time(), ZONE)
    return tuple(
        Span(midnight + timedelta(minutes=one.start), midnight + timedelta(minutes=one.end), one.state, one.comment)
        for one in stretches
    )


def opening_at(text: str, moment: datetime, calendar: Calendar, place: LonLat | None = None) -> Opening:
    """The state of an expression at an aware moment."""
    local = city_time(moment)
    today = day_plan(text, local.date(), calendar, place)
    current, comment = today.at(local)
    next_change: datetime | None = None
    then: OpeningState | None = None
    next_open: Span | None = None
    for offset in range(HORIZON_DAYS if today.reason is not DayReason.UNREAD else 0):
        plan = today if offset == 0 else day_plan(text, local.date() + offset * DAY, calendar, place)
        for edge in _edges(plan):
            if next_change is None and edge > local and (found := plan.at(edge)[0]) is not current:
                next_change, then = edge, found
        if next_open is None:
            next_open = next(
                (span for span in plan.spans if span.state is OpeningState.OPEN and span.start > local), None
            )
        if next_change is not None and (next_open is not None or current is OpeningState.OPEN):
            break
    return Opening(current, next_change, today, next_open, comment, then)


def _edges(plan: DayPlan) -> list[datetime]:
    """The moments of a day at which the state may change, its first midnight included."""
    midnight = datetime.combine(plan.day, time(), ZONE)
    last = midnight + DAY
    inner = {edge for span in plan.spans for edge in (span.start, span.end) if edge < last}
    return sorted(inner | {midnight})
