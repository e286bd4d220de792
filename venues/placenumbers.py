"""Two numbers in a text as a place: signs, degrees and minutes, Chinese words, either order. Pure."""

import re
from dataclasses import dataclass

from core.geo import Box, Datum, LonLat

# Full-width ASCII (U+FF01–U+FF5E) and what stands for a sign of ASCII.
_PLAIN = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    ord(sign): ord(meant) for sign, meant in {"\u3000": " ", "−": "-", "–": "-", "º": "°", "˚": "°", "、": ","}.items()
}

LAT_WORDS = "北纬|南纬|纬度|latitude|lat"
LON_WORDS = "东经|西经|经度|longitude|lng|long|lon"
COORDINATE = re.compile(
    rf"(?:(?P<word>{LAT_WORDS}|{LON_WORDS}|(?<![a-zA-Z])[NSEW](?![a-zA-Z]))[\"']?\s{{0,4}}[:=]?\s{{0,4}})?"
    r"(?<![0-9.])(?P<degrees>[-+]?[0-9]{1,3}(?:\.[0-9]{1,15})?)(?![0-9.])"
    r"(?:\s{0,2}[°度]\s{0,2}"
    r"(?:(?P<minutes>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s{0,2}['′’‘分]\s{0,2}"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,12})?)\s{0,2}(?:[\"″”“秒]|''|′′|’’)\s{0,2})?)?"
    r"|(?P<bare>))"
    r"\s{0,2}(?P<side>[NSEW](?![a-zA-Z])|北|南|东|西)?",
    re.IGNORECASE,
)
LATITUDE = {"北纬", "南纬", "纬度", "latitude", "lat", "n", "s", "北", "南"}
LONGITUDE = {"东经", "西经", "经度", "longitude", "lng", "long", "lon", "e", "w", "东", "西"}
NEGATIVE = {"南纬", "西经", "s", "w", "南", "西"}
MOST_NUMBERS = 40
BESIDE_BOUNDS = 0.2  # degrees: more than any datum's shift

DATUM_NAMES = (
    (Datum.BD09, re.compile(r"bd-?09|百度", re.IGNORECASE)),
    (Datum.GCJ02, re.compile(r"gcj-?02|火星坐标|高德|腾讯", re.IGNORECASE)),
    (Datum.CGCS2000, re.compile(r"cgcs-?2000|国家2000|大地2000|天地图", re.IGNORECASE)),
    (Datum.WGS84, re.compile(r"wgs-?84|\bgps\b", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    axis: str  # "lon", "lat" or ""
    is_exact: bool  # written with decimals, degrees or a word before: no house number


def plain(text: str) -> str:
    """The text with full-width signs made ordinary."""
    return text.translate(_PLAIN)


def datum_named(text: str) -> Datum | None:
    """The one datum that a text names; None where it names none, or several."""
    named = [datum for datum, name in DATUM_NAMES if name.search(text)]
    return named[0] if len(named) == 1 else None


def places_in_numbers(text: str, bounds: Box) -> list[LonLat]:
    """The places that two numbers of a text may mean: one, or both orders where nothing tells."""
    numbers = [number for number in _numbers(text) if number.is_exact]
    lons = [number.value for number in numbers if number.axis == "lon"]
    lats = [number.value for number in numbers if number.axis == "lat"]
    if lons and lats:
        return [LonLat(lons[0], lats[0])]
    if len(numbers) < 2:
        return []
    first, second = numbers[0], numbers[1]
    if first.axis or second.axis:
        return [_by_one_axis(first, second)]
    return _by_bounds(first.value, second.value, bounds)


def _by_one_axis(first: _Number, second: _Number) -> LonLat:
    lon_first = first.axis == "lon" or second.axis == "lat"
    return LonLat(first.value, second.value) if lon_first else LonLat(second.value, first.value)


def _by_bounds(first: float, second: float, bounds: Box) -> list[LonLat]:
    orders = [LonLat(first, second), LonLat(second, first)]
    possible = [place for place in orders if place.is_on_earth()]
    inside = [place for place in possible if bounds.holds(place, margin=BESIDE_BOUNDS)]
    return inside or possible


def _numbers(text: str) -> list[_Number]:
    found: list[_Number] = []
    for match in COORDINATE.finditer(text):
        found.append(_number(match))
        if len(found) == MOST_NUMBERS:
            break
    return found


def _number(match: re.Match[str]) -> _Number:
    degrees, minutes, seconds = (match[name] for name in ("degrees", "minutes", "seconds"))
    value = abs(float(degrees)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    words = {(match[name] or "").lower() for name in ("word", "side")}
    # “N24.3 E109.4” may be read with a side before or after: a word before the number wins.
    told = (match["word"] or match["side"] or "").lower()
    axis = "lat" if told in LATITUDE else "lon" if told in LONGITUDE else ""
    if degrees.startswith("-") or words & NEGATIVE:
        value = -value
    return _Number(value, axis, "." in degrees or match["bare"] is None or bool(match["word"]))
