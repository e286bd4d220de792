"""What is known of the ground that sessions are held on."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from activities.facts import ActivityFacts
from activities.models import Activity, Session
from activities.rules import Ground, is_rural
from core import geo
from venues.models import RegionLevel, Venue
from venues.selectors.regions import regions_at

Said = Activity | ActivityFacts  # what it says for all its sessions
Marks = tuple[bool | None, bool | None]  # of the venue's township, of the area's
MarksOf = Callable[[int | None, Point | None], Marks]
NOWHERE = Q(activity__online=True, venue=None, point=None, place_name="", address="")


def marks_of(venue_id: int | None, point: Point | None) -> Marks:
    """What a place says by itself. Areas of townships are asked as far as the city's data has them."""
    venue = Venue.objects.filter(pk=venue_id).values_list("township__rural", flat=True).first() if venue_id else None
    if venue is not None or point is None:
        return venue, None
    town = regions_at(geo.lonlat(point)).get(RegionLevel.TOWNSHIP)
    return None, town.rural if town else None


def remembered_marks() -> MarksOf:
    """`marks_of` that asks once for each place."""
    return lru_cache(maxsize=None)(marks_of)


def rural_at(
    place: Mapping[str, Any], said: Said, stated: bool | None = None, marks: MarksOf = marks_of
) -> bool | None:
    """Whether a session at a place, by its columns, is in the countryside. `stated` is said of the session alone."""
    somewhere = any(place[name] for name in ("venue_id", "point", "place_name", "address"))
    if not somewhere and said.online:
        return is_rural(Ground(is_somewhere=False))
    venue, area = marks(place["venue_id"], place["point"])
    if stated is None:
        stated = said.rural_stated
    return is_rural(Ground(venue=venue, area=area, setting=said.setting, stated=stated))


def with_unknown_ground(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions of which nothing tells whether they are in the countryside; those held nowhere are not asked."""
    return sessions.filter(rural=None, cancelled_at=None).exclude(NOWHERE)


def is_rural_unknown(activity: Activity) -> bool:
    """Whether of a session of a stored activity it is not known."""
    return with_unknown_ground(Session.objects.filter(activity=activity)).exists()
