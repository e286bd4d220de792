"""A month of sessions as a calendar shows it."""

from calendar import Calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from activities.models import Session
from activities.query import ActivityQuery
from activities.selectors.listing import sessions_found
from core.clock import city_day
from venues.selectors.opening import day_text

MOST_A_DAY = 4
MOST_OF_A_MONTH = 1_000


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the calendar with its first sessions; `more` is how many others there are."""

    day: date
    text: str
    is_of_month: bool
    is_today: bool
    sessions: list[Session]
    more: int


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday on; `before` and `after` are the first days of the months beside it."""

    first: date
    weeks: list[list[MonthDay]]
    before: date
    after: date
    count: int
    is_cut: bool


def month_of(query: ActivityQuery, first: date, now: datetime) -> Month:
    """The month that begins with `first`: each session on the day on which it starts, also when it is over."""
    after = (first + timedelta(days=31)).replace(day=1)
    asked = replace(query, first=first, last=after - timedelta(days=1), when=None, page=1)
    rows = list(sessions_found(asked, now, also_over=True)[: MOST_OF_A_MONTH + 1])
    by_day: dict[date, list[Session]] = {}
    for session in rows[:MOST_OF_A_MONTH]:
        by_day.setdefault(max(city_day(session.starts_at), first), []).append(session)
    today = city_day(now)
    weeks = [
        [_day(day, by_day.get(day, []), first, today) for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before = (first - timedelta(days=1)).replace(day=1)
    return Month(first, weeks, before, after, min(len(rows), MOST_OF_A_MONTH), len(rows) > MOST_OF_A_MONTH)


def _day(day: date, sessions: list[Session], first: date, today: date) -> MonthDay:
    return MonthDay(
        day=day,
        text=day_text(day),
        is_of_month=day.month == first.month,
        is_today=day == today,
        sessions=sessions[:MOST_A_DAY],
        more=max(0, len(sessions) - MOST_A_DAY),
    )
