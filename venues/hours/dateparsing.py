"""The years, dates and weeks of a rule."""

from calendar import monthrange

from venues.hours.language import DatePoint, DateRange, Flaw, WeekRange, YearRange
from venues.hours.scanning import MONTHS, Cursor, NotReadable, TokenKind

FIRST_YEAR, LAST_YEAR = 1900, 2200
LEAP_YEAR = 2024
MOST_OFFSET = 60  # days from a date


def _is_year(cursor: Cursor, ahead: int = 0) -> bool:
    return cursor.sees_kind(TokenKind.NUMBER, ahead) and len(cursor.peek(ahead).text) == 4


def follows_date(cursor: Cursor, ahead: int = 0) -> bool:
    """Whether a month or Easter comes."""
    return cursor.sees(*MONTHS, "easter", ahead=ahead)


def years_of(cursor: Cursor) -> tuple[YearRange, ...]:
    """“2026”, “2026-2028/2,2030”, “2026+”."""
    found: list[YearRange] = []
    while _is_year(cursor):
        first = last = _year(cursor)
        step = 1
        if cursor.sees("-") and _is_year(cursor, 1):
            cursor.take()
            last = _year(cursor)
            if cursor.takes("/"):
                step = cursor.number()
        elif cursor.takes("+"):
            last = LAST_YEAR
        if last < first or step < 1:
            raise cursor.wrong()
        found.append(YearRange(first, last, step))
        if not (cursor.sees(",") and _is_year(cursor, 1)):
            break
        cursor.take()
    return tuple(found)


def _year(cursor: Cursor) -> int:
    year = cursor.number()
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotReadable(Flaw.NO_DATE, str(year))
    return year


def dates_of(cursor: Cursor, years: tuple[YearRange, ...]) -> tuple[DateRange, ...]:
    """“Oct 01-07”, “Dec 20-Jan 05”, “Jul-Aug”, each with a year where one is said for it alone."""
    one_year = years[0].first if len(years) == 1 and years[0].first == years[0].last else None
    found = [_range(cursor, one_year)]
    while cursor.sees(","):
        if follows_date(cursor, 1):
            cursor.take()
            found.append(_range(cursor, one_year))
        elif _is_year(cursor, 1) and follows_date(cursor, 2):
            cursor.take()
            found.append(_range(cursor, _year(cursor)))
        elif _is_day(cursor, 1) and found[-1].last.day is not None:
            cursor.take()
            point = _point_of_day(cursor, found[-1].last.month or 1, found[-1].last.year)
            found.append(_until(cursor, point))
        else:
            break
    if years and one_year is None and any(_passes_new_year(one) for one in found):
        raise cursor.wrong(Flaw.ACROSS_YEARS)
    return tuple(found)


def _passes_new_year(one: DateRange) -> bool:
    first, last = one.first, one.last
    if first.month is None or last.month is None or last.year != first.year:
        return False
    return (last.month, last.day or 31) < (first.month, first.day or 1)


def _is_day(cursor: Cursor, ahead: int = 0) -> bool:
    # A number before a colon would be an hour.
    return cursor.sees_kind(TokenKind.NUMBER, ahead) and len(cursor.peek(ahead).text) <= 2


def _range(cursor: Cursor, year: int | None) -> DateRange:
    return _until(cursor, _point(cursor, year))


def _until(cursor: Cursor, first: DatePoint) -> DateRange:
    if cursor.sees("+"):
        raise cursor.wrong(Flaw.BEYOND)
    if not cursor.takes("-"):
        return DateRange(first, first)
    if _is_year(cursor) and follows_date(cursor, 1):
        last = _point(cursor, _year(cursor))
        if first.year is None:
            raise cursor.wrong(Flaw.ACROSS_YEARS)
    elif follows_date(cursor):
        last = _point(cursor, first.year)
    elif _is_day(cursor) and first.day is not None and first.month is not None:
        last = _point_of_day(cursor, first.month, first.year)
    else:
        raise cursor.wrong()
    if (first.day is None) != (last.day is None) and None not in (first.month, last.month):
        raise cursor.wrong(Flaw.BEYOND)
    if first.year is not None and last.year is not None and _order(last) < _order(first):
        raise cursor.wrong(Flaw.ACROSS_YEARS)
    if cursor.sees("/"):
        raise cursor.wrong(Flaw.BEYOND)
    return DateRange(first, last)


def _order(point: DatePoint) -> tuple[int, int, int]:
    return point.year or 0, point.month or 4, point.day or 1


def _point(cursor: Cursor, year: int | None) -> DatePoint:
    if cursor.takes("easter"):
        return DatePoint(None, None, year, offset_of(cursor, MOST_OFFSET))
    month = MONTHS[cursor.take().text]
    if _is_day(cursor):
        return _point_of_day(cursor, month, year)
    return DatePoint(month, None, year)


def _point_of_day(cursor: Cursor, month: int, year: int | None) -> DatePoint:
    day = cursor.number()
    if not 1 <= day <= monthrange(year or LEAP_YEAR, month)[1]:
        raise NotReadable(Flaw.NO_DATE, f"{month}-{day}")
    return DatePoint(month, day, year, offset_of(cursor, MOST_OFFSET))


def offset_of(cursor: Cursor, most: int) -> int:
    """“+2 days” or “-1 day”; 0 where none is said."""
    if not (cursor.sees("+", "-") and cursor.sees_kind(TokenKind.NUMBER, 1) and cursor.sees("day", "days", ahead=2)):
        return 0
    sign = -1 if cursor.take().text == "-" else 1
    number = cursor.number()
    cursor.take()
    if number > most:
        raise cursor.wrong(Flaw.BEYOND)
    return sign * number


def weeks_of(cursor: Cursor) -> tuple[WeekRange, ...]:
    """“01-10”, “1-53/2”."""
    found: list[WeekRange] = []
    while True:
        first = last = cursor.number()
        step = 1
        if cursor.takes("-"):
            last = cursor.number()
            if cursor.takes("/"):
                step = cursor.number()
        if not 1 <= first <= last <= 53 or step < 1:
            raise cursor.wrong()
        found.append(WeekRange(first, last, step))
        if not (cursor.sees(",") and cursor.sees_kind(TokenKind.NUMBER, 1)):
            return tuple(found)
        cursor.take()
