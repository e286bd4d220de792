"""Activities at a venue that moves, is filed elsewhere, or goes into another."""

from collections.abc import Sequence

from activities.models import Activity, Session
from activities.services.rural import renew_rural
from venues.models import Venue
from venues.services import follows_merge, follows_move


@follows_merge
def move_activities(drop: Venue, keep: Venue) -> None:
    """What takes place at a merged venue takes place at the kept one; an address of its own stays."""
    for there in (Activity.objects.filter(venue=drop), Session.objects.filter(venue=drop)):
        there.filter(address=drop.address).update(address=keep.address)
        there.update(venue_id=keep.pk)
    follow_venues([keep])


@follows_move
def follow_venues(venues: Sequence[Venue]) -> None:
    """What takes place at a venue is where the venue is: on the map, in its county, in town or country."""
    for venue in venues:
        place = {"point": venue.point, "county_id": venue.county_id, "zone_id": venue.zone_id}
        for there in (Activity.objects.filter(venue=venue), Session.objects.filter(venue=venue)):
            there.update(**place)
    renew_rural(Session.objects.filter(venue__in=venues))
