"""What the venues' pages show."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import city_day
from core.geo import LonLat, lonlat
from core.language import in_language
from venues.hours.words import public_hours_words
from venues.models import PositionQuality, Venue, Vocabulary
from venues.navigation import navigation_links
from venues.query import Nearby, VenueQuery
from venues.selectors.features import Reading, venues_listed
from venues.selectors.opening import opening_json, opening_table, week_of
from venues.selectors.photos import shown_photos
from venues.selectors.tours import coming_stops
from venues.selectors.vocabulary import Words, words

NEARBY_SHOWN = 6
NEARBY_RADIUS_M = 20_000
METRES_TO = 995  # from here on kilometres are told


def card(feature: dict[str, Any], known: Words) -> dict[str, Any]:
    """A Feature as a list's card."""
    facts = feature["properties"]
    lon, lat = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    return {
        **facts,
        "id": feature["id"],
        "lon": lon,
        "lat": lat,
        "distance_m": facts.get("distance_m"),
        "distance_text": distance_text(facts.get("distance_m")),
        "colour": known.kinds[facts["kind"]].colour,
        "url": reverse("venue", args=[feature["id"]]),
        "admission_label": admission_label(facts["admission"], known),
    }


def distance_text(metres: float | None) -> str:
    """“850 米” or “2.3 公里”; empty without a distance."""
    if metres is None:
        return ""
    if metres < METRES_TO:
        return _("%(metres)d 米") % {"metres": round(metres, -1)}
    return _("%(kilometres).1f 公里") % {"kilometres": metres / 1000}


def admission_label(identifier: str, known: Words) -> str:
    """The label of an admission, empty where it is not known."""
    return "" if identifier == "unknown" else known.term(Vocabulary.ADMISSION, identifier)


def venue_page(venue: Venue, now: datetime) -> dict[str, Any]:
    """Everything on a venue's page; `venue` comes from `for_display()`."""
    known = words()
    opening = opening_table(now).openings.get(venue.hours_id) if venue.hours_id else None
    place = lonlat(venue.point) if venue.point else None
    address = in_language(venue.address, venue.address_en)
    target = lonlat(venue.entrances[0]) if venue.entrances else place
    summary = in_language(venue.summary, venue.summary_en)
    return {
        "id": venue.public_id,
        "name": venue.label,
        "name_other": venue.name if venue.label != venue.name else venue.name_en,
        "aliases": venue.aliases,
        "kind": venue.kind_id,
        "kind_label": venue.kind.label,
        "sub_kind_label": venue.sub_kind.label if venue.sub_kind else "",
        "region": venue.county_id,
        "region_name": venue.county.label if venue.county else "",
        "zone_name": venue.zone.label if venue.zone else "",
        "address": address,
        "summary": summary,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "position_quality": venue.position_quality,
        "is_approximate": venue.position_quality == PositionQuality.APPROXIMATE,
        "opening": opening_json(opening, now),
        "hours_words": public_hours_words(venue.hours.expression) if venue.hours else "",
        "week": week_of(venue.hours.expression, now, place=place) if venue.hours else [],
        "designations": designations(venue, now, known),
        "photos": shown_photos(venue),
        "navigation": navigation_links(target, venue.name, venue.address) if target else [],
        "facts": facts(venue, known),
        "admission_label": admission_label(venue.admission, known),
        "admission_note": venue.admission_note,
        "booking_url": venue.booking_url,
        "phone": venue.phone,
        "website": venue.website,
        "demonstration": venue.is_demonstration,
        "verified_on": venue.verified_on,
        "stops": coming_stops(venue, now) if venue.kind.is_mobile else [],
        "nearby": nearby_cards(venue, place, now, known) if place else [],
        "url": settings.SITE_URL + reverse("venue", args=[venue.public_id]),
    }


def designations(venue: Venue, now: datetime, known: Words) -> list[dict[str, Any]]:
    """The titles of a venue with their level's label and whether they are in force."""
    today = city_day(now)
    return [
        {
            "level_label": known.term(Vocabulary.DESIGNATION_LEVEL, title.level),
            "name": title.name,
            "batch": title.batch,
            "valid_until": title.valid_until,
            "in_force": title.valid_until is None or title.valid_until >= today,
        }
        for title in venue.designations.all()
    ]


def facts(venue: Venue, known: Words) -> list[dict[str, str]]:
    """Known facts as label and value; what is not known is left out."""

    def labels(vocabulary: Vocabulary, identifiers: list[str]) -> str:
        return _("、").join(known.term(vocabulary, identifier) for identifier in identifiers)

    year = venue.opened_on.year if venue.opened_on else venue.opened_year
    rows = [
        (_("适合人群"), labels(Vocabulary.AUDIENCE, venue.audiences)),
        (_("无障碍与便利设施"), labels(Vocabulary.ACCESSIBILITY, venue.accessibility)),
        (_("建筑面积"), _("%(area)s 平方米") % {"area": f"{venue.floor_area_m2:,}"} if venue.floor_area_m2 else ""),
        (_("年参观人次"), f"{venue.annual_visitors:,}" if venue.annual_visitors else ""),
        (_("开放年份"), str(year) if year else ""),
        (_("运营单位"), venue.operator.name if venue.operator else ""),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def nearby_cards(venue: Venue, place: LonLat, now: datetime, known: Words) -> list[dict[str, Any]]:
    """The nearest other venues."""
    near = Nearby(place, NEARBY_RADIUS_M, NEARBY_SHOWN + 1)
    found, _total = venues_listed(VenueQuery(), Reading.at(now), near=near, offset=0, limit=NEARBY_SHOWN + 1)
    return [card(feature, known) for feature in found if feature["id"] != venue.public_id][:NEARBY_SHOWN]


def json_ld(page: dict[str, Any], schema_type: str, image: str) -> dict[str, Any]:
    """A venue in schema.org's words."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": schema_type,
        "@id": page["url"],
        "name": page["name"],
        "url": page["url"],
        "image": image,
    }
    if page["address"]:
        found["address"] = {
            "@type": "PostalAddress",
            "streetAddress": page["address"],
            "addressLocality": page["region_name"],
            "addressCountry": "CN",
        }
    if page["lon"] is not None:
        found["geo"] = {"@type": "GeoCoordinates", "longitude": page["lon"], "latitude": page["lat"]}
    optional = {"telephone": page["phone"], "description": page["summary"], "alternateName": page["name_other"]}
    found |= {name: value for name, value in optional.items() if value}
    if page["website"]:
        found["sameAs"] = page["website"]
    return found
