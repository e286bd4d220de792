"""What rules say of a day: each thing that the syntax can say, told right, as unknown, or refused."""

from datetime import date, datetime

import pytest

from core.clock import ZONE
from tests.venues.hours.readings import GOLDEN_WEEK, HOLIDAY, ORDINARY, day_of
from venues.hours.language import Flaw, Unread
from venues.hours.parsing import read_hours
from venues.models import SpecialDayKind
from venues.opening import Calendar, DayReason, OpeningState, SpecialDayInfo, day_plan, opening_at

MONDAY, TUESDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (23, 24, 28, 29))
ALL_DAY, ALL_UNKNOWN = "00:00-24:00", "00:00-24:00?"


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("Mo-Fr 09:00-17:00", MONDAY, "09:00-17:00"),
        ("Mo-Fr 09:00-17:00", SATURDAY, ""),
        ("mo-fr 9:00–17:00", MONDAY, "09:00-17:00"),
        ("Mon-Fri: 09:00-17:00", MONDAY, "09:00-17:00"),
        ("Fr-Mo 09:00-12:00", SUNDAY, "09:00-12:00"),
        ("Fr-Mo 09:00-12:00", TUESDAY, ""),
        ("Mo,We,Sa 09:00-12:00,13:00-15:00", SATURDAY, "09:00-12:00 13:00-15:00"),
        ("Mo-Sa 10:00-20:00; Tu 10:00-14:00", TUESDAY, "10:00-14:00"),
        ("Mo-Sa 10:00-20:00; Tu off", TUESDAY, ""),
        ("Mo-Su 08:00-18:00; 12:00-13:00 off", MONDAY, "08:00-12:00 13:00-18:00"),
        ("Mo-Fr 08:00-12:00, Mo 14:00-18:00", MONDAY, "08:00-12:00 14:00-18:00"),
        ('Mo-Fr 08:00-12:00 || "电话预约"', MONDAY, "00:00-08:00? 08:00-12:00 12:00-24:00?"),
        ('Mo-Fr 08:00-12:00 || "电话预约"; Mo off', MONDAY, ""),
        ("24/7", MONDAY, ALL_DAY),
        ("24/7; Mo 03:00-04:00 off", MONDAY, "00:00-03:00 04:00-24:00"),
        ("Mo-Fr", MONDAY, ALL_DAY),
        ("Mo-Fr", SUNDAY, ""),
        ("off", MONDAY, ""),
        ("unknown", MONDAY, ALL_UNKNOWN),
        ('"暂停开放"', MONDAY, ALL_UNKNOWN),
        ('Mo-Fr 09:00-17:00 "团体请预约"', MONDAY, "09:00-17:00?"),
        ('Mo-Fr 09:00-17:00 open "团体请预约"', MONDAY, "09:00-17:00"),
        ("Su[1] 10:00-12:00", date(2026, 11, 1), "10:00-12:00"),
        ("Su[1] 10:00-12:00", SUNDAY, ""),
        ("Su[-1] 10:00-12:00", SUNDAY, "10:00-12:00"),
        ("Su[1] +2 days 10:00-12:00", date(2026, 11, 3), "10:00-12:00"),
        ("Nov 10:00-12:00", MONDAY, "10:00-12:00"),
        ("Nov Mo 10:00-12:00", TUESDAY, ""),
        ("Oct-Feb 10:00-12:00", date(2027, 1, 15), "10:00-12:00"),
        ("Dec 20-Jan 05 10:00-12:00", date(2027, 1, 5), "10:00-12:00"),
        ("Dec 20-Jan 05 10:00-12:00", date(2027, 1, 6), ""),
        ("Feb 29 10:00-12:00", date(2027, 3, 1), ""),
        ("Feb 20-29 10:00-12:00", date(2027, 2, 28), "10:00-12:00"),
        ("2026 10:00-12:00", MONDAY, "10:00-12:00"),
        ("2027-2030 10:00-12:00", MONDAY, ""),
        ("2025+ 10:00-12:00", MONDAY, "10:00-12:00"),
        ("2026 Nov 23-2027 Jan 03 10:00-12:00", date(2027, 1, 3), "10:00-12:00"),
        ("week 48 10:00-12:00", MONDAY, "10:00-12:00"),
        ("week 2-52/2 10:00-12:00", MONDAY, "10:00-12:00"),
        ("week 1-53/2 10:00-12:00", MONDAY, ""),
        ("Mo-Su 10:00-12:00; easter off", date(2026, 4, 5), ""),
        ("Mo-Su 10:00-12:00; easter +1 day off", date(2026, 4, 6), ""),
        ("Mo 18:00-26:00", TUESDAY, "00:00-02:00"),
        ("Mo 22:00-06:00; Tu 10:00-12:00", TUESDAY, "00:00-06:00 10:00-12:00"),
        ("Mo-Su 22:00-06:00; Tu 00:00-03:00 off", TUESDAY, "03:00-06:00 22:00-24:00"),
    ],
)
def test_a_day(text: str, day: date, said: str) -> None:
    assert day_of(text, day) == said


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("19:00+", MONDAY, "00:00-06:00? 19:00-24:00?"),
        ("10:00-16:00+", MONDAY, "10:00-16:00 16:00-24:00?"),
        ("10:00+,14:00-16:00", MONDAY, "10:00-14:00? 14:00-16:00 16:00-24:00?"),
        ("Mo 20:00+; Tu 05:00-09:00", TUESDAY, "00:00-05:00? 05:00-09:00"),
    ],
)
def test_an_open_end_is_no_end(text: str, day: date, said: str) -> None:
    """Nothing says when it is over: from there on it is unknown, and what is said otherwise holds."""
    assert day_of(text, day) == said


