"""What takes place at and near a venue, on the venue's page."""

from datetime import datetime

from activities.selectors.coming import around_venue
from core.geo import lonlat
from venues.models import Venue
from venues.web.sections import Section


def activities_around(venue: Venue, now: datetime) -> Section | None:
    """The section of a venue's page; None where nothing is coming."""
    found = around_venue(venue.pk, lonlat(venue.point) if venue.point else None, now)
    if not found.here and not found.near:
        return None
    return "activities/_around_venue.html", {"around": found, "venue": venue.public_id}
