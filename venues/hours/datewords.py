"""Years, dates, weeks and weekdays in words."""

from collections.abc import Sequence

from django.utils.translation import npgettext, pgettext

from core.language import is_english
from venues.hours.dateparsing import LAST_YEAR
from venues.hours.language import DatePoint, DateRange, WeekdayRange, WeekRange, YearRange

WEEKDAYS = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _to() -> str:
    return "–" if is_english() else "至"


def _listed(parts: Sequence[str]) -> str:
    return pgettext("hours", "、").join(parts)


def weekdays_text(ranges: Sequence[WeekdayRange]) -> str:
    """“周二至周日”, “周一、周三”, “每月第 1 个周日”."""
    if sorted({day for one in ranges if not one.nths for day in one.days}) == list(range(7)):
        return pgettext("hours", "每天")
    return _listed([_weekdays(one) for one in ranges])


def weekday_name(number: int) -> str:
    """“周一”, or “Mon”."""
    return WEEKDAYS_EN[number] if is_english() else f"周{WEEKDAYS[number]}"


def _weekdays(one: WeekdayRange) -> str:
    name = weekday_name(one.first)
    if one.nths:
        text = _listed([_nth(nth, name) for nth in one.nths])
        return text + _offset(one.offset)
    if one.first == one.last:
        return name
    return name + _to() + weekday_name(one.last)


def _nth(nth: int, name: str) -> str:
    said = {"n": abs(nth), "weekday": name}
    if nth == -1:
        return pgettext("hours", "每月最后一个%(weekday)s") % said
    return (
        pgettext("hours", "每月第 %(n)d 个%(weekday)s")
        if nth > 0
        else pgettext("hours", "每月倒数第 %(n)d 个%(weekday)s")
    ) % said


def _offset(days: int) -> str:
    if not days:
        return ""
    said = {"n": abs(days)}
    if days > 0:
        return npgettext("hours", "之后 %(n)d 天", "之后 %(n)d 天", abs(days)) % said
    return npgettext("hours", "之前 %(n)d 天", "之前 %(n)d 天", abs(days)) % said


def years_text(ranges: Sequence[YearRange]) -> str:
    """“2026年”, “2026至2028年”."""
    return _listed([_years(one) for one in ranges])


def _years(one: YearRange) -> str:
    if one.last == LAST_YEAR:
        return pgettext("hours", "%(year)d年起") % {"year": one.first}
    if one.first == one.last:
        return pgettext("hours", "%(year)d年") % {"year": one.first}
    text = pgettext("hours", "%(first)d至%(last)d年") % {"first": one.first, "last": one.last}
    return text + _every(one.step, pgettext("hours", "每 %(n)d 年一次"))


def weeks_text(ranges: Sequence[WeekRange]) -> str:
    """“每年第 1 至 10 周”."""
    return _listed([_weeks(one) for one in ranges])


def _weeks(one: WeekRange) -> str:
    if one.first == one.last:
        return pgettext("hours", "每年第 %(week)d 周") % {"week": one.first}
    text = pgettext("hours", "每年第 %(first)d 至 %(last)d 周") % {"first": one.first, "last": one.last}
    return text + _every(one.step, pgettext("hours", "每 %(n)d 周一次"))


def _every(step: int, words: str) -> str:
    return pgettext("hours", "（%(text)s）") % {"text": words % {"n": step}} if step > 1 else ""


def dates_text(ranges: Sequence[DateRange]) -> str:
    """“10月1日至7日”, “7月至8月”, “12月20日至次年1月5日”."""
    return _listed([_range(one) for one in ranges])


def _range(one: DateRange) -> str:
    first, last = one.first, one.last
    if first == last:
        return _point(first)
    if is_english():
        return f"{_point(first, without_year=first.year == last.year)} – {_point(last)}"
    next_year = last.year is None and first.month and last.month and _order(last) < _order(first)
    same_month = first.month == last.month and first.year == last.year and not next_year and not last.offset
    text = f"{last.day}日" if same_month and last.day else _point(last, without_year=last.year == first.year)
    return f"{_point(first)}至{'次年' if next_year else ''}{text}"


def _order(point: DatePoint) -> tuple[int, int]:
    return point.month or 0, point.day or 1


def _point(point: DatePoint, *, without_year: bool = False) -> str:
    year = None if without_year else point.year
    if point.month is None:
        name = pgettext("hours", "复活节")
        text = f"{name} {year}" if year and is_english() else f"{year}年{name}" if year else name
    elif is_english():
        text = " ".join(str(part) for part in (point.day, MONTHS_EN[point.month - 1], year) if part)
    else:
        text = (f"{year}年" if year else "") + f"{point.month}月" + (f"{point.day}日" if point.day else "")
    return text + _offset(point.offset)
