"""What the tests of opening hours share: a calendar, and a day in a short form."""

from datetime import date, timedelta

from core.geo import LonLat
from venues.models import SpecialDayKind
from venues.opening import Calendar, OpeningState, SpecialDayInfo, day_plan

HOLIDAY = SpecialDayInfo(SpecialDayKind.HOLIDAY, "国庆节", "National Day")
OCTOBER = {date(2026, 10, day): HOLIDAY for day in range(1, 8)}
ORDINARY = Calendar()
GOLDEN_WEEK = Calendar(OCTOBER)
HERE = LonLat(109.4, 24.3)
MARKS = {OpeningState.OPEN: "", OpeningState.UNKNOWN: "?", OpeningState.CLOSED: "!"}


def day_of(text: str, day: date, calendar: Calendar = ORDINARY, place: LonLat | None = HERE) -> str:
    """A day as “09:00-12:00 14:00-17:00?”: what is to be asked for has a question mark."""
    plan = day_plan(text, day, calendar, place)
    last = plan.day + timedelta(days=1)
    return " ".join(
        f"{span.start:%H:%M}-{'24:00' if span.end.date() == last else format(span.end, '%H:%M')}{MARKS[span.state]}"
        for span in plan.spans
    )
