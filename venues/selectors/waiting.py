"""What waits for an actor among the venues."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from venues.models import ErrorReport, Venue, VenueStatus

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
    return [waiting for waiting in (_returned(actor), _open_reports(actor)) if waiting is not None]


def _returned(actor: Actor) -> Waiting | None:
    returned = Venue.objects.kept_by(actor).filter(status=VenueStatus.RETURNED).order_by("-updated_at")
    items = [WaitingItem(venue.name, reverse("workspace-venue", args=[venue.public_id])) for venue in returned[:SHOWN]]
    return Waiting(_("被退回的场馆"), reverse("workspace"), returned.count(), items) if items else None


def _open_reports(actor: Actor) -> Waiting | None:
    rows = ErrorReport.objects.kept_by(actor).open().select_related("venue").defer("contact").order_by("created_at")
    items = [
        WaitingItem(row.venue.name, reverse("workspace-report", args=[row.public_id]), str(row.get_kind_display()))
        for row in rows[:SHOWN]
    ]
    return Waiting(_("公众报错"), reverse("workspace-reports"), rows.count(), items) if items else None
