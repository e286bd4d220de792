"""A caravan and stops for the tests of tours."""

from dataclasses import replace
from datetime import datetime, timedelta

from accounts.permissions import SYSTEM
from core.geo import LonLat, lonlat
from tests.conftest import NOON
from venues.facts import GivenPlace, VenueFacts
from venues.models import Region, TourStop, Venue, VenueStatus
from venues.services import save_stop, save_venue
from venues.stops import StopFacts

HOUR = timedelta(hours=1)


def make_caravan(name: str = "测试大篷车", **facts: object) -> Venue:
    whole = VenueFacts(name=name, kind="caravan", status=VenueStatus.PUBLISHED)
    return save_venue(facts=replace(whole, **facts), by=SYSTEM, now=NOON)  # type: ignore[arg-type]


def inside(number: int = 0) -> LonLat:
    """A place well within a county."""
    return lonlat(Region.objects.counties().order_by("code")[number].label_point)


def stop_facts(start: datetime = NOON + HOUR, *, hours: float = 2, **facts: object) -> StopFacts:
    whole = StopFacts(
        name="测试村小学操场", given=GivenPlace(inside()), starts_at=start, ends_at=start + timedelta(hours=hours)
    )
    return replace(whole, **facts)  # type: ignore[arg-type]


def make_stop(caravan: Venue, start: datetime = NOON + HOUR, *, hours: float = 2, **facts: object) -> TourStop:
    return save_stop(caravan_id=caravan.pk, facts=stop_facts(start, hours=hours, **facts), by=SYSTEM, now=NOON)
