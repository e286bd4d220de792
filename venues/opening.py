"""When a venue is open: OpenStreetMap's syntax read with China's calendar. Pure: values in, answer out.

Weekly expressions are evaluated by the opening-hours library in wall-clock time of the city.
Its own Chinese holidays are incomplete, so days come from the special-day table:

- On a public holiday the rules with `PH` hold. An expression that is silent about holidays
  holds as well if it is open every day of the week; otherwise the day is unknown.
- On a 调休 working weekend day an expression that is closed on that weekday but has the same
  hours on all of Monday to Friday is read as on a weekday; with differing hours it is unknown.

“Unknown” is told instead of a closed that may be wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from opening_hours import OpeningHours as Expression
from opening_hours import ParserError  # type: ignore[attr-defined]

from core.clock import ZONE, city_time, days_from
from venues.models.opening import SpecialDayKind

HOLIDAY_TOKEN = re.compile(r"\bPH\b")
HORIZON_DAYS = 21
DAY = timedelta(days=1)


class OpeningState(StrEnum):
    """Whether a place is open at a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class DayReason(StrEnum):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    HOLIDAY_SILENT = "holiday_silent"  # a holiday about which the expression says nothing
    WORKDAY_SILENT = "workday_silent"


@dataclass(frozen=True, slots=True)
class SpecialDayInfo:
    """A row of the special-day table as a value."""

    kind: SpecialDayKind
    name: str
    name_en: str = ""


Calendar = Mapping[date, SpecialDayInfo]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one city day with one state; `end` may be the next midnight. Aware times."""

    start: datetime
    end: datetime
    state: OpeningState
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The open stretches of a day, and why it differs from its weekday if it does."""

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


@dataclass(frozen=True, slots=True)
class Opening:
    """The state at a moment, when it changes (None: not within three weeks), and that day's plan."""

    state: OpeningState
    next_change: datetime | None
    today: DayPlan
    next_open: Span | None


def why_not_an_expression(text: str) -> str | None:
    """The parser's objection to an expression, or None if it can be evaluated."""
    try:
        _compiled(text)
    except (ParserError, ValueError) as error:
        return str(error) or "unreadable"
    return None


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Expression:
    return Expression(text, max_interval_days=366)


def _on_holiday(text: str) -> Expression:
    """The expression as it reads on a holiday: `PH` is then true on whatever weekday."""
    return _compiled(HOLIDAY_TOKEN.sub("Mo-Su", text))


def _raw_spans(expression: Expression, day: date) -> list[tuple[time, time | None, OpeningState, str]]:
    start = datetime.combine(day, time())
    spans: list[tuple[time, time | None, OpeningState, str]] = []
    for begin, end, state, comment in expression.intervals(start, start + DAY):
        name = OpeningState(str(state).rsplit(".", 1)[-1].lower())
        if name is OpeningState.CLOSED:
            continue
        last = end.time() if end is not None and end < start + DAY else None
        spans.append((begin.time() if begin > start else time(), last, name, str(comment or "")))
    return spans


def _spans(expression: Expression, read_as: date, day: date) -> tuple[Span, ...]:
    midnight = datetime.combine(day + DAY, time(), ZONE)
    return tuple(
        Span(
            datetime.combine(day, begin, ZONE),
            midnight if end is None else datetime.combine(day, end, ZONE),
            state,
            comment,
        )
        for begin, end, state, comment in _raw_spans(expression, read_as)
    )


def _unknown_day(day: date, reason: DayReason, special: SpecialDayInfo) -> DayPlan:
    whole = Span(datetime.combine(day, time(), ZONE), datetime.combine(day + DAY, time(), ZONE), OpeningState.UNKNOWN)
    return DayPlan(day, (whole,), reason, special)


def _monday_to_friday(expression: Expression, day: date) -> list[list[tuple[time, time | None, OpeningState, str]]]:
    monday = day - timedelta(days=day.weekday())
    return [_raw_spans(expression, weekday) for weekday in days_from(monday, 5)]


def day_plan(text: str, day: date, calendar: Calendar) -> DayPlan:
    """What an expression says about one day of the city."""
    ordinary = _compiled(text)
    special = calendar.get(day)
    if special is None:
        return DayPlan(day, _spans(ordinary, day, day))
    if special.kind is SpecialDayKind.WORKDAY:
        return _working_weekend(ordinary, day, special)
    if HOLIDAY_TOKEN.search(text):
        return DayPlan(day, _spans(_on_holiday(text), day, day), DayReason.HOLIDAY, special)
    monday = day - timedelta(days=day.weekday())
    if all(_raw_spans(ordinary, weekday) for weekday in days_from(monday, 7)):
        return DayPlan(day, _spans(ordinary, day, day), DayReason.HOLIDAY, special)
    return _unknown_day(day, DayReason.HOLIDAY_SILENT, special)


def _working_weekend(expression: Expression, day: date, special: SpecialDayInfo) -> DayPlan:
    spans = _spans(expression, day, day)
    if spans:
        return DayPlan(day, spans, DayReason.WORKDAY, special)
    weekdays = _monday_to_friday(expression, day)
    if all(weekday == weekdays[0] for weekday in weekdays):
        wednesday = day - timedelta(days=day.weekday() - 2)
        return DayPlan(day, _spans(expression, wednesday, day), DayReason.WORKDAY, special)
    return _unknown_day(day, DayReason.WORKDAY_SILENT, special)


def opening_at(text: str, moment: datetime, calendar: Calendar) -> Opening:
    """The state of an expression at an aware moment."""
    local = city_time(moment)
    today = day_plan(text, local.date(), calendar)
    current = _state_in(today, local)
    next_change: datetime | None = None
    next_open: Span | None = None
    for offset in range(HORIZON_DAYS):
        plan = today if offset == 0 else day_plan(text, local.date() + offset * DAY, calendar)
        for edge in _edges(plan):
            if next_change is None and edge > local and _state_in(plan, edge) is not current:
                next_change = edge
        if next_open is None:
            next_open = next(
                (span for span in plan.spans if span.state is OpeningState.OPEN and span.start > local), None
            )
        if next_change is not None and (next_open is not None or current is OpeningState.OPEN):
            break
    return Opening(current, next_change, today, next_open)


def _state_in(plan: DayPlan, moment: datetime) -> OpeningState:
    for span in plan.spans:
        if span.start <= moment < span.end:
            return span.state
    return OpeningState.CLOSED


def _edges(plan: DayPlan) -> list[datetime]:
    """The moments of a day at which the state may change, its first midnight included."""
    midnight = datetime.combine(plan.day, time(), ZONE)
    last = midnight + DAY
    inner = {edge for span in plan.spans for edge in (span.start, span.end) if edge < last}
    return sorted(inner | {midnight})
