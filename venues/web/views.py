"""The venues' public pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.permissions import actor_for
from core.clock import city_day
from core.web.scripts import script_json
from venues.icons import sprite
from venues.models import Venue, VenueStatus
from venues.selectors.pages import json_ld, venue_page
from venues.selectors.vocabulary import words
from venues.web.leading import lead_on
from venues.web.mapdata import base_map_data, kind_data
from venues.web.sections import sections_of


@require_safe
@cache_control(private=True, no_cache=True)
def venue(request: HttpRequest, public_id: str) -> HttpResponse:
    """One venue; what the visitor may not see does not exist."""
    now = timezone.now()
    actor = actor_for(request.user, city_day(now))
    found = Venue.objects.visible_to(actor).for_display().filter(public_id=public_id).first()
    if found is None or found.status == VenueStatus.MERGED:
        return lead_on(request, "venue", public_id, actor)
    page = venue_page(found, now)
    photos = page["photos"]
    image = settings.SITE_URL + (photos[0].urls["page"] if photos else static("img/icon-512.png"))
    context = {
        "venue": page,
        "kind": found.kind,
        "status": found.status,
        "sections": sections_of(found, now),
        "json_ld": script_json(json_ld(page, found.kind.schema_type, image)),
        "page_data": {
            **base_map_data(),
            "lon": page["lon"],
            "lat": page["lat"],
            "kind": found.kind_id,
            "kinds": {found.kind_id: kind_data(found.kind)},
        },
    }
    return render(request, "venues/venue.html", context)


def kind_sprite(request: HttpRequest) -> HttpResponse:
    """The kinds' pictograms as one SVG of symbols."""
    body = sprite({identifier: kind.icon for identifier, kind in words().kinds.items()})
    return HttpResponse(body, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})
