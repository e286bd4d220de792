"""Finding what a workspace address names, for who acts."""

from django.http import Http404

from accounts.permissions import Actor
from venues.models import Venue


def kept_venue(public_id: str, actor: Actor) -> Venue:
    """A venue that the actor keeps, with all that a page shows. Raises Http404."""
    found = Venue.objects.kept_by(actor).for_display().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
