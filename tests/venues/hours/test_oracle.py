"""Our reading beside that of another implementation: equal, or known to differ and why, or unknown here.

The other one is the opening-hours library (a Rust evaluator). It knows no working weekends and
makes up its holidays' days, so only what has to do with neither is compared.
"""

from datetime import date, datetime, time, timedelta

import pytest
from opening_hours import OpeningHours as Other
from opening_hours import ParserError  # type: ignore[attr-defined]

from core.clock import days_from
from tests.venues.hours.readings import day_of
from venues.hours.language import Hours
from venues.hours.parsing import read_hours

YEAR = days_from(date(2026, 1, 1), 420)
EQUAL = """
Mo-Fr 08:30-17:30
Tu-Su 09:00-16:30; Mo off
Mo,Th 09:00-11:30,14:30-17:00
Sa-Mo 10:00-15:00
Mo-Su 08:00-20:00; We 08:00-12:00
Mo-Su 08:00-20:00; We,Fr off
Mo-Fr 08:00-20:00; 12:00-14:00 off
Mo-Fr 08:00-12:00, Tu,Th 15:00-18:00
Mo-Fr 08:00-12:00, 15:00-18:00
Th-Sa 19:00-02:30
We 20:00-25:30
Jun-Sep 08:00-20:00; Oct-May 09:00-17:00
Jun-Sep Mo-Su 08:00-20:00; Oct-May Tu-Su 09:00-17:00; Dec 24-26 off
Nov 15-Feb 10 10:00-15:00
2026 May 01-05 10:00-15:00
2026 10:00-15:00; 2027 11:00-14:00
2025-2026 Mo 10:00-15:00
2027+ 09:00-10:00
2026 Dec 28-2027 Jan 03 12:00-13:00
week 10-20 Mo-Fr 09:00-12:00
week 2-52/2 We 09:00-12:00
Sa[1] 09:00-12:00
Sa[1,3] 09:00-12:00
Fr[-1] 18:00-20:00
Su[2] +1 day 09:00-12:00
Mo-Su 10:00-12:00; easter off
easter +1 day 09:00-11:00
Feb 29 09:00-11:00
24/7
24/7; Su 02:00-05:00 off
Mo-Fr
off
unknown
Mo-Fr 09:00-17:00 unknown
Mo-Sa 09:00-17:00 open "门票在西门领取"
""".strip().splitlines()
# text → why we tell something else
DIFFERENT = {
    '"暂停开放"': "a remark alone leaves open whether the place is; there it is open",
    'Mo-Fr 10:00-12:00 "预约"': "the same beside times",
    "19:00+": "there open until midnight; nobody said so",
    "sunrise-sunset": "there seven to seven all year",
    'Mo-Fr 08:00-12:00 || "电话"': "there a day with hours has no others; the syntax means the rest of the time",
    "Mo 22:00-06:00; Tu 10:00-12:00": "there Tuesday's hours take Monday's night away",
    "Mo-Su 20:00-04:00; Tu off": "the same for a day off: the eve's own rules hold",
}


def other(text: str, day: date) -> str:
    start = datetime.combine(day, time())
    found = []
    for begin, end, state, _comment in Other(text, max_interval_days=366).intervals(start, start + timedelta(days=1)):
        name = str(state).rsplit(".", 1)[-1].lower()
        if name != "closed":
            last = format(end, "%H:%M") if end is not None and end < start + timedelta(days=1) else "24:00"
            first = "00:00" if begin <= start else format(begin, "%H:%M")
            found.append(f"{first}-{last}{'?' if name == 'unknown' else ''}")
    return " ".join(found)


@pytest.mark.parametrize("text", EQUAL)
def test_two_readings_are_one(text: str) -> None:
    assert [day_of(text, day) for day in YEAR] == [other(text, day) for day in YEAR]


@pytest.mark.parametrize("text", list(DIFFERENT))
def test_where_they_differ_is_known(text: str) -> None:
    assert any(day_of(text, day) != other(text, day) for day in YEAR), "strike it from the list"


@pytest.mark.parametrize(
    "text", ["Mo-Fr", "week 60", "Mo 10:00-99:00", "Mo-Xx 09:00-10:00", "10:00 - ", "((", "Mo[7] 10:00-11:00"]
)
def test_what_the_other_refuses_is_not_read_here(text: str) -> None:
    try:
        Other(text)
    except (ParserError, ValueError):
        assert not isinstance(read_hours(text), Hours)
