"""Public activities for programs: GeoJSON, schema.org."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from activities.models import Activity, ActivityStatus, Session
from activities.query import ActivityQuery
from activities.selectors.listing import sessions_found
from activities.selectors.offers import places_left
from activities.wording import where_text
from core.clock import city_time
from core.disclosure import told_size
from core.geo import lonlat
from core.language import in_language
from venues.models import Vocabulary
from venues.selectors.vocabulary import Words, words


def session_features(query: ActivityQuery, now: datetime, *, limit: int) -> tuple[list[dict[str, Any]], bool]:
    """A page of the sessions that a query finds, as GeoJSON Features (WGS 84), and whether more follow."""
    offset = (query.page - 1) * limit
    rows = list(sessions_found(query, now)[offset : offset + limit + 1])
    known = words()
    return [_with_distance(feature_of(session, known), session) for session in rows[:limit]], len(rows) > limit


def _with_distance(feature: dict[str, Any], session: Session) -> dict[str, Any]:
    """How far a session is from where was asked, in metres; None where nobody asked."""
    distance = getattr(session, "distance", None)
    feature["properties"]["distance_m"] = None if distance is None else round(distance.m, 1)
    return feature


def feature_of(session: Session, known: Words) -> dict[str, Any]:
    activity = session.activity
    place = lonlat(session.point) if session.point else None
    properties = {
        "activity": activity.public_id,
        "title": activity.label,
        "summary": in_language(activity.summary, activity.summary_en),
        "unit": activity.unit.public_id,
        "unit_name": activity.unit.name,
        "form": activity.form,
        "form_label": known.term(Vocabulary.ACTIVITY_FORM, activity.form) if activity.form else "",
        "topics": activity.topics,
        "audiences": activity.audiences,
        "starts_at": moment(session.starts_at),
        "ends_at": moment(session.ends_at),
        "online": activity.online,
        "venue": session.venue.public_id if session.venue else None,
        "place": where_text(session),
        "address": session.address,
        "region": session.county_id,
        "region_name": session.county.label if session.county else None,
        "registration": str(activity.registration),
        "capacity": told_size(session.capacity),
        "places_left": str(places_left(session)),
        "moved_from": moment(session.first_starts_at) if session.first_starts_at else None,
        "cancelled": is_off(session),
        "cancel_reason": session.cancel_reason or activity.cancel_reason,
        "url": address_of(activity),
        "demonstration": activity.is_demonstration,
    }
    geometry = {"type": "Point", "coordinates": [place.lon, place.lat]} if place else None
    return {"type": "Feature", "id": session.public_id, "geometry": geometry, "properties": properties}


def is_off(session: Session) -> bool:
    """Whether a session does not take place."""
    return session.cancelled_at is not None or session.activity.status == ActivityStatus.CANCELLED


def moment(value: datetime) -> str:
    """A moment in the city's time with its offset, ISO 8601."""
    return city_time(value).isoformat(timespec="seconds")


def address_of(activity: Activity) -> str:
    """The public page's whole address."""
    return settings.SITE_URL + reverse("activity", args=[activity.public_id])


def event_ld(activity: Activity, sessions: Sequence[Session], image: str) -> dict[str, Any] | None:
    """schema.org's Event: one for a session, one around several; None without any."""
    if not sessions:
        return None
    events = [_event(activity, session, image) for session in sessions]
    if len(events) == 1:
        return {"@context": "https://schema.org", **events[0]}
    first, last = sessions[0], max(sessions, key=lambda session: session.ends_at)
    whole = _event(activity, first, image) | {"endDate": moment(last.ends_at), "subEvent": events}
    return {"@context": "https://schema.org", **whole}


def _event(activity: Activity, session: Session, image: str) -> dict[str, Any]:
    state = "EventCancelled" if is_off(session) else "EventRescheduled" if session.first_starts_at else "EventScheduled"
    online, on_site = activity.online, session.venue_id is not None or bool(session.place_name)
    mode = "Mixed" if online and on_site else "Online" if online else "Offline"
    found: dict[str, Any] = {
        "@type": "Event",
        "name": activity.label,
        "description": in_language(activity.summary, activity.summary_en),
        "startDate": moment(session.starts_at),
        "endDate": moment(session.ends_at),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "organizer": {"@type": "Organization", "name": activity.unit.name},
        "location": _location(activity, session, on_site=on_site),
        "isAccessibleForFree": True,
        "image": [image],
        "url": address_of(activity),
    }
    if session.first_starts_at:
        found["previousStartDate"] = moment(session.first_starts_at)
    if told_size(session.capacity):
        found["maximumAttendeeCapacity"] = session.capacity
    return found


def _location(activity: Activity, session: Session, *, on_site: bool) -> dict[str, Any]:
    if not on_site:
        return {"@type": "VirtualLocation", "url": address_of(activity)}
    address = {"@type": "PostalAddress", "streetAddress": session.address, "addressCountry": "CN"}
    found: dict[str, Any] = {"@type": "Place", "name": where_text(session), "address": address}
    if session.point is not None:
        place = lonlat(session.point)
        found["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return found
