"""Activities at a venue that goes into another."""

from activities.models import Activity, Session
from activities.services.places import is_rural
from venues.models import Venue
from venues.services import follows_merge


@follows_merge
def move_activities(drop: Venue, keep: Venue) -> None:
    """What takes place at a merged venue takes place at the kept one; an address of its own stays."""
    place = {"venue_id": keep.pk, "point": keep.point, "county_id": keep.county_id, "zone_id": keep.zone_id}
    Activity.objects.filter(venue=drop, rural_stated=None).update(rural=is_rural(place))
    for there in (Activity.objects.filter(venue=drop), Session.objects.filter(venue=drop)):
        there.filter(address=drop.address).update(address=keep.address)
        there.update(**place)
