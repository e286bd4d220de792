"""What an activity is called follows from its status and its sessions."""

from datetime import date, datetime, timedelta

import pytest

from activities.query import When
from activities.standing import SessionStanding, Standing, standing_of

NOW = datetime(2026, 5, 20, 4, 0).astimezone()
OVER, AHEAD = NOW - timedelta(hours=1), NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("sessions", "standing"),
    [
        ([], Standing.PUBLISHED),
        ([SessionStanding(AHEAD)], Standing.PUBLISHED),
        ([SessionStanding(AHEAD, is_moved=True)], Standing.POSTPONED),
        ([SessionStanding(OVER, is_moved=True), SessionStanding(AHEAD)], Standing.PUBLISHED),
        ([SessionStanding(AHEAD, is_cancelled=True)], Standing.CANCELLED),
        ([SessionStanding(OVER)], Standing.HELD),
        ([SessionStanding(OVER, result="sent_back")], Standing.HELD),
        ([SessionStanding(OVER, result="reported"), SessionStanding(OVER)], Standing.HELD),
        ([SessionStanding(OVER, result="reported"), SessionStanding(OVER, result="confirmed")], Standing.REPORTED),
        ([SessionStanding(OVER, result="confirmed"), SessionStanding(OVER, is_cancelled=True)], Standing.CONFIRMED),
    ],
)
def test_a_published_activity_stands_where_its_sessions_do(sessions: list[SessionStanding], standing: Standing) -> None:
    assert standing_of("published", sessions, NOW) is standing


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "cancelled"])
def test_another_status_says_it_all(status: str) -> None:
    assert standing_of(status, [SessionStanding(OVER, result="confirmed")], NOW) == status


@pytest.mark.parametrize(
    ("when", "today", "days"),
    [
        (When.TODAY, date(2026, 5, 20), (date(2026, 5, 20), date(2026, 5, 20))),
        (When.WEEK, date(2026, 5, 20), (date(2026, 5, 20), date(2026, 5, 24))),
        (When.WEEKEND, date(2026, 5, 20), (date(2026, 5, 23), date(2026, 5, 24))),
        (When.WEEKEND, date(2026, 5, 24), (date(2026, 5, 24), date(2026, 5, 24))),
        (When.WEEKEND, date(2026, 5, 25), (date(2026, 5, 30), date(2026, 5, 31))),
        (When.MONTH, date(2026, 12, 31), (date(2026, 12, 31), date(2026, 12, 31))),
        (When.MONTH, date(2026, 2, 3), (date(2026, 2, 3), date(2026, 2, 28))),
    ],
)
def test_days_that_people_name(when: When, today: date, days: tuple[date, date]) -> None:
    assert when.days(today) == days
