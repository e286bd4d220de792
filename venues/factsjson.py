"""A venue's facts as JSON and back: what a revision, an import or a merge keeps of them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from core.geo import Datum, LonLat
from venues.facts import GivenDesignation, GivenPhoto, GivenPlace, VenueFacts
from venues.models.venue import PositionQuality, VenueStatus

DAYS = ("opened_on", "closed_on", "verified_on")
WORDS = ("aliases", "audiences", "accessibility")


def facts_to_json(facts: VenueFacts) -> dict[str, Any]:
    """Facts as JSON values; days are ISO 8601, places lon, lat and their datum."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, dict):
            return {name: plain(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        return value

    found: dict[str, Any] = plain(asdict(facts))
    return found


def facts_from_json(stored: Mapping[str, Any]) -> VenueFacts:
    """The facts of `facts_to_json`; a member that is missing has its default, an unknown one is left out."""
    known = {field.name for field in fields(VenueFacts)}
    values = {name: value for name, value in stored.items() if name in known}
    for name in DAYS:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    for name in WORDS:
        values[name] = tuple(values.get(name) or ())
    values["status"] = VenueStatus(values.get("status", VenueStatus.DRAFT))
    values["position_quality"] = PositionQuality(values.get("position_quality", PositionQuality.APPROXIMATE))
    values["given"] = _place(values["given"]) if values.get("given") else None
    values["entrances"] = tuple(_place(place) for place in values.get("entrances") or ())
    values["designations"] = tuple(_designation(title) for title in values.get("designations") or ())
    values["photos"] = tuple(GivenPhoto(**photo) for photo in values.get("photos") or ())
    return VenueFacts(**values)


def _place(stored: Mapping[str, Any]) -> GivenPlace:
    return GivenPlace(LonLat(stored["place"]["lon"], stored["place"]["lat"]), Datum(stored["datum"]))


def _designation(stored: Mapping[str, Any]) -> GivenDesignation:
    days = {name: date.fromisoformat(stored[name]) if stored[name] else None for name in ("valid_from", "valid_until")}
    return GivenDesignation(stored["level"], stored["name"], stored["batch"], **days)
