"""GDAL, the library of QGIS and most others, reads /ogc/ as its users would."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from venues.models import Venue

Coordinates = tuple[float, float] | None


def run(*command: str) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert finished.returncode == 0, finished.stderr
    assert not finished.stderr, "GDAL warns of nothing"
    return finished.stdout


def downloaded(site: str, folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """The features that ogr2ogr brings home, by identifier."""
    there = folder / "venues.geojson"
    run(
        "ogr2ogr",
        "-f",
        "GeoJSON",
        str(there),
        f"OAPIF:{site}/ogc",
        "venues",
        "-lco",
        "COORDINATE_PRECISION=6",
        *options,
    )
    features = json.loads(there.read_text(encoding="utf-8"))["features"]
    found = {feature["properties"]["url"].rstrip("/").rpartition("/")[2]: feature for feature in features}
    assert len(found) == len(features), "each once"
    return found


def coordinates(feature: dict[str, Any]) -> Coordinates:
    return tuple(feature["geometry"]["coordinates"]) if feature["geometry"] else None


def stored(**filters: Any) -> dict[str, Coordinates]:
    return {
        venue.public_id: (round(venue.point.x, 6), round(venue.point.y, 6)) if venue.point else None
        for venue in Venue.objects.published().filter(**filters)
    }


def test_ogrinfo_lists_the_layer_with_its_number_bounds_and_axes(site: str) -> None:
    assert "1: venues" in run("ogrinfo", f"OAPIF:{site}/ogc")
    told = run("ogrinfo", "-so", f"OAPIF:{site}/ogc", "venues")
    assert f"Feature Count: {len(stored())}" in told
    assert "Extent: (" in told
    assert "Geometry: Point" in told
    assert "CRS84" in told or "WGS 84" in told
    assert "updated_at: DateTime" in told
    assert "List" not in told, "a table has no lists"
    assert "JSON" not in told


@pytest.mark.parametrize("size", ["1000", "7"])
def test_ogr2ogr_brings_everything_home_whatever_the_page(site: str, tmp_path: Path, size: str) -> None:
    found = downloaded(site, tmp_path, "-oo", f"PAGE_SIZE={size}")
    assert {public_id: coordinates(feature) for public_id, feature in found.items()} == stored()


def test_ogr2ogr_brings_a_box_home(site: str, tmp_path: Path) -> None:
    west, south, east, north = 109.35, 24.25, 109.45, 24.4
    found = downloaded(site, tmp_path, "-oo", "PAGE_SIZE=5", "-spat", *map(str, (west, south, east, north)))
    expected = {
        public_id: place
        for public_id, place in stored().items()
        if place and west <= place[0] <= east and south <= place[1] <= north
    }
    assert 0 < len(expected) < len(stored())
    assert {public_id: coordinates(feature) for public_id, feature in found.items()} == expected


@pytest.mark.parametrize(
    ("where", "filters"),
    [
        ("kind = 'museum'", {"kind": "museum"}),
        ("region = '450226' AND demonstration = 0", {"county": "450226", "is_demonstration": False}),
        ("updated_at > '2100/01/01 00:00:00'", {"pk": None}),
        ("updated_at < '2100/01/01'", {}),
        ("name LIKE '%科技馆%'", {"name__contains": "科技馆"}),
    ],
)
def test_a_filter_by_attributes_means_the_attributes(
    site: str, tmp_path: Path, where: str, filters: dict[str, Any]
) -> None:
    assert set(downloaded(site, tmp_path, "-where", where)) == set(stored(**filters))


def test_one_feature_is_read_by_its_page(site: str) -> None:
    public_id = next(iter(stored()))
    told = run("ogrinfo", "-ro", f"OAPIF:{site}/ogc/collections/venues", "-al", "-q", "-where", f"id = '{public_id}'")
    assert f"/venues/{public_id}/" in told
