"""When the sun rises and sets: the almanac formula of the US Naval Observatory, good to about a minute."""

from datetime import date
from functools import lru_cache
from math import acos, asin, atan, cos, degrees, floor, radians, sin, tan

from core.geo import LonLat
from venues.hours.language import DAY_MINUTES, SunEvent

# The sun's centre below the horizon's plane, with its radius and refraction; dawn and dusk are civil.
ZENITH = {SunEvent.SUNRISE: 90.833, SunEvent.SUNSET: 90.833, SunEvent.DAWN: 96.0, SunEvent.DUSK: 96.0}
MORNING = frozenset({SunEvent.DAWN, SunEvent.SUNRISE})


@lru_cache(maxsize=8192)
def sun_minutes(event: SunEvent, day: date, place: LonLat, utc_offset: int) -> int | None:
    """Minutes from the day's midnight on a clock `utc_offset` minutes ahead of UTC; None in a polar day or night."""
    base = place.lon / 15
    number = day.timetuple().tm_yday + ((6 if event in MORNING else 18) - base) / 24
    anomaly = 0.9856 * number - 3.289
    longitude = (anomaly + 1.916 * sin(radians(anomaly)) + 0.020 * sin(radians(2 * anomaly)) + 282.634) % 360
    ascension = degrees(atan(0.91764 * tan(radians(longitude)))) % 360
    ascension = (ascension + floor(longitude / 90) * 90 - floor(ascension / 90) * 90) / 15
    declination = asin(0.39782 * sin(radians(longitude)))
    latitude = radians(place.lat)
    height = (cos(radians(ZENITH[event])) - sin(declination) * sin(latitude)) / (cos(declination) * cos(latitude))
    if not -1 <= height <= 1:
        return None
    hour_angle = degrees(acos(height)) / 15
    if event in MORNING:
        hour_angle = 24 - hour_angle
    local = hour_angle + ascension - 0.06571 * number - 6.622
    return round((local - base) * 60 + utc_offset) % DAY_MINUTES
