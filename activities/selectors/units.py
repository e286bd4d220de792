"""Units as activities need them."""

from django.db.models import Q, QuerySet

from accounts.models import Unit
from accounts.permissions import Actor


def units_posted_for(actor: Actor, *also: int | None) -> QuerySet[Unit]:
    """The units in whose name an actor may post, as `can_post_for` decides, and those that stand already."""
    units = Unit.objects.order_by("name")
    if actor.sees_all:
        return units
    own = Q(pk__in=[*actor.organizer_of, *(pk for pk in also if pk)])
    return units.filter(own | Q(county_code__in=actor.reviewer_of_counties) & ~Q(county_code=""))
