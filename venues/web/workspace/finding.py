"""Finding what a workspace address names, for who acts."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Actor
from accounts.web.access import actor_of
from venues.models import Venue
from venues.web.leading import lead_on


def kept_venue(public_id: str, actor: Actor) -> Venue:
    """A venue that the actor keeps, with all that a page shows. Raises Http404."""
    found = Venue.objects.kept_by(actor).for_display().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def leads_on(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one venue by `public_id`: for a merged one it leads to the same page of the one that stays."""

    @wraps(page)
    def found(request: HttpRequest, public_id: str, **more: str) -> HttpResponse:
        try:
            return page(request, public_id, **more)
        except Http404:
            match = request.resolver_match
            if match is None or match.url_name is None or more:
                raise
            return lead_on(request, match.url_name, public_id, actor_of(request))

    return found
