"""Units as the office keeps them: what they run and who works for them."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Membership, Role, Unit, UnitKind
from venues.models import Venue, VenueStatus


def units_listed(*, q: str = "", kind: str = "", today: date) -> QuerySet[Unit]:
    """Units whose name holds `q`, each with `venue_count`, `published_count` and `organizer_count` of a day."""
    found = Unit.objects.order_by("kind", "pk")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(short_name__icontains=q) | Q(name_en__icontains=q))
    if kind:
        found = found.filter(kind=kind)
    venues = Venue.objects.filter(operator=OuterRef("pk")).exclude(status=VenueStatus.MERGED).order_by()
    organizers = (
        Membership.objects.on(today)
        .filter(unit=OuterRef("pk"), role=Role.ORGANIZER, user__is_active=True)
        .order_by()
        .values("unit")
        .annotate(n=Count("user", distinct=True))
    )
    return found.annotate(
        venue_count=_counted(venues),
        published_count=_counted(venues.filter(status=VenueStatus.PUBLISHED)),
        organizer_count=Coalesce(Subquery(organizers.values("n")), 0),
    )


def _counted(venues: QuerySet[Venue]) -> Coalesce:
    return Coalesce(Subquery(venues.values("operator").annotate(n=Count("pk")).values("n")), 0)


def unit_kinds() -> list[tuple[str, object]]:
    """The kinds of units with their labels, for a filter."""
    return [(kind.value, kind.label) for kind in UnitKind]
