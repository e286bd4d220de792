"""Where an expression is read: the sun rises by the place, everything else doesn't ask for it."""

from core.geo import LonLat
from venues.hours.language import Hours
from venues.hours.parsing import read_hours

DECIMALS = 1  # a tenth of a degree is half a minute of sun


def near_of(text: str, place: LonLat | None) -> str:
    """The rounded place, “109.4,24.3”, whose sun an expression follows; empty where it follows none."""
    read = read_hours(text)
    if place is None or not isinstance(read, Hours) or not read.is_about_the_sun:
        return ""
    return f"{place.lon:.{DECIMALS}f},{place.lat:.{DECIMALS}f}"


def place_of(near: str) -> LonLat | None:
    """The place out of its text; None out of what is none: a bad row must not take the list with it."""
    try:
        lon, lat = (float(part) for part in near.split(","))
    except ValueError:
        return None
    return LonLat(lon, lat)
