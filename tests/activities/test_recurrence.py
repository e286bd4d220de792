"""Days on which something recurs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.recurrence import MOST_DAYS, Every, Repeat, recurring

SATURDAY = date(2026, 9, 12)  # the second Saturday of its month


def test_every_week_keeps_the_weekday() -> None:
    found = recurring(SATURDAY, Repeat(Every.WEEK, date(2026, 10, 3)))
    assert found.days == (date(2026, 9, 19), date(2026, 9, 26), date(2026, 10, 3))


def test_weekdays_that_are_named_all_count() -> None:
    found = recurring(SATURDAY, Repeat(Every.WEEK, date(2026, 9, 20), weekdays=(5, 6)))
    assert found.days == (date(2026, 9, 13), date(2026, 9, 19), date(2026, 9, 20))


def test_a_fortnight_leaves_one_week_out() -> None:
    found = recurring(SATURDAY, Repeat(Every.FORTNIGHT, date(2026, 10, 10)))
    assert found.days == (date(2026, 9, 26), date(2026, 10, 10))


def test_the_second_saturday_of_every_month() -> None:
    found = recurring(SATURDAY, Repeat(Every.MONTH_WEEKDAY, date(2026, 12, 31)))
    assert found.days == (date(2026, 10, 10), date(2026, 11, 14), date(2026, 12, 12))


def test_a_month_without_that_day_is_left_out() -> None:
    found = recurring(date(2026, 1, 31), Repeat(Every.MONTH_DAY, date(2026, 5, 31)))
    assert found.days == (date(2026, 3, 31), date(2026, 5, 31))


def test_days_to_skip_are_told() -> None:
    holiday = date(2026, 10, 3)
    found = recurring(SATURDAY, Repeat(Every.WEEK, date(2026, 10, 10), skip=frozenset({holiday})))
    assert holiday not in found.days
    assert found.skipped == (holiday,)


def test_days_that_are_there_already_do_not_come_again() -> None:
    found = recurring(SATURDAY, Repeat(Every.WEEK, date(2026, 9, 26)), taken={date(2026, 9, 19)})
    assert found.days == (date(2026, 9, 26),)


def test_no_more_than_can_be_shown_and_it_is_told() -> None:
    found = recurring(SATURDAY, Repeat(Every.DAY, SATURDAY + timedelta(days=300)))
    assert len(found.days) == MOST_DAYS
    assert found.is_cut


@pytest.mark.parametrize("every", list(Every))
def test_an_end_before_the_first_day_gives_nothing(every: Every) -> None:
    assert recurring(SATURDAY, Repeat(every, SATURDAY - timedelta(days=1))).days == ()


@given(
    first=st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    every=st.sampled_from(Every),
    length=st.integers(0, 400),
    weekdays=st.sets(st.integers(0, 6)),
    skip=st.sets(st.integers(0, 400)),
)
def test_days_are_in_order_within_the_window_and_never_skipped_ones(
    first: date, every: Every, length: int, weekdays: set[int], skip: set[int]
) -> None:
    left_out = frozenset(first + timedelta(days=number) for number in skip)
    rule = Repeat(every, first + timedelta(days=length), tuple(sorted(weekdays)), left_out)
    found = recurring(first, rule)
    assert list(found.days) == sorted(set(found.days))
    assert all(first < day <= rule.until for day in found.days)
    assert not set(found.days) & left_out
