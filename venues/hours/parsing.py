"""An opening_hours text as rules. Total: every text is read, or it is told why not."""

from functools import lru_cache

from venues.hours.dateparsing import dates_of, follows_date, offset_of, weeks_of, years_of
from venues.hours.language import (
    DAY_MINUTES,
    Days,
    Flaw,
    Hours,
    Joint,
    OpeningState,
    Rule,
    SunEvent,
    TimePoint,
    TimeSpan,
    Unread,
    WeekdayRange,
)
from venues.hours.scanning import WEEKDAYS, Cursor, NotReadable, TokenKind, tokens_of

LONGEST = 255
STATES = {
    "open": OpeningState.OPEN,
    "closed": OpeningState.CLOSED,
    "off": OpeningState.CLOSED,
    "unknown": OpeningState.UNKNOWN,
}
EVENTS = frozenset(SunEvent)
HOLIDAYS = ("ph", "sh")
JOINTS = {joint.value: joint for joint in Joint}
MOST_OFFSET_DAYS = 7


@lru_cache(maxsize=8192)
def read_hours(text: str) -> Hours | Unread:
    """The rules of a text, or why it says none that can be told. Never raises."""
    if not text.strip():
        return Unread(Flaw.EMPTY)
    if len(text) > LONGEST:
        return Unread(Flaw.TOO_LONG)
    try:
        rules = _rules(Cursor(tokens_of(text)))
    except NotReadable as found:
        return Unread(found.flaw, found.piece)
    return Hours(rules) if rules else Unread(Flaw.NOT_READ, text[:20])


def _rules(cursor: Cursor) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    joint = Joint.OVERRIDES
    while not cursor.sees_kind(TokenKind.END):
        if cursor.takes(";"):
            continue
        rules.append(_rule(cursor, joint))
        if cursor.sees_kind(TokenKind.END):
            break
        if not cursor.sees(*JOINTS):
            raise cursor.wrong()
        joint = JOINTS[cursor.take().text]
        if joint is not Joint.OVERRIDES and cursor.sees_kind(TokenKind.END):
            raise cursor.wrong()
    return tuple(rules)


def _rule(cursor: Cursor, joint: Joint) -> Rule:
    start = cursor.place
    days = Days()
    spans: tuple[TimeSpan, ...] = ()
    if cursor.sees_kind(TokenKind.ALWAYS):
        cursor.take()
        spans = (TimeSpan(TimePoint(0), TimePoint(DAY_MINUTES)),)
    else:
        days = _days(cursor)
        spans = _spans(cursor)
    state = STATES[cursor.take().text] if cursor.sees(*STATES) else None
    comment = cursor.take().text if cursor.sees_kind(TokenKind.COMMENT) else ""
    if cursor.place == start:
        raise cursor.wrong()
    if cursor.sees(",") and not (spans or state or comment):  # “Oct 01-07, Mo 10:00-12:00” is read in two ways
        raise cursor.wrong(Flaw.BEYOND)
    # By the syntax's rules a remark without a state leaves open whether the place is.
    usual = OpeningState.UNKNOWN if comment else OpeningState.OPEN
    return Rule(joint, days, spans, state or usual, comment)


def _days(cursor: Cursor) -> Days:
    years = years_of(cursor)
    dates = dates_of(cursor, years) if follows_date(cursor) else ()
    if dates and len(years) == 1 and years[0].first == years[0].last:
        years = ()  # the year is in the dates
    weeks = weeks_of(cursor) if cursor.takes("week") else ()
    if years or dates or weeks:
        cursor.takes(":")
    weekdays: list[WeekdayRange] = []
    holidays, narrow = _holidays_and_weekdays(cursor, weekdays)
    if weekdays or holidays:
        cursor.takes(":")
    return Days(years, dates, weeks, tuple(weekdays), "ph" in holidays, "sh" in holidays, narrow)