def test_an_open_end_is_told_without_an_end() -> None:
    opening = opening_at("10:00-16:00+", datetime(2026, 11, 23, 12, tzinfo=ZONE), ORDINARY)
    assert (opening.state, opening.then) == (OpeningState.OPEN, OpeningState.UNKNOWN)


@pytest.mark.parametrize(
    ("day", "rise", "set"),
    [(date(2026, 6, 21), 5 * 60 + 55, 19 * 60 + 33), (date(2026, 12, 22), 7 * 60 + 22, 18 * 60 + 0)],
)
def test_the_sun_rises_by_the_place(day: date, rise: int, set: int) -> None:
    """By the height of the sun at Liuzhou's noon, within two minutes; without a place it is unknown."""
    start, _mark, end = day_of("sunrise-sunset", day).partition("-")
    found = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (start, end)]
    assert abs(found[0] - rise) <= 2
    assert abs(found[1] - set) <= 2
    assert day_of("sunrise-sunset", day, place=None) == ALL_UNKNOWN
    assert day_of("(sunrise+01:00)-20:00", day) == f"{found[0] // 60 + 1:02d}:{found[0] % 60:02d}-20:00"


def test_holidays_by_weekday_are_those_on_these_days() -> None:
    """1 October 2026 is a Thursday, the 3rd a Saturday."""
    text = "Mo-Fr 09:00-17:00; PH Mo-Fr 10:00-12:00"
    assert day_of(text, date(2026, 10, 1), GOLDEN_WEEK) == "10:00-12:00"
    assert day_of(text, date(2026, 10, 3), GOLDEN_WEEK) == ""
    assert day_of(text, date(2026, 10, 8), GOLDEN_WEEK) == "09:00-17:00"
    assert day_of("PH,Mo-We 09:00-17:00", date(2026, 10, 3), GOLDEN_WEEK) == "09:00-17:00"


@pytest.mark.parametrize("day", range(1, 8))
def test_a_rule_with_that_very_date_speaks_of_the_holiday(day: int) -> None:
    text = "Mo-Fr 09:00-17:00; 2026 Oct 01-07 10:00-15:00"
    assert day_of(text, date(2026, 10, day), GOLDEN_WEEK) == "10:00-15:00"


def test_a_month_does_not_speak_of_the_holiday() -> None:
    text = "Mo-Fr 09:00-17:00; Oct Mo-Fr 10:00-15:00"
    assert day_of(text, date(2026, 10, 1), GOLDEN_WEEK) == ALL_UNKNOWN


