"""Geometry: the only place that knows SRIDs, axis order, datums and metres.

Coordinates are (longitude, latitude) in degrees everywhere. Stored points are WGS 84
(EPSG:4326); China's official CGCS 2000 agrees with it to well under a metre. Maps of
高德 and 腾讯 give GCJ-02 and 百度 gives BD-09, both shifted by hundreds of metres.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import geocoordinates_ffi as datums
from django.contrib.gis.geos import Point

WGS84_SRID = 4326
WEB_MERCATOR_SRID = 3857
WORLD_HALF_M = 20_037_508.342789244
COORDINATE_DECIMALS = 6
EARTH_RADIUS_M = 6_371_008.8


class Datum(StrEnum):
    """The reference that a coordinate was given in."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


@dataclass(frozen=True, slots=True)
class LonLat:
    """A place in degrees, longitude first; the datum is told by the context."""

    lon: float
    lat: float

    def is_on_earth(self) -> bool:
        """Finite and within ±180, ±90."""
        return math.isfinite(self.lon) and math.isfinite(self.lat) and -180 <= self.lon <= 180 and -90 <= self.lat <= 90

    def rounded(self) -> "LonLat":
        """At most six decimals, a tenth of a metre."""
        return LonLat(round(self.lon, COORDINATE_DECIMALS), round(self.lat, COORDINATE_DECIMALS))


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, place: LonLat, *, margin: float = 0.0) -> bool:
        """Whether a place lies in the box, or within `margin` degrees of it."""
        return (
            self.west - margin <= place.lon <= self.east + margin
            and self.south - margin <= place.lat <= self.north + margin
        )


def to_wgs84(place: LonLat, datum: Datum) -> LonLat:
    """Undo a datum's shift; the inverse of GCJ-02 iterates (error below 0.2 m)."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return place
    if datum is Datum.BD09:
        found = datums.bd09_to_wgs84_refined(datums.Bd09(lat=place.lat, lon=place.lon))
    else:
        found = datums.gcj02_to_wgs84_refined(datums.Gcj02(lat=place.lat, lon=place.lon))
    return LonLat(found.lon, found.lat)


def bd09_of_mercator(x: float, y: float) -> LonLat:
    """The BD-09 degrees of 百度's own Mercator metres, as its map's addresses carry them."""
    found = datums.baidu_mercator_to_bd09(datums.BaiduMercator(x=x, y=y))
    return LonLat(found.lon, found.lat)


def from_wgs84(place: LonLat, datum: Datum) -> LonLat:
    """Shift a WGS 84 place to what a map of the datum expects."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return place
    origin = datums.Wgs84(lat=place.lat, lon=place.lon)
    if datum is Datum.BD09:
        bd = datums.wgs84_to_bd09(origin)
        return LonLat(bd.lon, bd.lat)
    gcj = datums.wgs84_to_gcj02(origin)
    return LonLat(gcj.lon, gcj.lat)


def metres_between(one: LonLat, other: LonLat) -> float:
    """Metres on a sphere between two places of one datum; within 0.6 % of the ellipsoid's."""
    lat_one, lat_other = math.radians(one.lat), math.radians(other.lat)
    half_lat, half_lon = (lat_other - lat_one) / 2, math.radians(other.lon - one.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat_one) * math.cos(lat_other) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def box_around(point: str, metres: str) -> str:
    """SQL of a box (SRID 4326) that holds all within some metres of a point; both are SQL expressions.

    For indexes of plain geometries, below 80° of latitude: the true distance must still be asked for. A degree of
    latitude has at least 110,574 m, one of longitude 111,320 m times the cosine; 1 % more makes up for the ellipsoid.
    """
    return f"ST_Expand({point}, 1.01 * {metres} / (111320 * cos(radians(ST_Y({point})))), 1.01 * {metres} / 110574)"


def point(place: LonLat) -> Point:
    """A GEOS point in WGS 84."""
    return Point(place.lon, place.lat, srid=WGS84_SRID)


def lonlat(stored: Point) -> LonLat:
    """The place of a stored WGS 84 point."""
    return LonLat(stored.x, stored.y)
