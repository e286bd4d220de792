"""Places in the links that maps share, each in its maker's order and datum. Pure: nothing is opened."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from core.geo import Datum, LonLat, bd09_of_mercator

LINK = re.compile(
    r"(?:https?|[a-z]{2,20}map|amapuri|androidamap|iosamap|qqmap)://[^\s<>\"'，。；】）]{1,1500}|geo:[^\s]{1,300}",
    re.IGNORECASE,
)
MAX_LINKS = 5
MAX_PARAMETERS = 60
NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,15})?"
PAIR = re.compile(rf"\s*({NUMBER})\s*[,;]\s*({NUMBER})(?![0-9.])")
SHORT_HOSTS = (
    "surl.amap.com",
    "j.map.baidu.com",
    "maps.app.goo.gl",
    "goo.gl",
    "osm.org",
    "dwz.cn",
    "t.cn",
    "url.cn",
    "maps.apple",
)


class LinkKind(StrEnum):
    """Whose link it is."""

    AMAP = "amap"
    BAIDU = "baidu"
    TENCENT = "tencent"
    APPLE = "apple"
    OSM = "osm"
    GOOGLE = "google"
    GEO = "geo"
    OTHER = "other"


KINDS: tuple[tuple[LinkKind, tuple[str, ...], tuple[str, ...]], ...] = (
    (LinkKind.AMAP, ("amap.com", "gaode.com"), ("amapuri", "androidamap", "iosamap")),
    (LinkKind.BAIDU, ("map.baidu.com",), ("baidumap", "bdapp")),
    (LinkKind.TENCENT, ("map.qq.com",), ("qqmap",)),
    (LinkKind.APPLE, ("maps.apple.com", "maps.apple"), ()),
    (LinkKind.OSM, ("openstreetmap.org", "osm.org"), ()),
    (LinkKind.GOOGLE, ("google.com", "google.cn", "google.com.hk", "goo.gl"), ("comgooglemaps",)),
    (LinkKind.GEO, (), ("geo",)),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stood in the text."""

    text: str
    kind: LinkKind
    parts: SplitResult

    @property
    def is_short(self) -> bool:
        """Whether only its maker's server knows where it leads."""
        return (self.parts.hostname or "") in SHORT_HOSTS


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """The coordinate of a link and the datum that it means (None: it doesn't say)."""

    place: LonLat
    datum: Datum | None


def link_in(text: str) -> Iterator[Link]:
    """The links of a text, the first few."""
    for number, match in enumerate(LINK.finditer(text)):
        if number == MAX_LINKS:
            return
        try:
            parts = urlsplit(match[0])
            host = parts.hostname or ""
        except ValueError:
            continue
        yield Link(match[0], _kind_of(parts.scheme.lower(), host), parts)


def _kind_of(scheme: str, host: str) -> LinkKind:
    for kind, hosts, schemes in KINDS:
        if scheme in schemes or any(host == own or host.endswith(f".{own}") for own in hosts):
            return kind
    return LinkKind.OTHER


def place_in_link(link: Link) -> LinkPlace | None:
    """The place that a link carries, if it carries one."""
    try:
        values = dict(reversed(parse_qsl(link.parts.query, max_num_fields=MAX_PARAMETERS)))
    except ValueError:
        values = {}
    return READERS[link.kind](link.parts, values)


def _lat_lon(text: str | None) -> LonLat | None:
    match = PAIR.match(text or "")
    return LonLat(float(match[2]), float(match[1])) if match else None


def _lon_lat(text: str | None) -> LonLat | None:
    match = PAIR.match(text or "")
    return LonLat(float(match[1]), float(match[2])) if match else None


def _two(values: Mapping[str, str], *names: tuple[str, str]) -> LonLat | None:
    """Longitude and latitude in two parameters of their own."""
    for lon, lat in names:
        found = _lon_lat(f"{values.get(lon, '')},{values.get(lat, '')}")
        if found is not None:
            return found
    return None


def _first(*places: LonLat | None) -> LonLat | None:
    return next((place for place in places if place is not None), None)