def test_past_midnight_the_eves_own_rules_hold() -> None:
    """Closed on the 1st and 2nd: the night before is still open, the night after the 2nd never begins."""
    text = "Mo-Su 18:00-02:00; PH off"
    calendar = Calendar({date(2026, 10, day): HOLIDAY for day in (1, 2)})
    assert day_of(text, date(2026, 9, 30), calendar) == "00:00-02:00 18:00-24:00"
    assert day_of(text, date(2026, 10, 1), calendar) == "00:00-02:00"
    assert day_of(text, date(2026, 10, 2), calendar) == ""
    assert day_of(text, date(2026, 10, 3), calendar) == "18:00-24:00"


def test_school_holidays_are_not_known() -> None:
    assert day_of("SH Mo-Fr 09:00-17:00", MONDAY) == "09:00-17:00?"
    assert day_of("SH Mo-Fr 09:00-17:00", SUNDAY) == ""
    assert day_of("Mo-Fr 09:00-17:00; SH 10:00-17:00", MONDAY) == "09:00-10:00? 10:00-17:00"


def test_in_a_year_that_is_not_entered_what_holidays_change_is_unknown() -> None:
    calendar = Calendar({}, frozenset({2026}))
    day = date(2027, 3, 2)  # a Tuesday
    assert day_of("Mo-Fr 09:00-17:00", day, calendar) == ALL_UNKNOWN
    assert day_plan("Mo-Fr 09:00-17:00", day, calendar).reason is DayReason.UNANNOUNCED
    assert day_of("Mo-Su 09:00-17:00", day, calendar) == "09:00-17:00"
    assert day_of("Tu-Su 09:00-17:00; PH 09:00-17:00", day, calendar) == "09:00-17:00"
    assert day_of("Tu-Su 09:00-17:00; PH 09:00-18:00", day, calendar) == "09:00-17:00 17:00-18:00?"
    assert day_plan("24/7", day, calendar).reason is None


def test_a_working_saturday_is_read_as_a_weekday_of_its_month() -> None:
    working = SpecialDayInfo(SpecialDayKind.WORKDAY, "调休")
    calendar = Calendar({date(2026, 10, 10): working})
    text = "Mo-Fr 09:00-17:00; Oct Mo-Fr 10:00-16:00"
    assert day_of(text, date(2026, 10, 10), calendar) == "10:00-16:00"


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.EMPTY),
        ("九点开门", Flaw.NOT_READ),
        ("; ; ;", Flaw.NOT_READ),
        ("Mo-Fr 09:00–", Flaw.NOT_READ),
        ("Mo-Fr 9-17", Flaw.NOT_READ),
        ("Mo 10:00", Flaw.ONE_TIME),
        ("10:00-16:00/01:30", Flaw.ONE_TIME),
        ("10:00-10:00", Flaw.NO_LENGTH),
        ("Mo 25:61-26:00", Flaw.NO_TIME),
        ("Feb 30 10:00-12:00", Flaw.NO_DATE),
        ("2026 Dec 20-Jan 05 10:00-12:00", Flaw.ACROSS_YEARS),
        ("PH +1 day 10:00-12:00", Flaw.BEYOND),
        ("Mo-Fr[1] 10:00-12:00", Flaw.BEYOND),
        ("Mo-Fr PH 10:00-12:00", Flaw.BEYOND),
        ("Oct 01-07, Mo 10:00-12:00", Flaw.BEYOND),
        ("Oct 01+ 10:00-12:00", Flaw.BEYOND),
        ("Mo-Fr 09:00-17:00 " + "x" * 300, Flaw.TOO_LONG),
    ],
)
def test_what_is_refused_is_unknown_where_it_is_stored(text: str, flaw: Flaw) -> None:
    read = read_hours(text)
    assert isinstance(read, Unread)
    assert read.flaw is flaw
    assert day_of(text, MONDAY) == ALL_UNKNOWN
    assert day_plan(text, MONDAY, ORDINARY).reason is DayReason.UNREAD
