"""Which public entries have not been stated to be true for a year."""

from datetime import date

from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from accounts.permissions import Actor
from core.clock import ZONE, months_before
from venues.models import Venue

DUE_AFTER_MONTHS = 12
OVERDUE_AFTER_MONTHS = 13


def verification_due(actor: Actor, today: date) -> QuerySet[Venue]:
    """The published venues that the actor keeps and that have to be verified, longest unverified first.

    Due is what was verified twelve months ago or earlier, or never. Demonstrations are left out.
    """
    return _due(Venue.objects.kept_by(actor), today)


def _due(kept: QuerySet[Venue], today: date) -> QuerySet[Venue]:
    limit = months_before(today, DUE_AFTER_MONTHS)
    return (
        kept.filter(Q(verified_on=None) | Q(verified_on__lte=limit), status="published", is_demonstration=False)
        .select_related("kind", "county", "operator")
        .order_by(F("verified_on").asc(nulls_first=True), "pk")
    )


def verification_overdue(actor: Actor, today: date) -> QuerySet[Venue]:
    """Of the due those that are overdue: thirteen months since the last time, or since the entry was made."""
    limit = months_before(today, OVERDUE_AFTER_MONTHS)
    made = TruncDate("created_at", tzinfo=ZONE)
    last = Coalesce("verified_on", made, output_field=DateField())
    return verification_due(actor, today).annotate(last=last).filter(last__lte=limit)


def is_verification_due(venue: Venue, today: date) -> bool:
    """Whether a venue would be in the list of due ones."""
    if venue.status != "published" or venue.is_demonstration:
        return False
    return venue.verified_on is None or venue.verified_on <= months_before(today, DUE_AFTER_MONTHS)


def is_verification_overdue(venue: Venue, today: date) -> bool:
    """Whether a due venue has waited for more than a month besides."""
    return is_verification_due(venue, today) and (
        venue.verified_on is not None and venue.verified_on <= months_before(today, OVERDUE_AFTER_MONTHS)
    )
