"""Working out where an activity or a session takes place."""

from typing import Any

from django.utils.translation import gettext as _

from activities.facts import Where
from core import geo
from core.errors import Invalid
from venues.models import Venue, VenueStatus
from venues.selectors.regions import county_at

NOWHERE: dict[str, Any] = {
    "venue_id": None,
    "place_name": "",
    "address": "",
    "point": None,
    "given_lon": None,
    "given_lat": None,
    "given_datum": geo.Datum.WGS84,
    "county_id": None,
    "zone_id": None,
}


def placed(where: Where) -> dict[str, Any]:
    """The columns of a place; a venue's are taken over from it. Raises Invalid."""
    if where.venue_id is not None:
        return _at_venue(where)
    if not where:
        return dict(NOWHERE)
    values = {**NOWHERE, "place_name": where.name, "address": where.address, "zone_id": where.zone or None}
    if where.given is None:
        return values
    place = geo.to_wgs84(where.given.place, where.given.datum).rounded()
    county = county_at(place) if place.is_on_earth() else None
    if county is None:
        sentence = _("这个位置不在本市的县区范围内，请检查坐标和坐标系。")
        raise Invalid("place_outside", sentence, fields={"where": [sentence]})
    return values | {
        "point": geo.point(place),
        "given_lon": where.given.place.lon,
        "given_lat": where.given.place.lat,
        "given_datum": where.given.datum,
        "county_id": county,
    }


def _at_venue(where: Where) -> dict[str, Any]:
    venue = Venue.objects.filter(pk=where.venue_id or 0).first()
    while venue is not None and venue.status == VenueStatus.MERGED:
        venue = venue.merged_into
    if venue is None:
        sentence = _("没有找到所选的场馆。")
        raise Invalid("place_venue", sentence, fields={"where": [sentence]})
    return {
        **NOWHERE,
        "venue_id": venue.pk,
        "place_name": where.name,
        "address": where.address or venue.address,
        "point": venue.point,
        "county_id": venue.county_id,
        "zone_id": venue.zone_id,
    }
