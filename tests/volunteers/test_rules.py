from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ZONE
from volunteers.certifying import hours_text, masked_id
from volunteers.rules import (
    GRACE,
    Odd,
    Window,
    age_on,
    birth_in,
    counted_start,
    is_number,
    minutes_to_next_star,
    new_number,
    stars_of,
    stretch,
)

START = datetime(2026, 5, 23, 9, tzinfo=ZONE)
WINDOW = Window(START, START + timedelta(hours=3))


@pytest.mark.parametrize(
    ("hours", "stars"), [(0, 0), (99, 0), (100, 1), (300, 2), (600, 3), (1000, 4), (1499, 4), (1500, 5), (9000, 5)]
)
def test_stars_follow_hours(hours: int, stars: int) -> None:
    assert stars_of(hours * 60) == stars


def test_a_minute_short_is_no_star() -> None:
    assert stars_of(100 * 60 - 1) == 0
    assert minutes_to_next_star(100 * 60 - 1) == 1
    assert minutes_to_next_star(1500 * 60) is None


def test_a_number_for_life_has_a_check_digit() -> None:
    number = new_number(2026)
    assert is_number(number) and len(number) == 14
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_number(wrong)


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("11010519491231002X", date(1949, 12, 31)),  # the standard's own example
        ("110105194912310021", None),  # a wrong check character
        ("11010519490231002X", None),
        ("1101051949123100", None),
    ],
)
def test_a_resident_id_says_when_its_owner_was_born(number: str, born: date | None) -> None:
    assert birth_in(number) == born


def test_age_is_full_years() -> None:
    assert age_on(date(2012, 5, 24), date(2026, 5, 23)) == 13
    assert age_on(date(2012, 5, 23), date(2026, 5, 23)) == 14


def test_service_counts_within_the_grace() -> None:
    assert counted_start(WINDOW, START - timedelta(hours=2)) == START - GRACE
    found = stretch(WINDOW, START, WINDOW.ends_at + timedelta(hours=5))
    assert found.ends_at == WINDOW.ends_at + GRACE
    assert found.minutes == 210
    assert Odd.CUT in found.odd


def test_who_forgets_to_sign_out_leaves_at_the_end_of_the_window() -> None:
    found = stretch(WINDOW, START + timedelta(minutes=10), None)
    assert (found.ends_at, found.minutes) == (WINDOW.ends_at, 170)
    assert Odd.FORGOTTEN in found.odd


@given(st.integers(-600, 900), st.one_of(st.none(), st.integers(-600, 900)))
def test_a_stretch_never_leaves_the_window_and_its_grace(came: int, went: int | None) -> None:
    starts = counted_start(WINDOW, START + timedelta(minutes=came))
    found = stretch(WINDOW, starts, None if went is None else START + timedelta(minutes=went))
    assert WINDOW.earliest <= found.starts_at <= found.ends_at <= WINDOW.latest
    assert 0 <= found.minutes <= (found.ends_at - found.starts_at).total_seconds() / 60


def test_what_documents_write() -> None:
    assert hours_text(125) == "2 小时 5 分"
    assert hours_text(60) == "1 小时"
    assert hours_text(0) == "0 小时"
    assert hours_text(9) == "9 分"
    assert masked_id("11010519491231002X") == "110*************2X"
