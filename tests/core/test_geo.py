"""Datums in both directions, held against an independent implementation over the whole city."""

import math

import eviltransform
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import Datum, LonLat, from_wgs84, to_wgs84
from core.reference import read_city

METRES_A_DEGREE = 111_320.0
WEST, SOUTH, EAST, NORTH = read_city().bounds
STEPS = 40
GRID = [
    LonLat(WEST + (EAST - WEST) * column / STEPS, SOUTH + (NORTH - SOUTH) * row / STEPS)
    for row in range(STEPS + 1)
    for column in range(STEPS + 1)
]


def apart_m(one: LonLat, other: LonLat) -> float:
    """Metres between two places that are near each other."""
    dx = (one.lon - other.lon) * math.cos(math.radians(one.lat)) * METRES_A_DEGREE
    dy = (one.lat - other.lat) * METRES_A_DEGREE
    return math.hypot(dx, dy)


@pytest.mark.parametrize(
    ("datum", "theirs"), [(Datum.GCJ02, eviltransform.wgs2gcj), (Datum.BD09, eviltransform.wgs2bd)]
)
def test_shifts_agree_with_another_implementation_to_two_centimetres(datum: Datum, theirs: object) -> None:
    for place in GRID:
        lat, lon = theirs(place.lat, place.lon)  # type: ignore[operator]
        assert apart_m(from_wgs84(place, datum), LonLat(lon, lat)) < 0.02


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_the_inverse_comes_back_to_a_fifth_of_a_metre(datum: Datum) -> None:
    worst = max(apart_m(to_wgs84(from_wgs84(place, datum), datum), place) for place in GRID)
    assert worst < 0.2


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_a_shifted_datum_is_hundreds_of_metres_off(datum: Datum) -> None:
    assert all(100 < apart_m(from_wgs84(place, datum), place) < 2000 for place in GRID)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.CGCS2000])
def test_cgcs_2000_is_taken_as_wgs_84(datum: Datum) -> None:
    place = LonLat(109.4, 24.3)
    assert to_wgs84(place, datum) == from_wgs84(place, datum) == place


def test_a_place_outside_china_is_not_shifted() -> None:
    helsinki = LonLat(24.94, 60.17)
    assert apart_m(from_wgs84(helsinki, Datum.GCJ02), helsinki) < 0.01


@given(st.floats(), st.floats())
def test_only_finite_places_within_range_are_on_earth(lon: float, lat: float) -> None:
    expected = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    assert LonLat(lon, lat).is_on_earth() is expected
