"""Coordinates out of what people paste: numbers, degrees with minutes, a map's share link. Pure.

What comes out is numbers with the datum that the source tells (None: it doesn't say). No text
that was pasted goes any further, and no link is ever opened.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.geo import Box, Datum, LonLat
from venues.placelinks import Link, LinkKind, link_in, place_in_link
from venues.placenumbers import datum_named, places_in_numbers, plain

MAX_TEXT = 2000
MAX_FOUND = 5


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A coordinate as it was given, the datum that the source tells, and the source."""

    place: LonLat
    datum: Datum | None
    source: str


class Unreadable(StrEnum):
    """Why a text gives no place."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SHORT_LINK = "short_link"  # leads to the place only by way of its maker's server
    LINK_WITHOUT_PLACE = "link_without_place"
    UNKNOWN_LINK = "unknown_link"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a text says: candidates, the likeliest first, or why there is none."""

    found: tuple[PlaceCandidate, ...] = ()
    problem: Unreadable | None = None


def read_places(text: str, bounds: Box) -> PlaceReading:
    """Read a pasted text; `bounds` of the city tell which of two bare numbers is the longitude."""
    if not text.strip():
        return PlaceReading(problem=Unreadable.EMPTY)
    if len(text) > MAX_TEXT:
        return PlaceReading(problem=Unreadable.TOO_LONG)
    text = plain(text)
    links = list(link_in(text))
    for link in links:
        found = place_in_link(link)
        if found is not None and _is_sound(found.place):
            return PlaceReading((PlaceCandidate(found.place, found.datum, link.kind.value),))
    for link in links:
        text = text.replace(link.text, " ")
    candidates = tuple(_numbers(text, bounds))[:MAX_FOUND]
    if candidates:
        return PlaceReading(candidates)
    return PlaceReading(problem=_why(links))


def _numbers(text: str, bounds: Box) -> Iterator[PlaceCandidate]:
    datum = datum_named(text)
    for place in places_in_numbers(text, bounds):
        if _is_sound(place):
            yield PlaceCandidate(place, datum, "text")


def _is_sound(place: LonLat) -> bool:
    """On the earth, and not the null that programs write where they know nothing."""
    return place.is_on_earth() and not (math.isclose(place.lon, 0) and math.isclose(place.lat, 0))


def _why(links: list[Link]) -> Unreadable:
    if not links:
        return Unreadable.NOTHING
    kinds = {link.kind for link in links}
    if any(link.is_short for link in links):
        return Unreadable.SHORT_LINK
    return Unreadable.UNKNOWN_LINK if kinds == {LinkKind.OTHER} else Unreadable.LINK_WITHOUT_PLACE
