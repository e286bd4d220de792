"""The city's reference data holds together by itself: only its files and installed packages are read.

Alone: python -m pytest -p no:django --noconftest tests/reference
"""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from shapely.geometry import Point
from shapely.ops import unary_union

from tests.reference.city import CHECKOUT, FOLDER, Row, boundaries, counties, document, identifiers, regions, table

CORE_COLOURS = {
    "science_museum": "#1F5FBF",
    "rural_school_museum": "#2E7D4F",
    "e_station": "#7A4FBF",
    "education_base": "#B86E00",
    "activity_site": "#C2403A",
}


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
    assert Counter(row["level"] for row in rows) == {
        "city": 1,
        "county": 10,
        "functional_zone": 2,
        "township": 118,
        "surrounding": 13,
    }
    for row in rows:
        parents = {
            "city": "",
            "surrounding": "",
            "county": "450200",
            "functional_zone": "450200",
            "township": row["code"][:6],
        }
        assert row["parent_code"] == parents[row["level"]]
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
