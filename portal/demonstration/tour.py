"""The demonstration's caravan and its tour: made up, and marked so."""

from dataclasses import replace
from datetime import date, datetime, time

from django.db.models.functions import Length
from django.utils import timezone

from accounts.models import Unit
from accounts.permissions import SYSTEM
from core import geo
from core.clock import ZONE
from venues.facts import GivenPlace, VenueFacts
from venues.models import Venue, VenueKind, VenueStatus
from venues.services import save_stop, save_venue
from venues.stops import StopFacts, Week

REFERENCE = "demonstration-caravan"
WEEKS = 4
# Day of the week, from, to, what the caravan brings.
PLAN = (
    (0, time(9, 30), time(11, 30), "机器人与声光电展品，欢迎全校同学。"),
    (1, time(14, 30), time(16, 30), "移动天象厅，每场 20 人，现场排队。"),
    (2, time(9, 0), time(11, 0), ""),
    (3, time(9, 30), time(11, 30), "农技专家同行，可带作物样品来问。"),
    (4, time(15, 0), time(17, 0), "防灾减灾体验，家长可同来。"),
    (5, time(10, 0), time(11, 30), ""),
    (5, time(14, 30), time(17, 0), "3D 打印体验。"),
)


def make_demonstration_tour(*, unit: Unit, now: datetime | None = None) -> Venue | None:
    """A caravan that does not exist, with stops from the present week on; a second call changes nothing.

    It stops at places of the map in several counties. None where the city has no mobile kind or no places.
    """
    now = now or timezone.now()
    kind = VenueKind.objects.filter(is_mobile=True).order_by("rank").first()
    places = demonstration_places()
    if kind is None or not places:
        return None
    caravan = Venue.objects.filter(reference=REFERENCE).first()
    if caravan is None:
        caravan = save_venue(facts=replace(FACTS, kind=kind.pk, operator_id=unit.pk), by=SYSTEM, now=now)
    if caravan.stops.exists():
        return caravan
    monday = Week.of(now)
    for number in range(WEEKS):
        for index, (day, start, end, note) in enumerate(PLAN):
            place = places[(index + number * len(PLAN)) % len(places)]
            facts = stop_at(place, monday.moved(number).days[day], start, end, note)
            save_stop(caravan_id=caravan.pk, facts=facts, by=SYSTEM, now=now)
    return caravan


FACTS = VenueFacts(
    name="演示科普大篷车",
    name_en="Demonstration science caravan",
    kind="",
    status=VenueStatus.PUBLISHED,
    summary="用来展示行程功能的大篷车，不是真实车辆。",
    summary_en="A caravan that shows how tours work; there is no such vehicle.",
    admission="free",
    reference=REFERENCE,
    is_demonstration=True,
    source="演示",
)


def demonstration_places() -> list[Venue]:
    """Published places with an address, of different counties by turns."""
    found = Venue.objects.published().exclude(point=None).exclude(address="").exclude(county=None)
    by_county: dict[str, list[Venue]] = {}
    for venue in found.order_by(Length("name"), "reference", "pk")[:200]:
        by_county.setdefault(str(venue.county_id), []).append(venue)
    rows = [by_county[code][:3] for code in sorted(by_county)]
    return [row[turn] for turn in range(3) for row in rows if turn < len(row)]


def stop_at(place: Venue, day: date, start: time, end: time, note: str) -> StopFacts:
    """A stop before a venue's door."""
    assert place.point is not None
    return StopFacts(
        name=place.name,
        name_en=place.name_en,
        address=place.address,
        address_en=place.address_en,
        given=GivenPlace(geo.lonlat(place.point)),
        starts_at=datetime.combine(day, start, ZONE),
        ends_at=datetime.combine(day, end, ZONE),
        note=note,
    )