def _holidays_and_weekdays(cursor: Cursor, weekdays: list[WeekdayRange]) -> tuple[set[str], bool]:
    """Takes “PH,Mo-Fr”, “Mo-Fr,PH” and “PH Mo-Fr”; the holidays, and whether they are those on the weekdays only."""
    holidays: set[str] = set()
    while True:
        if cursor.sees(*HOLIDAYS):
            holidays.add(cursor.take().text)
            if cursor.sees("+", "-"):
                raise cursor.wrong(Flaw.BEYOND)
            if cursor.sees(*WEEKDAYS):
                if weekdays:
                    raise cursor.wrong(Flaw.BEYOND)
                weekdays += _weekday_list(cursor)
                if cursor.sees(*HOLIDAYS) or (cursor.sees(",") and cursor.sees(*HOLIDAYS, ahead=1)):
                    raise cursor.wrong(Flaw.BEYOND)
                return holidays, True
        elif cursor.sees(*WEEKDAYS):
            weekdays.append(_weekday_range(cursor))
        else:
            return holidays, False
        if cursor.sees(*HOLIDAYS):  # “Mo-Fr PH” is read in two ways
            raise cursor.wrong(Flaw.BEYOND)
        if not (cursor.sees(",") and cursor.sees(*WEEKDAYS, *HOLIDAYS, ahead=1)):
            return holidays, False
        cursor.take()


def _weekday_list(cursor: Cursor) -> list[WeekdayRange]:
    found = [_weekday_range(cursor)]
    while cursor.sees(",") and cursor.sees(*WEEKDAYS, ahead=1):
        cursor.take()
        found.append(_weekday_range(cursor))
    return found


def _weekday_range(cursor: Cursor) -> WeekdayRange:
    first = WEEKDAYS[cursor.take().text]
    if cursor.takes("-"):
        if not cursor.sees(*WEEKDAYS):
            raise cursor.wrong()
        last = WEEKDAYS[cursor.take().text]
        if cursor.sees("["):
            raise cursor.wrong(Flaw.BEYOND)
        return WeekdayRange(first, last)
    if not cursor.takes("["):
        return WeekdayRange(first, first)
    nths: list[int] = []
    while True:
        nths += _nths(cursor)
        if not cursor.takes(","):
            break
    cursor.needs("]")
    return WeekdayRange(first, first, tuple(nths), offset_of(cursor, MOST_OFFSET_DAYS))


def _nths(cursor: Cursor) -> list[int]:
    sign = -1 if cursor.takes("-") else 1
    first = last = cursor.number()
    if sign > 0 and cursor.takes("-"):
        last = cursor.number()
    if not 1 <= first <= last <= 5:
        raise cursor.wrong()
    return [sign * number for number in range(first, last + 1)]


def _begins_time(cursor: Cursor, ahead: int = 0) -> bool:
    return cursor.sees_kind(TokenKind.TIME, ahead) or cursor.sees("(", *EVENTS, ahead=ahead)


def _spans(cursor: Cursor) -> tuple[TimeSpan, ...]:
    found: list[TimeSpan] = []
    while _begins_time(cursor):
        found.append(_span(cursor))
        if not (cursor.sees(",") and _begins_time(cursor, 1)):
            break
        cursor.take()
    return tuple(found)


def _span(cursor: Cursor) -> TimeSpan:
    start = _time_point(cursor, DAY_MINUTES - 1)
    if cursor.takes("+"):
        return TimeSpan(start, None, True)
    if not cursor.takes("-"):
        raise cursor.wrong(Flaw.ONE_TIME)
    if not _begins_time(cursor):
        raise cursor.wrong()
    end = _time_point(cursor, 2 * DAY_MINUTES)
    if start == end:
        raise cursor.wrong(Flaw.NO_LENGTH)
    if end.event is None and start.event is None and end.minutes > start.minutes + DAY_MINUTES:
        raise cursor.wrong(Flaw.BEYOND)
    if cursor.sees("/"):
        raise cursor.wrong(Flaw.ONE_TIME)
    return TimeSpan(start, end, cursor.takes("+"))


def _time_point(cursor: Cursor, most: int) -> TimePoint:
    if cursor.sees(*EVENTS):
        return TimePoint(0, SunEvent(cursor.take().text))
    if cursor.takes("("):
        if not cursor.sees(*EVENTS):
            raise cursor.wrong()
        event = SunEvent(cursor.take().text)
        if not cursor.sees("+", "-"):
            raise cursor.wrong()
        sign = -1 if cursor.take().text == "-" else 1
        offset = sign * _minutes(cursor, DAY_MINUTES // 2)
        cursor.needs(")")
        return TimePoint(offset, event)
    return TimePoint(_minutes(cursor, most))


def _minutes(cursor: Cursor, most: int) -> int:
    token = cursor.take()
    if token.kind is not TokenKind.TIME:
        raise cursor.wrong()
    hours, minutes = (int(part) for part in token.text.split(":"))
    if minutes > 59 or hours * 60 + minutes > most:
        raise NotReadable(Flaw.NO_TIME, token.text)
    return hours * 60 + minutes
