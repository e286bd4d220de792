"""A venue as its keepers see it: where it stands, what to do next, and what has been done with it."""

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from core.clock import city_day
from core.geo import lonlat
from core.web.paging import page_number
from venues.deeds import Deed, deeds_for
from venues.differences import differences
from venues.models import RevisionState, Step, Venue, VenueStatus
from venues.selectors.comparison import stated
from venues.selectors.timeline import timeline
from venues.selectors.verification import is_verification_due
from venues.selectors.workingcopy import WorkingCopy, facts_of, working_copy
from venues.web.leading import leads_on
from venues.web.mapdata import base_map_data, kind_data
from venues.web.workspace.finding import kept_venue

ON_THE_WAY = {VenueStatus.DRAFT: 1, VenueStatus.RETURNED: 1, VenueStatus.SUBMITTED: 2, VenueStatus.PUBLISHED: 3}


@require_safe
@staff_page
@leads_on
def venue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Status, next steps, facts and record of one venue."""
    found = kept_venue(public_id, actor_of(request))
    return render(request, "venues/workspace/venue.html", venue_context(request, found, timezone.now()))


def venue_context(request: HttpRequest, found: Venue, now: datetime) -> dict[str, Any]:
    """All that the venue's page shows to who has come."""
    actor: Actor = actor_of(request)
    copy = working_copy(found)
    deeds = deeds_for(actor, copy, city_day(now))
    page = page_number(request)
    entries, more = timeline(found, page)
    public_url = settings.SITE_URL + reverse("venue", args=[found.public_id])
    return {
        "venue": found,
        "copy": copy,
        "primary": deeds[0] if deeds and deeds[0] is not Deed.WITHDRAW else "",
        "deeds": deeds,
        "at": ON_THE_WAY.get(VenueStatus(found.status), 0),
        "returned": last_return(found, copy),
        "changed": changed_count(copy),
        "due": is_verification_due(found, city_day(now)),
        "today": city_day(now),
        "facts": stated(facts_of(found)),
        "entries": entries,
        "page": page,
        "older": page + 1 if more else None,
        "public_url": public_url,
        "qr": segno.make(public_url, error="m").svg_data_uri(border=2),
        "page_data": map_data(found),
    }


def map_data(found: Venue) -> dict[str, Any]:
    """What a small map of one venue needs; nothing where the venue has no place."""
    if found.point is None:
        return {}
    place = lonlat(found.point)
    kinds = {found.kind_id: kind_data(found.kind)}
    return {**base_map_data(), "lon": place.lon, "lat": place.lat, "kind": found.kind_id, "kinds": kinds}


def last_return(found: Venue, copy: WorkingCopy) -> str:
    """Why the venue or its change was sent back, while it is."""
    if copy.revision is not None and copy.revision.state == RevisionState.RETURNED:
        return copy.revision.reason
    if found.status != VenueStatus.RETURNED:
        return ""
    step = found.steps.filter(step=Step.RETURNED).first()
    return step.reason if step else ""


def changed_count(copy: WorkingCopy) -> int:
    """How many facts the open change differs in."""
    return len(differences(facts_of(copy.venue), copy.facts)) if copy.revision is not None else 0
