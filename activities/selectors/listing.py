"""Sessions that the public can go to, by day."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import cos, radians

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Polygon
from django.contrib.gis.measure import D
from django.db.models import F, Q

from activities.models import Activity, Session
from activities.models.session import SessionQuerySet
from activities.query import ActivityQuery, Near
from activities.selectors.offers import Offer, offers_of
from core.clock import city_day, day_start
from core.geo import point
from venues.selectors.opening import day_text

PAGE_SIZE = 50
METRES_OF_A_DEGREE = 110_500  # of latitude, the least there is: the box is never too small


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session with the way to a place in it."""

    session: Session
    offer: Offer


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day with its sessions."""

    text: str
    is_today: bool
    sessions: list[ListedSession]


def sessions_found(query: ActivityQuery, now: datetime, *, also_over: bool = False) -> SessionQuerySet:
    """The public sessions that a query asks for, in their order; cancelled ones are among them, ended ones if asked.

    One statement with all that a list shows.
    """
    start, end = day_start(query.first), day_start(query.last + timedelta(days=1))
    found = Session.objects.public().between(start if also_over else max(start, now), end)
    if query.text:
        found = found.filter(_named(query.text))
    if query.region:
        found = found.filter(Q(county=query.region) | Q(zone=query.region))
    found = _of_activities(found, query)
    if query.venue:
        found = found.filter(venue__public_id=query.venue)
    if query.box:
        found = found.filter(point__bboverlaps=Polygon.from_bbox(astuple(query.box)))
    if query.near:
        found = _around(found, query.near)
    if query.free:
        found = found.live().filter(Q(capacity=None) | Q(capacity__gt=F("seats_taken")))
    return found.select_related("activity__unit", "venue", "county").order_by("starts_at", "id")


def _around(found: SessionQuerySet, near: Near) -> SessionQuerySet:
    """The sessions around a place; each tells `distance`, along the ground. The box is what an index can answer."""
    tall = near.radius_m / METRES_OF_A_DEGREE
    wide = min(180.0, tall / max(0.01, cos(radians(near.place.lat))))
    west, south, east, north = (
        near.place.lon - wide,
        near.place.lat - tall,
        near.place.lon + wide,
        near.place.lat + tall,
    )
    here = point(near.place)
    boxed = found.filter(point__bboverlaps=Polygon.from_bbox((west, south, east, north)))
    annotated: SessionQuerySet = boxed.annotate(distance=Distance("point", here, spheroid=True))
    return annotated.filter(point__distance_lte=(here, D(m=near.radius_m), "spheroid"))


def _named(text: str) -> Q:
    """Part of what an activity is called, of its summary or of its unit's name."""
    in_activity = Q(activity__title__icontains=text) | Q(activity__summary__icontains=text)
    return in_activity | Q(activity__unit__name__icontains=text)


def _of_activities(found: SessionQuerySet, query: ActivityQuery) -> SessionQuerySet:
    """What is asked of the sessions' activities."""
    if query.audience:
        found = found.filter(activity__audiences__contains=[query.audience])
    if query.form:
        found = found.filter(activity__form=query.form)
    if query.topic:
        found = found.filter(activity__topics__contains=[query.topic])
    if query.campaign:
        # A sub-query keeps an activity of two years' campaigns of one name from standing twice.
        found = found.filter(activity__in=Activity.objects.filter(campaigns__identifier=query.campaign))
    if query.unit:
        found = found.filter(activity__unit__public_id=query.unit)
    return found


def sessions_listed(query: ActivityQuery, now: datetime) -> tuple[list[ListedDay], bool]:
    """A page of the sessions found, by day, and whether more follow."""
    found = sessions_found(query, now)
    offset = (query.page - 1) * PAGE_SIZE
    rows = list(found[offset : offset + PAGE_SIZE + 1])
    today, offers = city_day(now), offers_of(rows[:PAGE_SIZE], now)
    days = [
        ListedDay(day_text(day), day == today, [ListedSession(row, offers[row.pk]) for row in group])
        for day, group in groupby(rows[:PAGE_SIZE], key=lambda row: city_day(row.starts_at))
    ]
    return days, len(rows) > PAGE_SIZE
