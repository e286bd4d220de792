"""Sessions that are still to come, as a map's list, a venue's page and a screen show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.geos import Polygon
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.facts import RegistrationMode
from activities.models import Session
from activities.models.session import SessionQuerySet
from activities.query import ActivityQuery
from activities.selectors.listing import sessions_found
from activities.selectors.offers import LEFT_LABELS, places_left
from activities.wording import when_text, where_text
from core.geo import LonLat, lonlat, metres_between, point
from venues.selectors.pages import distance_text

COMING_DAYS = 60
HERE_SHOWN = 5
AROUND_SHOWN = 4
AROUND_KM = 5
KM_A_DEGREE = 100  # a little less than a degree of latitude is, so that nothing near is left out


@dataclass(frozen=True, slots=True)
class Around:
    """What takes place at a venue, and near it."""

    here: list[dict[str, Any]]
    near: list[dict[str, Any]]


def session_card(session: Session, now: datetime, here: LonLat | None = None) -> dict[str, Any]:
    """A session in the language of the moment, with the metres from `here`; it comes with activity, unit, county."""
    activity, place = session.activity, lonlat(session.point) if session.point else None
    metres = metres_between(here, place) if here and place else None
    return {
        "id": session.public_id,
        "name": activity.label,
        "url": reverse("activity", args=[activity.public_id]),
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "address": session.address,
        "region_name": session.county.label if session.county else "",
        "unit": activity.unit.name,
        "places": places_text(session),
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "distance_text": distance_text(metres),
        "note": session.note,
        "is_now": session.starts_at <= now < session.ends_at,
        "is_moved": session.first_starts_at is not None,
        "is_cancelled": session.cancelled_at is not None or activity.status == "cancelled",
        "cancel_reason": session.cancel_reason or activity.cancel_reason,
        "demonstration": activity.is_demonstration,
    }


def places_text(session: Session) -> str:
    """Whether one can still have a place, without asking who waits."""
    if session.activity.registration == RegistrationMode.NONE:
        return _("无需报名")
    return str(LEFT_LABELS[places_left(session)])


def sessions_on_map(query: ActivityQuery, now: datetime, *, near: LonLat | None = None) -> SessionQuerySet:
    """What the map's list shows: sessions that take place, the nearest first where a place is given."""
    found = sessions_found(query, now).live()
    if near is None:
        return found
    return found.exclude(point=None).order_by(GeometryDistance("point", point(near)), "starts_at", "id")


def around_venue(venue_id: int, place: LonLat | None, now: datetime) -> Around:
    """The next sessions at a venue, and each activity's next within 5 km, the nearest first: two queries."""
    coming = _coming(now, COMING_DAYS)
    here = coming.filter(venue=venue_id).order_by("starts_at", "id")[:HERE_SHOWN]
    near: Sequence[Session] = []
    if place is not None:
        within = coming.filter(point__bboverlaps=box_around(place, AROUND_KM)).exclude(venue=venue_id)
        firsts = within.order_by("activity", "starts_at", "id").distinct("activity").values("pk")
        by_distance = GeometryDistance("point", point(place))
        near = [
            session
            for session in _shown(Session.objects.filter(pk__in=firsts)).order_by(by_distance, "id")[:AROUND_SHOWN]
            if session.point and metres_between(place, lonlat(session.point)) <= AROUND_KM * 1000
        ]
    return Around(
        [session_card(session, now) for session in _shown(here)],
        [session_card(session, now, place) for session in near],
    )


def sessions_near(place: LonLat | None, now: datetime, *, days: int, km: int, most: int) -> list[Session]:
    """Public sessions of the coming days around a place, the next first, those called off among them."""
    found = Session.objects.public().between(now, now + timedelta(days=days)).order_by("starts_at", "id")
    if place is not None:
        found = found.filter(point__bboverlaps=box_around(place, km))
    return list(_shown(found)[:most])


def box_around(place: LonLat, km: int) -> Polygon:
    """A box of degrees that holds all within so many kilometres."""
    span = km / KM_A_DEGREE
    return Polygon.from_bbox((place.lon - span, place.lat - span, place.lon + span, place.lat + span))


def _coming(now: datetime, days: int) -> SessionQuerySet:
    return Session.objects.public().live().between(now, now + timedelta(days=days))


def _shown(found: SessionQuerySet) -> SessionQuerySet:
    return found.select_related("activity__unit", "venue", "county")
