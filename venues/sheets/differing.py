"""Facts that differ, in words: what the sheet's owner is shown before saying yes."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.hours.words import hours_words
from venues.models import VENUE_STATUS_LABELS, PositionQuality, VenueStatus, Vocabulary
from venues.selectors.vocabulary import Words
from venues.sheets.columns import VENUE_COLUMNS

LONGEST = 200
TERMS = {
    "admission": Vocabulary.ADMISSION,
    "audiences": Vocabulary.AUDIENCE,
    "accessibility": Vocabulary.ACCESSIBILITY,
}


@dataclass(frozen=True, slots=True)
class Wordings:
    """What identifiers are called."""

    words: Words
    units: Mapping[int, str]

    def of(self, name: str, value: Any) -> str:
        """A fact's value as a person reads it."""
        if value in (None, "", ()):
            return ""
        if isinstance(value, tuple):
            return "、".join(self.of(name, part) for part in value)
        if isinstance(value, GivenPlace):
            return f"{value.place.lon}, {value.place.lat}（{value.datum.value}）"
        if isinstance(value, GivenDesignation):
            return f"{self.words.term(Vocabulary.DESIGNATION_LEVEL, value.level)} {value.name} {value.batch}".strip()
        if isinstance(value, VenueStatus):
            return str(VENUE_STATUS_LABELS[value])
        if isinstance(value, PositionQuality):
            return str(value.label)
        if name == "opening_hours":
            return hours_words(str(value))[:LONGEST]
        return self._named(name, value)[:LONGEST]

    def _named(self, name: str, value: Any) -> str:
        if name in TERMS:
            return self.words.term(TERMS[name], value)
        if name in ("kind", "sub_kind"):
            kind = self.words.kinds.get(value) or self.words.sub_kinds.get(value)
            return kind.label if kind else str(value)
        if name in ("zone", "township"):
            region = self.words.regions.get(value)
            return region.label if region else str(value)
        return self.units.get(value, str(value)) if name == "operator_id" else str(value)


def differing(before: VenueFacts, after: VenueFacts, wordings: Wordings) -> list[dict[str, str]]:
    """Each fact that differs: its title, what is there and what will be."""
    titles = {"given": _("位置"), "status": _("状态")}
    found = []
    for fact in fields(VenueFacts):
        old, new = getattr(before, fact.name), getattr(after, fact.name)
        if old != new:
            title = titles.get(fact.name) or VENUE_COLUMNS.titles_of(fact.name)
            found.append({"field": title, "old": wordings.of(fact.name, old), "new": wordings.of(fact.name, new)})
    return found
