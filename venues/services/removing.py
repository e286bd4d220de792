"""Removing a draft that was never handed in: there is nothing yet that a record would have to keep."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict
from venues.models import VenueStatus
from venues.services.venues import locked_venue


@transaction.atomic
def remove_draft(*, venue_id: int, by: Actor) -> None:
    """Remove a draft with nothing behind it. Raises Conflict, NotFound."""
    venue = locked_venue(venue_id, by=by)
    refusal = Conflict("venue_in_use", _("这个场馆已有记录，不能删除。"))
    if venue.status != VenueStatus.DRAFT or venue.steps.exists() or venue.revisions.exists():
        raise refusal
    try:
        venue.delete()
    except ProtectedError as error:
        raise refusal from error
