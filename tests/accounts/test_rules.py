"""What is a number, what is a code, and when one is compared."""

from datetime import timedelta

import pytest

from accounts.rules import Issued, Refusal, normal_code, wait_before_resend, why_not_try
from core.contacts import mobile_number
from tests.conftest import NOON

NUMBER = "13800005678"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        " 138 0000 5678 ",
        "138-0000-5678",
        "+86 138 0000 5678",
        "008613800005678",
        "86 13800005678",
        "１３８００００５６７８",
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    assert mobile_number(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "12800005678", "1380000567", "138000056789", "+85213800005678", "١٣٨٠٠٠٠٥٦٧٨", "138x0005678"]
)
def test_what_is_no_mainland_mobile_number_is_none(typed: str) -> None:
    assert mobile_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [("012345", "012345"), (" 012 345", "012345"), ("０１２３４５", "012345"), ("12345", None), ("12345a", None)],
)
def test_a_code_is_six_digits(typed: str, code: str | None) -> None:
    assert normal_code(typed) == code


@pytest.mark.parametrize(
    ("issued", "refusal"),
    [
        (None, Refusal.NONE),
        (Issued(NOON + timedelta(minutes=1), 0, NOON), Refusal.NONE),
        (Issued(NOON, 0, None), Refusal.EXPIRED),
        (Issued(NOON + timedelta(minutes=1), 5, None), Refusal.SPENT),
        (Issued(NOON + timedelta(minutes=1), 4, None), None),
    ],
)
def test_when_a_guess_is_compared(issued: Issued | None, refusal: Refusal | None) -> None:
    assert why_not_try(issued, NOON) == refusal


@pytest.mark.parametrize(("seconds", "wait"), [(0, 60), (1, 59), (59, 1), (60, 0), (3600, 0), (-3600, 60)])
def test_the_wait_before_another_code(seconds: int, wait: int) -> None:
    assert wait_before_resend(NOON - timedelta(seconds=seconds), NOON) == wait
