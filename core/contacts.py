"""How to reach somebody: the one reading of phone numbers."""

import re

from core.text import half_width

MAINLAND_NUMBER = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})", re.ASCII)
BETWEEN = re.compile(r"[\s\-‐‑‒–—.·()]")


def without_gaps(text: str) -> str:
    """Digits and letters as they are meant: half-width, without spaces, dashes, dots and brackets between them."""
    return BETWEEN.sub("", half_width(text))


def mobile_number(text: str) -> str | None:
    """The 11 digits of a mainland mobile number as people write it (+86, 0086, spaces, full-width), or None."""
    found = MAINLAND_NUMBER.fullmatch(without_gaps(text))
    return found[1] if found else None
