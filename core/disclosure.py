"""What is told to everybody about people: in steps, so that no number points at somebody.

Everything public that counts people comes from here, see docs/decisions/0028-public-figures.md. A figure's smallest
parts are rounded one by one, and whatever is published is made of the rounded parts alone.
"""

from enum import StrEnum

from core.crypto import lookup

STEP = 5  # people, person-times or hours
FEW = STEP  # places left, from which on they are told as few


def coarse(n: str, part: str, step: int = STEP) -> str:
    """SQL that rounds a part's figure to a multiple of `step`, one of its two neighbours; nought stays nought.

    `part` is SQL for a text that names the part. A secret drawn from it decides how far a figure must be to be
    rounded up, so that sums of many parts are right on average, and the same part is always rounded alike.
    The statement gets `rounding_values()`.
    """
    drawn = f"mod(hashtextextended({part}, %(rounding_key)s) & 1073741823, {step})"
    return f"({step} * floor(({n} + {drawn}) / {step}::numeric))"


def rounding_values() -> dict[str, int]:
    """The parameters that `coarse` asks for. With the key one could undo the rounding in part: it stays within."""
    return {"rounding_key": int.from_bytes(lookup("rounding", "core.disclosure")[:8], signed=True)}


class Left(StrEnum):
    """How many places are left, as everybody may know it: how many are taken would be a number of people."""

    UNLIMITED = "unlimited"
    PLENTY = "plenty"
    FEW = "few"
    NONE = "none"


def left(free: int | None) -> Left:
    """In words; None is without a limit."""
    if free is None:
        return Left.UNLIMITED
    return Left.NONE if free <= 0 else Left.FEW if free <= FEW else Left.PLENTY


def told_size(places: int | None) -> int | None:
    """How many places there are, where that may be said: of fewer than five, “none left” would say how many came."""
    return places if places is not None and places >= STEP else None


def at_least(people: int) -> int:
    """A number of people down to a multiple of twice a step: 0 stands for fewer than that."""
    return people - people % (2 * STEP)
