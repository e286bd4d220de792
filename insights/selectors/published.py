"""What was published of a year: read as it is, never counted for whoever looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from insights.figures import FIGURES
from insights.models import Publication
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number

Tables = Mapping[str, Mapping[str, Mapping[str, Number]]]


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line of a public table; a functional zone is part of the counties."""

    key: str
    label: str
    n: Number
    is_zone: bool = False


@dataclass(frozen=True, slots=True)
class PublicYear:
    """The public tables of a year; without `as_of` it has not been published."""

    year: int
    tables: Tables = field(default_factory=dict)
    demonstration: frozenset[str] = frozenset()
    as_of: datetime | None = None

    def total(self, figure: str) -> Number | None:
        return self.tables.get(figure, {}).get("", {}).get("")

    def along(self, figure: str, dimension: str) -> Mapping[str, Number]:
        """By key; an empty one is what activities have none of."""
        return self.tables.get(figure, {}).get(dimension, {})

    def lines(self, figure: str, dimension: str) -> list[PublicLine]:
        """A table's lines with their labels, in its order; after the counties the zones that lie in them."""
        found = self.along(figure, dimension)
        lines = [PublicLine(key, label, found[key]) for key, label in labels_of(dimension, found).items()]
        zones = self.along(figure, "zone") if dimension == "county" else {}
        return lines + [
            PublicLine(key, label, zones[key], is_zone=True) for key, label in labels_of("zone", zones).items()
        ]


def public_year(year: int) -> PublicYear:
    """What was last published of a year; one statement."""
    found = Publication.objects.filter(year=year).first()
    if found is None:
        return PublicYear(year)
    return PublicYear(year, found.tables, frozenset(found.demonstration) & set(FIGURES), found.published_at)


def latest_published(today: date) -> int:
    """The last year of which person-times were published; this one where there are none yet."""
    rows = Publication.objects.filter(year__lte=today.year).order_by("-year")
    years = rows.values_list("year", "tables__participations")
    return next((year for year, told in years if told.get("")), today.year)