def _amap(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    _poi, _comma, after = values.get("p", "").partition(",")  # p=id,lat,lon,name,address
    place = _first(
        _lon_lat(values.get("position")),
        _lon_lat(values.get("to")),
        _lon_lat(values.get("center")),
        _lon_lat(values.get("lnglat")),
        _lat_lon(values.get("q")),
        _lat_lon(after),
        _two(values, ("lng", "lat"), ("lon", "lat"), ("dlon", "dlat")),
    )
    is_gps = values.get("coordinate") == "wgs84" or values.get("dev") == "1"
    return LinkPlace(place, Datum.WGS84 if is_gps else Datum.GCJ02) if place else None


BAIDU_TYPES = {"bd09ll": Datum.BD09, "gcj02": Datum.GCJ02, "wgs84": Datum.WGS84, "bd09mc": Datum.BD09}
MERCATOR_FROM = 1000.0  # no degree is as large


def _baidu(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    metres = re.search(rf"@({NUMBER}),({NUMBER})", parts.path)
    if metres:
        return _baidu_place(LonLat(float(metres[1]), float(metres[2])), Datum.BD09)
    told = values.get("coord_type", "bd09ll").lower()
    spelled = re.search(rf"latlng:({NUMBER},{NUMBER})", values.get("destination", ""))
    place = _first(
        *(_lat_lon(values.get(name)) for name in ("location", "latlng", "destination")),
        _lat_lon(spelled[1]) if spelled else None,
        _lon_lat(values.get("c")),
        _two(values, ("lng", "lat"), ("x", "y")),
    )
    return _baidu_place(place, BAIDU_TYPES.get(told)) if place else None


def _baidu_place(place: LonLat, datum: Datum | None) -> LinkPlace:
    if abs(place.lon) > MERCATOR_FROM or abs(place.lat) > MERCATOR_FROM:
        # `location` is latitude first in degrees, but x first in metres: x is the larger one in China.
        x, y = sorted((place.lon, place.lat), reverse=True)
        return LinkPlace(bd09_of_mercator(x, y), Datum.BD09)
    return LinkPlace(place, datum)


def _tencent(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    marker = re.search(rf"coord:({NUMBER},{NUMBER})", values.get("marker", ""))
    place = _first(
        _lat_lon(marker[1]) if marker else None,
        *(_lat_lon(values.get(name)) for name in ("tocoord", "coord", "center", "latlng", "loc")),
        _two(values, ("pointx", "pointy"), ("lng", "lat"), ("lon", "lat")),
    )
    return LinkPlace(place, Datum.WGS84 if values.get("coord_type") == "1" else Datum.GCJ02) if place else None


def _apple(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    """Within China Apple's map is in GCJ-02, as what it shares."""
    place = _first(*(_lat_lon(values.get(name)) for name in ("coordinate", "ll", "q", "daddr", "center", "sll")))
    return LinkPlace(place, Datum.GCJ02) if place else None


def _osm(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    view = re.search(rf"map=[0-9.]{{1,6}}/({NUMBER})/({NUMBER})", parts.fragment)
    place = _two(values, ("mlon", "mlat"), ("lon", "lat"))
    if place is None and view:
        place = LonLat(float(view[2]), float(view[1]))
    return LinkPlace(place, Datum.WGS84) if place else None


def _google(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    """Its streets in China are in GCJ-02, its pictures in WGS 84: the link doesn't tell."""
    pin = re.search(rf"!3d({NUMBER})!4d({NUMBER})", parts.path)
    view = re.search(rf"@({NUMBER}),({NUMBER})", parts.path)
    seen = pin or view
    place = LonLat(float(seen[2]), float(seen[1])) if seen else None
    place = _first(place, *(_lat_lon(values.get(name)) for name in ("q", "query", "ll", "center", "daddr")))
    return LinkPlace(place, None) if place else None


def _geo(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    """RFC 5870; phones write `geo:0,0?q=lat,lon(name)`."""
    asked = _lat_lon(values.get("q"))
    place = asked or _lat_lon(unquote(parts.path))
    return LinkPlace(place, Datum.WGS84) if place else None


def _other(parts: SplitResult, values: Mapping[str, str]) -> LinkPlace | None:
    return None


Reader = Callable[[SplitResult, Mapping[str, str]], LinkPlace | None]
READERS: dict[LinkKind, Reader] = {
    LinkKind.AMAP: _amap,
    LinkKind.BAIDU: _baidu,
    LinkKind.TENCENT: _tencent,
    LinkKind.APPLE: _apple,
    LinkKind.OSM: _osm,
    LinkKind.GOOGLE: _google,
    LinkKind.GEO: _geo,
    LinkKind.OTHER: _other,
}
