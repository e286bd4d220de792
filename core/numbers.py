"""Whole numbers as people and addresses write them: the one reading of digits."""

import re

from core.text import half_width

LARGEST_KEY = 2**63 - 1  # of a row
DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)


def whole_number(text: str | None, low: int = 0, high: int = 999_999_999) -> int | None:
    """The number in plain or full-width digits within the bounds, both included; None for anything else.

    No sign, no white space within, no other script's digits: Python's own `int` and `isdigit` take ², ٣ and 1_0.
    """
    found = DIGITS.fullmatch(half_width(text or "").strip())
    number = int(found[0]) if found else None
    return number if number is not None and low <= number <= high else None
