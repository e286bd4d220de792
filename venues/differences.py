"""What differs between two states of a venue's facts, and how changes are brought together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from venues.facts import VenueFacts

# Not for whoever edits: these follow from the workflow or from where the entry came from.
NOT_COMPARED = frozenset({"status", "is_demonstration", "reference", "verified_on", "closed_on"})
COMPARED = tuple(field.name for field in fields(VenueFacts) if field.name not in NOT_COMPARED)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that two states tell differently."""

    name: str
    before: Any
    after: Any


def differences(before: VenueFacts, after: VenueFacts) -> list[Difference]:
    """The facts that differ, in the order in which they are declared."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in COMPARED)
    return [Difference(name, old, new) for name, old, new in pairs if old != new]


def brought_together(base: VenueFacts, mine: VenueFacts, theirs: VenueFacts) -> tuple[VenueFacts, list[str]]:
    """`theirs` with what `mine` changes against `base`, and the names of facts that both changed differently.

    In a conflict `mine` stands.
    """
    changed = {change.name: change.after for change in differences(base, mine)}
    conflicts = [
        name
        for name, value in changed.items()
        if getattr(theirs, name) != getattr(base, name) and getattr(theirs, name) != value
    ]
    return replace(theirs, **changed), conflicts


def chosen(mine: VenueFacts, theirs: VenueFacts, take_theirs: Iterable[str]) -> VenueFacts:
    """`mine`, but with `theirs` where asked. Raises KeyError for a name that is no fact to choose."""
    names = set(take_theirs)
    if unknown := names - set(COMPARED):
        raise KeyError(", ".join(sorted(unknown)))
    return replace(mine, **{name: getattr(theirs, name) for name in names})
