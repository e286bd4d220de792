"""Sessions that the public can go to, by day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from activities.models import Session
from activities.selectors.offers import Offer, offer_of
from core.clock import city_day, day_start
from venues.selectors.opening import day_text

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Days of the city, both included, and filters; empty means all."""

    first: date
    last: date
    region: str = ""
    audience: str = ""
    form: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session with the way to a place in it."""

    session: Session
    offer: Offer


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day with its sessions."""

    text: str
    is_today: bool
    sessions: list[ListedSession]


def sessions_listed(query: ActivityQuery, now: datetime) -> tuple[list[ListedDay], bool]:
    """A page of the sessions that have not ended, by day, and whether more follow. Cancelled ones are shown as such."""
    start, end = day_start(query.first), day_start(query.last + timedelta(days=1))
    found = (
        Session.objects.public()
        .between(max(start, now), end)
        .select_related("activity__unit", "venue", "county")
        .order_by("starts_at", "id")
    )
    if query.region:
        found = found.filter(county=query.region) | found.filter(zone=query.region)
    if query.audience:
        found = found.filter(activity__audiences__contains=[query.audience])
    if query.form:
        found = found.filter(activity__form=query.form)
    offset = (query.page - 1) * PAGE_SIZE
    rows = list(found[offset : offset + PAGE_SIZE + 1])
    today = city_day(now)
    days = [
        ListedDay(day_text(day), day == today, [ListedSession(row, offer_of(row, now)) for row in group])
        for day, group in groupby(rows[:PAGE_SIZE], key=lambda row: city_day(row.starts_at))
    ]
    return days, len(rows) > PAGE_SIZE
