"""Hours: one function totals them, and every page, document and figure uses it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from volunteers.models import ServiceKind, ServiceRecord, ServiceState
from volunteers.rules import minutes_to_next_star, stars_of


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes by where they stand. Only `final` counts in documents; `added` is its part that nobody signed for."""

    final: int = 0
    added: int = 0
    noticed: int = 0
    waiting: int = 0
    records: int = 0
    volunteers: int = 0

    @property
    def stars(self) -> int:
        return stars_of(self.final)

    @property
    def to_next_star(self) -> int | None:
        return minutes_to_next_star(self.final)


FINAL = Q(state=ServiceState.FINAL)
SUMS = {
    "final": Sum("minutes", filter=FINAL, default=0),
    "added": Sum("minutes", filter=FINAL & Q(kind=ServiceKind.ADDED), default=0),
    "noticed": Sum("minutes", filter=Q(state__in=[ServiceState.CONFIRMED, ServiceState.OBJECTED]), default=0),
    "waiting": Sum("minutes", filter=Q(state=ServiceState.RECORDED), default=0),
    "records": Count("pk", filter=FINAL),
    "volunteers": Count("volunteer", filter=FINAL, distinct=True),
}


def total(services: QuerySet[ServiceRecord]) -> Hours:
    """The hours of some records of service; one query."""
    return Hours(**services.order_by().aggregate(**SUMS))


def totals_by(services: QuerySet[ServiceRecord], *keys: str) -> dict[tuple[object, ...], Hours]:
    """The hours of some records by columns; volunteers are counted within each and never added up."""
    named = {f"n_{name}": sums for name, sums in SUMS.items()}
    return {
        tuple(row[key] for key in keys): Hours(**{name: row[f"n_{name}"] for name in SUMS})
        for row in services.order_by().values(*keys).annotate(**named)
    }
