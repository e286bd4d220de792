"""Where the address of a merged venue leads."""

from accounts.permissions import VISITOR, Actor
from core.identifiers import is_public_id
from venues.models import Venue, VenueStatus


def leads_to(public_id: str, actor: Actor = VISITOR) -> str | None:
    """The identifier of the venue that a merged one has gone into; None unless the actor may see that one."""
    if not is_public_id(public_id):
        return None
    merged = Venue.objects.filter(public_id=public_id, status=VenueStatus.MERGED)
    target = Venue.objects.visible_to(actor).filter(pk__in=merged.values("merged_into"))
    return target.exclude(status=VenueStatus.MERGED).values_list("public_id", flat=True).first()
