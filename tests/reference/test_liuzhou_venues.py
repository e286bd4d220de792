"""The city's venues: each in the county it names, in known words, and nothing made up passes for real."""

import itertools
import math
from collections import Counter
from datetime import date

import pytest
from opening_hours import OpeningHours
from shapely.geometry import Point

from tests.reference.city import CORE_KINDS, Row, boundaries, counties, document, identifiers, regions, table

VENUE_COLUMNS = (
    "ref,name,name_en,aliases,kind,sub_kind,address,address_en,lon,lat,datum,position_quality,county_code,zone_code,"
    "township_code,entrances,opening_hours,admission,admission_note,phone,website,booking_url,audiences,accessibility,"
    "floor_area_m2,staff,annual_visitors,opened_on,operator,designations,summary,summary_en,demonstration,source"
).split(",")


def venues(*, demonstration: bool | None = None) -> list[Row]:
    mark = {True: "yes", False: "no"}
    return [row for row in table("venues.csv") if demonstration is None or row["demonstration"] == mark[demonstration]]


def placed() -> list[Row]:
    return [row for row in venues() if row["lon"]]


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def metres(one: Row, other: Row) -> float:
    """Between two venues of one city: flat enough for a tolerance."""
    lat = math.radians(float(one["lat"]))
    east = (float(one["lon"]) - float(other["lon"])) * 111_320 * math.cos(lat)
    return math.hypot(east, (float(one["lat"]) - float(other["lat"])) * 110_900)


def test_there_are_enough_real_venues_everywhere() -> None:
    real = venues(demonstration=False)
    assert len(real) >= 70
    by_county = Counter(row["county_code"] for row in real)
    assert all(by_county[code] >= 3 for code in counties())
    assert all(count >= 3 for count in (Counter(row["kind"] for row in venues())[kind] for kind in CORE_KINDS))


def test_venues_have_the_columns_and_a_stable_reference() -> None:
    rows = venues()
    assert list(rows[0]) == VENUE_COLUMNS
    for field in ("ref", "name", "name_en"):
        assert len({row[field] for row in rows}) == len(rows)
    for row in rows:
        assert row["ref"].replace("-", "").isalnum() and row["ref"] == row["ref"].lower() and row["ref"].isascii()
        assert row["summary"] and row["summary_en"] and row["source"]
        assert row["demonstration"] in {"yes", "no"}


def test_each_point_lies_in_the_county_it_names() -> None:
    wrong = [
        row["ref"]
        for row in placed()
        if not boundaries()[row["county_code"]].covers(Point(float(row["lon"]), float(row["lat"])))
    ]
    assert wrong == []


def test_points_are_complete_and_not_stacked() -> None:
    for row in placed():
        assert row["datum"] == "WGS84"
        assert row["position_quality"] in {"surveyed", "geocoded", "approximate"}
    close = [(a["ref"], b["ref"]) for a, b in itertools.combinations(placed(), 2) if metres(a, b) < 60]
    assert close == []


def test_only_what_moves_has_no_point() -> None:
    mobile = {kind["identifier"] for kind in document("kinds.yaml")["kinds"] if kind.get("mobile")}
    without = [row for row in venues() if not row["lon"]]
    assert without and {row["kind"] for row in without} == mobile
    assert all(not row["lat"] and not row["county_code"] for row in without)


def test_venues_use_known_words() -> None:
    sub_kinds = {
        kind["identifier"]: {sub["identifier"] for sub in kind.get("sub_kinds", [])}
        for kind in document("kinds.yaml")["kinds"]
    }
    for row in venues():
        assert row["kind"] in sub_kinds
        assert not row["sub_kind"] or row["sub_kind"] in sub_kinds[row["kind"]]
        assert row["admission"] in identifiers("admission")
        assert set(parts(row["audiences"])) <= identifiers("audiences")
        assert set(parts(row["accessibility"])) <= identifiers("accessibility")


def test_venues_name_known_units_zones_and_townships() -> None:
    units = {unit["name"] for unit in table("units.csv")}
    zones = {row["code"] for row in regions("functional_zone")}
    townships = {row["code"]: row["parent_code"] for row in regions("township")}
    for row in venues():
        assert not row["operator"] or row["operator"] in units
        assert not row["zone_code"] or row["zone_code"] in zones
        assert not row["township_code"] or townships[row["township_code"]] == row["county_code"]


def test_operators_run_something() -> None:
    running = {row["operator"] for row in venues()}
    assert {unit["name"] for unit in table("units.csv") if unit["kind"] == "venue_operator"} <= running


@pytest.mark.parametrize("text", sorted({row["opening_hours"] for row in table("venues.csv")} - {""}))
def test_opening_hours_parse(text: str) -> None:
    OpeningHours(text)


def test_designations_parse() -> None:
    for row in venues():
        for text in parts(row["designations"]):
            level, name, _batch, first, last = (part.strip() for part in text.split("|"))
            assert level in identifiers("designation_levels") and name
            assert all(1949 <= int(year) <= 2035 for year in (first, last) if year)
            assert not (first and last) or int(first) <= int(last)


def test_numbers_and_days_parse() -> None:
    for row in venues():
        for field in ("floor_area_m2", "staff", "annual_visitors"):
            assert not row[field] or int(row[field]) > 0
        if row["opened_on"]:
            padded = row["opened_on"] + "-01-01"[len(row["opened_on"]) - 4 :]
            assert 1900 <= date.fromisoformat(padded).year <= 2026
        for url in (row["website"], row["booking_url"]):
            assert not url or url.startswith(("http://", "https://"))


def test_demonstration_entries_carry_the_mark_in_both_names() -> None:
    for row in venues():
        marked = row["demonstration"] == "yes"
        assert row["name"].startswith("（演示）") == marked
        assert row["name_en"].startswith("(Demonstration) ") == marked
        assert row["ref"].startswith("demo-") == marked
        if marked:
            assert not row["designations"] and not row["operator"] and row["position_quality"] == "approximate"


def test_what_cannot_be_named_truthfully_is_a_demonstration() -> None:
    for kind in ("rural_school_museum", "e_station"):
        rows = [row for row in venues() if row["kind"] == kind]
        assert len(rows) >= 3 and all(row["demonstration"] == "yes" for row in rows)
