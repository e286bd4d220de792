"""What an e-station's screen shows: what is near, what is on, and codes to take along."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.urls import reverse
from django.utils import translation

from activities.models import Session
from activities.selectors.coming import session_card, sessions_near
from core.geo import LonLat, lonlat
from core.language import in_language
from core.reference import read_city
from venues.hours.places import place_of
from venues.models import TourStop, Venue
from venues.query import Nearby, VenueQuery
from venues.selectors.features import Reading, venues_listed
from venues.selectors.opening import opening_json, opening_table, week_of
from venues.selectors.pages import admission_label, card
from venues.selectors.tours import stop_card
from venues.selectors.vocabulary import Words, words
from venues.stops import DAYS_A_WEEK

LANGUAGES = {"zh": "zh-hans", "en": "en"}
NEAR_SHOWN = 12
NEAR_RADIUS_M = 50_000
STOPS_SHOWN = 8
STOPS_RADIUS_KM = 60
KM_A_DEGREE = 100  # a little less than a degree of latitude is, so that nothing near is left out
MAP_ZOOM = 14
ACTIVITY_COLOUR = "#8a2f6b"


def kiosk_data(station: Venue, now: datetime) -> dict[str, Any]:
    """The screen's data in both languages, so that it can change them without a line."""
    found: dict[str, Any] = {"id": station.public_id, "qr": code(map_address(station))}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            found[short] = _in_language(station, now)
    return found


def _in_language(station: Venue, now: datetime) -> dict[str, Any]:
    known = words()
    place = lonlat(station.point) if station.point else None
    opening = opening_table(now).openings.get(station.hours_id) if station.hours_id else None
    return {
        "product": read_city().product_label,
        "name": station.label,
        "opening": opening_json(opening, now),
        "near": _near(station, place, now, known) if place else [],
        "on": whats_on(place, now),
    }


def whats_on(place: LonLat | None, now: datetime) -> list[dict[str, Any]]:
    """Activities and caravans' stops around a place in the coming week, the next first, the called off marked so."""
    sessions = sessions_near(place, now, days=DAYS_A_WEEK, km=STOPS_RADIUS_KM, most=STOPS_SHOWN)
    found: list[TourStop | Session] = [*_stops_near(place, now), *sessions]
    found.sort(key=lambda one: (one.starts_at, one.public_id))
    return [
        _stop(stop_card(one, now)) if isinstance(one, TourStop) else _session(one, now) for one in found[:STOPS_SHOWN]
    ]


def _stops_near(place: LonLat | None, now: datetime) -> list[TourStop]:
    stops = TourStop.objects.public().for_display().between(now, now + timedelta(days=DAYS_A_WEEK))
    if place is not None:
        span = STOPS_RADIUS_KM / KM_A_DEGREE
        box = (place.lon - span, place.lat - span, place.lon + span, place.lat + span)
        stops = stops.filter(point__bboverlaps=Polygon.from_bbox(box))
    return list(stops[:STOPS_SHOWN])


def _stop(stop: dict[str, Any]) -> dict[str, Any]:
    shown = "id name address region_name when note caravan colour kind is_now is_cancelled cancel_reason demonstration"
    return {
        **{name: stop[name] for name in shown.split()},
        "run_by": stop["caravan"],
        "qr": code(settings.SITE_URL + stop["url"]),
    }


def _session(session: Session, now: datetime) -> dict[str, Any]:
    shown = "id name address region_name when note unit places is_now is_cancelled cancel_reason demonstration"
    card = session_card(session, now)
    told = {name: card[name] for name in shown.split()}
    # A venue's name says more than its street.
    told["address"] = " · ".join(dict.fromkeys(filter(None, (card["where"], card["address"]))))
    qr = code(settings.SITE_URL + card["url"])
    return {**told, "run_by": card["unit"], "kind": "", "colour": ACTIVITY_COLOUR, "qr": qr}


def _near(station: Venue, place: LonLat, now: datetime, known: Words) -> list[dict[str, Any]]:
    """The nearest other venues, each with all that its own view shows."""
    near = Nearby(place, NEAR_RADIUS_M, NEAR_SHOWN + 1)
    features, _total = venues_listed(VenueQuery(), Reading.at(now), near=near, offset=0, limit=NEAR_SHOWN + 1)
    wanted = [feature for feature in features if feature["id"] != station.public_id][:NEAR_SHOWN]
    by_id = {
        venue.public_id: venue
        for venue in Venue.objects.select_related("hours").filter(public_id__in=[found["id"] for found in wanted])
    }
    return [_venue(card(feature, known), by_id[feature["id"]], now, known) for feature in wanted]


def _venue(shown: dict[str, Any], venue: Venue, now: datetime, known: Words) -> dict[str, Any]:
    told = "id name kind kind_label colour region_name address opening phone demonstration".split()
    return {
        **{name: shown[name] for name in told},
        "distance": shown["distance_text"],
        "admission": admission_label(venue.admission, known),
        "summary": in_language(venue.summary, venue.summary_en),
        "week": week_of(venue.hours.expression, now, place=place_of(venue.hours.near)) if venue.hours else [],
        "qr": code(settings.SITE_URL + shown["url"]),
    }


def map_address(station: Venue) -> str:
    """The public map around a station; its page where it has no place."""
    if station.point is None:
        return settings.SITE_URL + reverse("venue", args=[station.public_id])
    place = lonlat(station.point)
    return f"{settings.SITE_URL}{reverse('home')}?map={MAP_ZOOM}/{place.lat:.5f}/{place.lon:.5f}"


@lru_cache(maxsize=4096)
def code(address: str) -> str:
    """An address as a QR code: SVG in a data URI, dark on white in every colour scheme."""
    return segno.make(address, error="m").svg_data_uri(
        border=3, dark="#10282a", light="#fff", xmldecl=False, nl=False, omitsize=True
    )
