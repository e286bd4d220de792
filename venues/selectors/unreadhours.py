"""Stored opening hours that can't be read: the public sees that they are not known, and somebody has to mend them."""

from django.db.models import QuerySet

from accounts.permissions import Actor
from venues.hours.language import Unread
from venues.hours.parsing import read_hours
from venues.models import OpeningHours, Venue, VenueStatus


def unread_hours() -> list[int]:
    """The keys of the expressions that can't be read; reading one is remembered."""
    rows = OpeningHours.objects.values_list("pk", "expression")
    return [pk for pk, text in rows if isinstance(read_hours(text), Unread)]


def venues_with_unread_hours(actor: Actor) -> QuerySet[Venue]:
    """The venues that the actor keeps and whose hours can't be read; what is closed for good needs none."""
    rows = Venue.objects.kept_by(actor).filter(hours__in=unread_hours())
    return rows.exclude(status=VenueStatus.CLOSED).select_related("hours").order_by("name", "pk")
