"""What waits for an actor among the venues."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from venues.models import Venue, VenueStatus

SHOWN = 5


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing to do and the page where it is done."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Things of one sort that wait: how many, and the first of them."""

    title: str
    url: str
    count: int
    items: list[WaitingItem]


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """The sorts of which something waits."""
    returned = Venue.objects.kept_by(actor).filter(status=VenueStatus.RETURNED).order_by("-updated_at")
    items = [WaitingItem(venue.name, reverse("workspace-venue", args=[venue.public_id])) for venue in returned[:SHOWN]]
    return [Waiting(_("被退回的场馆"), reverse("workspace"), returned.count(), items)] if items else []
