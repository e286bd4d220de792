"""The reference data's vocabulary as values, remembered for as long as it is true."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.versions import data_version
from venues.models import Region, RegionLevel, Term, VenueKind, Vocabulary
from venues.rules import Known


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that a filter, a form or a page may name, in order."""

    kinds: Mapping[str, VenueKind]  # primary kinds
    sub_kinds: Mapping[str, VenueKind]
    terms: Mapping[str, Mapping[str, Term]]  # by vocabulary
    regions: Mapping[str, Region]  # without boundaries

    def term(self, vocabulary: Vocabulary, identifier: str) -> str:
        """A term's label in the language of the moment."""
        found = self.terms[vocabulary].get(identifier)
        return found.label if found else identifier

    def choices(self) -> tuple[Region, ...]:
        """Counties and functional zones, in order."""
        levels = {RegionLevel.COUNTY, RegionLevel.FUNCTIONAL_ZONE}
        return tuple(region for region in self.regions.values() if region.level in levels)


def words() -> Words:
    """The vocabulary of the data version of the moment."""
    return _words(data_version("venues"))


@lru_cache(maxsize=2)
def _words(version: int) -> Words:
    every = list(VenueKind.objects.select_related("group"))
    terms: dict[str, dict[str, Term]] = {vocabulary.value: {} for vocabulary in Vocabulary}
    for term in Term.objects.all():
        terms[term.vocabulary][term.identifier] = term
    return Words(
        kinds={kind.identifier: kind for kind in every if kind.parent_id is None},
        sub_kinds={kind.identifier: kind for kind in every if kind.parent_id is not None},
        terms=terms,
        regions={region.code: region for region in Region.objects.defer("boundary")},
    )


def known_vocabulary() -> Known:
    """What a venue's facts may refer to, read afresh: a service decides by it."""
    found = _words.__wrapped__(0)
    by_level: dict[str, set[str]] = {}
    for region in found.regions.values():
        by_level.setdefault(region.level, set()).add(region.code)
    return Known(
        sub_kinds={
            identifier: {sub.identifier for sub in found.sub_kinds.values() if sub.parent_id == identifier}
            for identifier in found.kinds
        },
        mobile_kinds={kind.identifier for kind in found.kinds.values() if kind.is_mobile},
        audiences=set(found.terms[Vocabulary.AUDIENCE]),
        accessibility=set(found.terms[Vocabulary.ACCESSIBILITY]),
        admissions=set(found.terms[Vocabulary.ADMISSION]),
        levels=set(found.terms[Vocabulary.DESIGNATION_LEVEL]),
        zones=by_level.get(RegionLevel.FUNCTIONAL_ZONE, set()),
        townships=by_level.get(RegionLevel.TOWNSHIP, set()),
    )
