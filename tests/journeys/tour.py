"""A caravan with stops of the present and the next week, for the journeys; taken away again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.permissions import SYSTEM
from core.geo import LonLat, lonlat
from core.search import remove_entry
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, TourStop, Venue, VenueStatus
from venues.query import SEARCH_TYPE
from venues.services import save_stop, save_venue
from venues.stops import StopFacts, Week


@dataclass(frozen=True)
class Tour:
    caravan: str
    names: list[str]  # of this week, day by day
    next_week: str


def place_of(venue: Venue | None) -> LonLat:
    if venue is not None:
        return lonlat(venue.point)
    return lonlat(Region.objects.counties().order_by("code")[0].label_point)


@contextmanager
def touring(blocker: Any, *names: str, near: str = "") -> Iterator[Tour]:
    """Stops of this week named so, one a day from today on; the last also in the next week."""
    with blocker.unblock():
        now = timezone.now()
        facts = VenueFacts(name="旅程大篷车", kind="caravan", status=VenueStatus.PUBLISHED)
        caravan = save_venue(facts=facts, by=SYSTEM, now=now)
        place = place_of(Venue.objects.filter(public_id=near).first())
        week = Week.of(now)
        for number, name in enumerate([*names, names[-1]]):
            # The last hours of Sunday, backwards: whenever the journey is made, they are still to come.
            start = week.end - timedelta(hours=4) - timedelta(minutes=30 * number)
            if number == len(names):
                start = week.end + timedelta(days=2, hours=10)
            given = GivenPlace(LonLat(place.lon + 0.01 * number, place.lat))
            stop = StopFacts(name=name, given=given, starts_at=start, ends_at=start + timedelta(minutes=30))
            save_stop(caravan_id=caravan.pk, facts=stop, by=SYSTEM, now=now)
    try:
        yield Tour(caravan.public_id, list(reversed(names)), str(week.moved(1)))
    finally:
        with blocker.unblock():
            TourStop.objects.filter(caravan=caravan).delete()
            remove_entry(SEARCH_TYPE, caravan.public_id)
            Venue.objects.filter(pk=caravan.pk).delete()
