"""The month calendar of activities."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.permissions import SYSTEM
from activities.models import Activity, Session
from activities.query import ActivityQuery
from activities.selectors.listing import sessions_listed
from activities.selectors.month import MOST_A_DAY, month_of
from activities.services import save_activity, submit_activity
from core.clock import city_day
from tests.activities.conftest import lecture
from venues.selectors.vocabulary import words

pytestmark = pytest.mark.django_db
PAGE = "/activities/"


def asked(now: datetime, unit: str) -> ActivityQuery:
    return ActivityQuery(first=now.date(), last=now.date(), unit=unit)


def test_a_session_stands_on_its_day_in_whole_weeks(published: Activity, now: datetime) -> None:
    session = published.sessions.get()
    day = city_day(session.starts_at)
    month = month_of(asked(now, published.unit.public_id), day.replace(day=1), now)
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in month.weeks)
    found = [one for week in month.weeks for one in week if session in one.sessions]
    assert [one.day for one in found] == [day]


def test_a_full_day_tells_how_many_more_there_are(published: Activity, now: datetime) -> None:
    for _number in range(MOST_A_DAY + 1):
        more = save_activity(facts=lecture(now), by=SYSTEM, now=now)
        submit_activity(activity_id=more.pk, by=SYSTEM, now=now)
    day = city_day(published.sessions.get().starts_at)
    month = month_of(asked(now, published.unit.public_id), day.replace(day=1), now)
    (full,) = [one for week in month.weeks for one in week if one.day == day]
    assert (len(full.sessions), full.more) == (MOST_A_DAY, 2)
    assert month.count == MOST_A_DAY + 2


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2028, 2, 1), date(2028, 1, 1), date(2028, 3, 1)),
    ],
)
def test_the_months_beside_it(db: None, now: datetime, first: date, before: date, after: date) -> None:
    month = month_of(asked(now, ""), first, now)
    assert (month.before, month.after) == (before, after)


def test_what_begins_before_the_month_stands_on_its_first_day(published: Activity, now: datetime) -> None:
    session = published.sessions.get()
    first = (city_day(session.starts_at).replace(day=1) + timedelta(days=32)).replace(day=1)
    published.sessions.update(ends_at=session.ends_at + timedelta(days=32))
    month = month_of(asked(now, published.unit.public_id), first, now)
    assert [one.day for week in month.weeks for one in week if session in one.sessions] == [first]


def test_the_page_keeps_the_filters_from_month_to_month(client: Client, db: None) -> None:
    text = client.get(PAGE, {"view": "month", "month": "2026-12", "audience": "youth"}).content.decode()
    assert "audience=youth&amp;view=month&amp;month=2027-01" in text
    assert "audience=youth&amp;view=month&amp;month=2026-11" in text


@pytest.mark.parametrize("month", ["2026-13", "1999-01", "x", "2026-1", "٢٠٢٦-12"])
def test_a_month_that_can_not_be_is_told(client: Client, db: None, month: str) -> None:
    assert client.get(PAGE, {"view": "month", "month": month}).status_code == 400


def test_any_month_costs_the_same_queries(
    client: Client, published: Activity, django_assert_max_num_queries: Any
) -> None:
    client.get(PAGE, {"view": "month"})
    with django_assert_max_num_queries(8):
        assert client.get(PAGE, {"view": "month", "month": "2099-12"}).status_code == 200


def test_the_list_asks_for_all_waiting_lists_at_once(
    client: Client, published: Activity, now: datetime, django_assert_num_queries: Any
) -> None:
    """As many questions for forty sessions as for one."""
    session = published.sessions.get()
    query = ActivityQuery(first=city_day(now), last=city_day(now) + timedelta(days=90))
    words()  # kept from the first question on
    with CaptureQueriesContext(connection) as one:
        sessions_listed(query, now)
    for day in range(1, 41):
        moved = {"starts_at": session.starts_at + timedelta(days=day), "ends_at": session.ends_at + timedelta(days=day)}
        Session.objects.create(activity=published, **moved)
    with django_assert_num_queries(len(one)):
        sessions_listed(query, now)
