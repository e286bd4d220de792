"""The address of a merged venue leads to the one that it has gone into, for ever."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from accounts.permissions import VISITOR, Actor
from accounts.web.access import actor_of
from venues.selectors.merged import leads_to


def lead_on(request: HttpRequest, route: str, public_id: str, actor: Actor = VISITOR) -> HttpResponse:
    """A permanent redirect to the same page of the venue that stays. Raises Http404 where there is none to see."""
    target = leads_to(public_id, actor)
    if target is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address = reverse(route, args=[target]) + (f"?{query}" if query else "")
    # 308 keeps method and body: a form that was open during the merge still arrives.
    return HttpResponsePermanentRedirect(address, preserve_request=request.method not in ("GET", "HEAD"))


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
