"""Opening hours with China's calendar: holidays, working weekends, 三月三, and honest ignorance."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ZONE
from venues.hours.sentences import why_not_told
from venues.models import SpecialDayKind
from venues.opening import Calendar, DayReason, OpeningState, SpecialDayInfo, day_plan, opening_at

NATIONAL_DAY = date(2026, 10, 1)  # a Thursday
WORKING_SATURDAY = date(2026, 10, 10)
SANYUESAN = date(2025, 3, 31)  # a Monday
CALENDAR = Calendar(
    {
        NATIONAL_DAY: SpecialDayInfo(SpecialDayKind.HOLIDAY, "国庆节", "National Day"),
        WORKING_SATURDAY: SpecialDayInfo(SpecialDayKind.WORKDAY, "国庆节调休", ""),
        SANYUESAN: SpecialDayInfo(SpecialDayKind.FESTIVAL_HOLIDAY, "三月三", ""),
    }
)
OPEN, CLOSED, UNKNOWN = OpeningState.OPEN, OpeningState.CLOSED, OpeningState.UNKNOWN
MUSEUM = "Tu-Su 09:00-17:00; PH 09:00-18:00"
OFFICE = "Mo-Fr 08:00-12:00,15:00-18:00"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def state(expression: str, moment: datetime) -> OpeningState:
    return opening_at(expression, moment, CALENDAR).state


TUESDAY, MONDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("expression", "moment", "expected"),
    [
        (MUSEUM, at(TUESDAY, 8, 59), CLOSED),
        (MUSEUM, at(TUESDAY, 9), OPEN),
        (MUSEUM, at(TUESDAY, 16, 59), OPEN),
        (MUSEUM, at(TUESDAY, 17), CLOSED),
        (MUSEUM, at(MONDAY, 12), CLOSED),
        (MUSEUM, at(NATIONAL_DAY, 17, 30), OPEN),
        (MUSEUM, at(SANYUESAN, 12), OPEN),
        ("Tu-Su 09:00-17:00", at(SANYUESAN, 12), UNKNOWN),
        ("Tu-Su 09:00-17:00", at(NATIONAL_DAY, 12), UNKNOWN),
        ("Mo-Su 09:00-17:00", at(NATIONAL_DAY, 12), OPEN),
        ("Mo-Su 09:00-17:00", at(NATIONAL_DAY, 20), CLOSED),
        ("Mo-Su 09:00-17:00; PH off", at(NATIONAL_DAY, 12), CLOSED),
        ("Sa,Su,PH 09:00-17:00", at(NATIONAL_DAY, 12), OPEN),
        ("Sa,Su,PH 09:00-17:00", at(TUESDAY, 12), CLOSED),
        (OFFICE, at(WORKING_SATURDAY, 10), OPEN),
        (OFFICE, at(WORKING_SATURDAY, 13), CLOSED),
        (OFFICE, at(SUNDAY, 10), CLOSED),
        (MUSEUM, at(WORKING_SATURDAY, 10), OPEN),
        ("Mo-Th 08:00-17:00; Fr 08:00-12:00", at(WORKING_SATURDAY, 10), UNKNOWN),
        ("24/7", at(NATIONAL_DAY, 3), OPEN),
        ("Fr-Sa 18:00-02:00", at(SUNDAY, 1), OPEN),
        ("Fr-Sa 18:00-02:00", at(SUNDAY, 3), CLOSED),
        ('Mo-Fr unknown "电话确认"', at(TUESDAY, 12), UNKNOWN),
        ("Jul-Aug Mo-Su 09:00-20:00", at(TUESDAY, 12), CLOSED),
    ],
)
def test_state(expression: str, moment: datetime, expected: OpeningState) -> None:
    assert state(expression, moment) is expected


@pytest.mark.parametrize(
    ("moment", "change"),
    [
        (at(TUESDAY, 12), at(TUESDAY, 17)),
        (at(TUESDAY, 20), at(date(2026, 11, 25), 9)),
        (at(SUNDAY, 18), at(TUESDAY, 9)),
        (at(NATIONAL_DAY, 12), at(NATIONAL_DAY, 18)),
    ],
)
def test_the_next_change(moment: datetime, change: datetime) -> None:
    assert opening_at(MUSEUM, moment, CALENDAR).next_change == change


def test_a_place_that_never_closes_never_changes() -> None:
    assert opening_at("24/7", at(TUESDAY, 12), CALENDAR).next_change is None


def test_open_over_midnight_changes_when_it_really_does() -> None:
    saturday = date(2026, 11, 21)
    assert opening_at("Fr-Sa 18:00-02:00", at(saturday, 20), CALENDAR).next_change == at(SUNDAY, 2)


def test_the_day_tells_why_it_differs() -> None:
    assert day_plan(MUSEUM, NATIONAL_DAY, CALENDAR).reason is DayReason.HOLIDAY
    assert day_plan("Tu-Su 09:00-17:00", NATIONAL_DAY, CALENDAR).reason is DayReason.HOLIDAY_SILENT
    assert day_plan(OFFICE, WORKING_SATURDAY, CALENDAR).reason is DayReason.WORKDAY
    assert day_plan(OFFICE, TUESDAY, CALENDAR).reason is None


def test_utc_moments_are_read_in_the_citys_time() -> None:
    from datetime import UTC

    assert state(MUSEUM, datetime(2026, 11, 24, 1, 0, tzinfo=UTC)) is OPEN, "09:00 in the city"
    assert state(MUSEUM, datetime(2026, 11, 24, 0, 59, tzinfo=UTC)) is CLOSED


@pytest.mark.parametrize("text", ["9点到5点", "Mo-Fr 25:00-26:00x", "; ; ;;x", "a" * 200, "Mo-Fr 09:00–"])
def test_an_unreadable_expression_is_told(text: str) -> None:
    assert why_not_told(text)


HOURS = st.sampled_from([MUSEUM, OFFICE, "24/7", "Mo-Su 08:00-18:00", "Fr-Sa 18:00-02:00", "Sa,Su,PH 09:00-17:00"])
MOMENTS = st.datetimes(datetime(2025, 3, 1), datetime(2026, 12, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))


@given(HOURS, MOMENTS)
def test_nothing_changes_before_the_next_change(expression: str, moment: datetime) -> None:
    opening = opening_at(expression, moment, CALENDAR)
    if opening.next_change is None:
        return
    assert opening.next_change > moment
    assert state(expression, opening.next_change) is not opening.state
    assert state(expression, opening.next_change - timedelta(seconds=1)) is opening.state
    halfway = moment + (opening.next_change - moment) / 2
    assert state(expression, halfway) is opening.state
