"""A proposed change beside what the public sees: field by field, for whoever decides on it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.geo import LonLat, metres_between, to_wgs84
from venues.differences import COMPARED, brought_together, differences
from venues.facts import GivenPlace, VenueFacts
from venues.factsjson import facts_from_json
from venues.hours.sentences import why_not_told
from venues.hours.words import hours_words
from venues.models import Venue, VenueRevision
from venues.selectors.opening import week_of
from venues.selectors.wording import Units, label_of, lines_of, text_of, unit_names
from venues.selectors.workingcopy import facts_of
from venues.textmarks import Piece, marked

MARKED = frozenset({"name", "name_en", "summary", "summary_en", "address", "address_en", "admission_note", "source"})


class Show(StrEnum):
    """How two values are set beside each other."""

    TEXT = "text"
    WORDS = "words"  # with the changed words marked
    LIST = "list"
    PLACE = "place"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values."""

    text: str
    pieces: list[Piece] = field(default_factory=list)
    entries: list[tuple[str, bool]] = field(default_factory=list)  # and whether only on this side
    week: list[dict[str, Any]] = field(default_factory=list)
    place: LonLat | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact that would change. `base` is told where somebody else has changed it meanwhile."""

    name: str
    label: str
    show: Show
    before: Side
    after: Side
    is_conflict: bool = False
    base: str = ""
    metres: int | None = None

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.before, self.after


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact of a venue in words."""

    name: str
    label: str
    text: str


def compared(venue: Venue, revision: VenueRevision, now: datetime) -> list[Compared]:
    """What accepting a revision would change in the venue as it stands; facts already so are left out."""
    base, mine = facts_from_json(revision.base), facts_from_json(revision.proposed)
    theirs = facts_of(venue)
    together, conflicts = brought_together(base, mine, theirs)
    changes = differences(theirs, together)
    units = unit_names([state.operator_id for state in (base, theirs, together)])
    return [
        _row(change.name, change.before, change.after, units, now)
        if change.name not in conflicts
        else _in_conflict(change.name, change.before, change.after, getattr(base, change.name), units, now)
        for change in changes
    ]


def stated(facts: VenueFacts) -> list[Stated]:
    """All facts that are known, in words, in the order in which they are declared."""
    units = unit_names([facts.operator_id])
    found = (Stated(name, label_of(name), text_of(name, getattr(facts, name), units)) for name in COMPARED)
    return [fact for fact in found if fact.text]


def _in_conflict(name: str, before: Any, after: Any, base: Any, units: Units, now: datetime) -> Compared:
    row = _row(name, before, after, units, now)
    return Compared(row.name, row.label, row.show, row.before, row.after, True, text_of(name, base, units), row.metres)


def _row(name: str, before: Any, after: Any, units: Units, now: datetime) -> Compared:
    texts = Side(text_of(name, before, units)), Side(text_of(name, after, units))
    if name == "opening_hours":
        return Compared(name, label_of(name), Show.WEEK, _week(before, now), _week(after, now))
    if name == "given":
        one, other = _place(before), _place(after)
        metres = round(metres_between(one, other)) if one and other else None
        sides = Side(texts[0].text, place=one), Side(texts[1].text, place=other)
        return Compared(name, label_of(name), Show.PLACE, *sides, metres=metres)
    if isinstance(before, tuple) or isinstance(after, tuple):
        old, new = lines_of(name, before, units), lines_of(name, after, units)
        sides = _entries(texts[0].text, old, new), _entries(texts[1].text, new, old)
        return Compared(name, label_of(name), Show.LIST, *sides)
    if name in MARKED and before and after:
        first, second = marked(str(before), str(after))
        return Compared(name, label_of(name), Show.WORDS, Side(str(before), first), Side(str(after), second))
    return Compared(name, label_of(name), Show.TEXT, *texts)


def _entries(text: str, own: list[str], others: list[str]) -> Side:
    return Side(text, entries=[(entry, entry not in others) for entry in own])


def _week(expression: str, now: datetime) -> Side:
    readable = bool(expression) and not why_not_told(expression)
    return Side(hours_words(expression), week=week_of(expression, now) if readable else [])


def _place(given: GivenPlace | None) -> LonLat | None:
    return to_wgs84(given.place, given.datum).rounded() if given else None
