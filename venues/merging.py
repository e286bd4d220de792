"""What one venue says that has been made of two: a choice for each fact. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from venues.differences import COMPARED
from venues.facts import VenueFacts
from venues.models.venue import PositionQuality
from venues.rules import MOST_PHOTOS


class Pick(StrEnum):
    """Which of the two venues a fact is taken from; a list may be united."""

    KEEP = "keep"
    DROP = "drop"
    BOTH = "both"


UNITED = frozenset({"aliases", "audiences", "accessibility", "designations", "photos", "entrances"})
# Facts that mean something only together are chosen together.
TOGETHER = {"given": ("given", "position_quality"), "kind": ("kind", "sub_kind")}
FOLLOWING = frozenset(name for names in TOGETHER.values() for name in names[1:])
CHOSEN = tuple(name for name in COMPARED if name not in FOLLOWING)
FINEST = (PositionQuality.SURVEYED, PositionQuality.GEOCODED, PositionQuality.APPROXIMATE)
LONG_TEXTS = ("summary", "summary_en")  # the longer is the fuller
ABSENT = ("", None, (), "unknown")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact that the two tell differently, with what is proposed."""

    name: str
    keep: Any
    drop: Any
    proposed: Pick
    may_unite: bool


def choices(keep: VenueFacts, drop: VenueFacts, *, drop_is_newer: bool) -> list[Choice]:
    """The facts to choose, with the fuller or else the newer proposed; the kept venue's name stays."""
    found = []
    for name in CHOSEN:
        if any(getattr(keep, part) != getattr(drop, part) for part in TOGETHER.get(name, (name,))):
            proposed = _proposed(name, keep, drop, drop_is_newer)
            found.append(Choice(name, getattr(keep, name), getattr(drop, name), proposed, name in UNITED))
    return found


def _proposed(name: str, keep: VenueFacts, drop: VenueFacts, drop_is_newer: bool) -> Pick:
    if name in UNITED:
        return Pick.BOTH
    if name == "name" or getattr(drop, name) in ABSENT:
        return Pick.KEEP
    if getattr(keep, name) in ABSENT:
        return Pick.DROP
    if name in LONG_TEXTS:
        return Pick.DROP if len(getattr(drop, name)) > len(getattr(keep, name)) else Pick.KEEP
    if name == "given" and keep.position_quality != drop.position_quality:
        finer = FINEST.index(drop.position_quality) < FINEST.index(keep.position_quality)
        return Pick.DROP if finer else Pick.KEEP
    return Pick.DROP if drop_is_newer else Pick.KEEP


def made_one(keep: VenueFacts, drop: VenueFacts, picks: Mapping[str, Pick], *, with_alias: bool) -> VenueFacts:
    """The facts as picked; what is not picked is the kept venue's. `with_alias` keeps the other name as an alias.

    Raises KeyError for a name that is no fact to choose.
    """
    values: dict[str, Any] = {}
    for name, pick in picks.items():
        if name not in CHOSEN:
            raise KeyError(name)
        if pick == Pick.DROP:
            values |= {part: getattr(drop, part) for part in TOGETHER.get(name, (name,))}
        elif pick == Pick.BOTH and name in UNITED:
            values[name] = _united(name, getattr(keep, name), getattr(drop, name))
    made = replace(keep, **values)
    other = [name for name in (keep.name, drop.name) if name != made.name] if with_alias else []
    aliases = tuple(alias for alias in dict.fromkeys([*made.aliases, *other]) if alias != made.name)
    return replace(made, aliases=aliases)


def _united(name: str, one: Iterable[Any], other: Iterable[Any]) -> tuple[Any, ...]:
    if name == "photos":
        return tuple({photo.image: photo for photo in [*other, *one][::-1]}.values())[::-1][:MOST_PHOTOS]
    return tuple(dict.fromkeys([*one, *other]))
