"""Venues for maps and GIS: GeoJSON (RFC 7946) and KML 2.2, written one by one."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import IO, Any
from xml.etree import ElementTree

from core.geo import LonLat, lonlat
from core.sheets import Value
from venues.exports.columns import PROPERTIES, Reading
from venues.models import Venue, VenueKind

# What XML 1.0 can't hold, not even escaped.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
KML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
KML_TAIL = "</Document></kml>\n"


def write_geojson(stream: IO[bytes], venues: Iterable[Venue], reading: Reading) -> None:
    """A FeatureCollection in WGS 84, longitude first, six decimals; no place is a null geometry."""
    stream.write(b'{"type":"FeatureCollection","features":[')
    for number, venue in enumerate(venues):
        feature = json.dumps(_feature(venue, reading), ensure_ascii=False, separators=(",", ":"))
        stream.write((",\n" if number else "\n").encode() + feature.encode())
    stream.write(b"\n]}\n")


def _feature(venue: Venue, reading: Reading) -> dict[str, Any]:
    place = _place(venue)
    return {
        "type": "Feature",
        "id": venue.public_id,
        "geometry": None if place is None else {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {column.code: _plain_value(column.value(venue, reading)) for column in PROPERTIES},
    }


def _place(venue: Venue) -> LonLat | None:
    return lonlat(venue.point).rounded() if venue.point else None


def _plain_value(value: Value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def write_kml(stream: IO[bytes], name: str, venues: Iterable[Venue], reading: Reading) -> None:
    """A document with a style for each kind; a venue's facts are its extended data."""
    stream.write(KML_HEAD.encode())
    stream.write(_bytes(_text("name", name)))
    for kind in reading.words.kinds.values():
        stream.write(_bytes(_style(kind)))
    for venue in venues:
        stream.write(_bytes(_placemark(venue, reading)) + b"\n")
    stream.write(KML_TAIL.encode())


def _bytes(element: ElementTree.Element) -> bytes:
    return ElementTree.tostring(element, encoding="unicode").encode()


def _text(tag: str, text: str, **attributes: str) -> ElementTree.Element:
    element = ElementTree.Element(tag, attributes)
    element.text = NOT_IN_XML.sub("", text)
    return element


def _style(kind: VenueKind) -> ElementTree.Element:
    style = ElementTree.Element("Style", id=f"kind-{kind.identifier}")
    red, green, blue = kind.colour[1:3], kind.colour[3:5], kind.colour[5:7]
    ElementTree.SubElement(style, "IconStyle").append(_text("color", f"ff{blue}{green}{red}".lower()))
    return style


def _placemark(venue: Venue, reading: Reading) -> ElementTree.Element:
    placemark = ElementTree.Element("Placemark", id=f"venue-{venue.public_id}")
    placemark.append(_text("name", venue.label))
    placemark.append(_text("styleUrl", f"#kind-{venue.kind_id}"))
    data = ElementTree.SubElement(placemark, "ExtendedData")
    for column in PROPERTIES:
        value = _plain_value(column.value(venue, reading))
        if value is not None:
            entry = ElementTree.SubElement(data, "Data", name=column.code)
            entry.append(_text("displayName", str(column.title)))
            entry.append(_text("value", str(value)))
    place = _place(venue)
    if place is not None:
        ElementTree.SubElement(placemark, "Point").append(_text("coordinates", f"{place.lon:.6f},{place.lat:.6f}"))
    return placemark
