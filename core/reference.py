"""The city as data: what the folder of reference data says of the installation as a whole."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.language import in_language


@dataclass(frozen=True, slots=True)
class City:
    """The city's own facts; degrees are WGS 84, longitude first."""

    code: str
    name: str
    short_name: str
    name_en: str
    product_name: str
    product_name_en: str
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float]

    @property
    def product_label(self) -> str:
        """The product's name in the language of the moment."""
        return in_language(self.product_name, self.product_name_en)


def reference_folder() -> Path:
    """The folder that `SCIENCEMAP_CITY` names. Raises ImproperlyConfigured."""
    folder = Path(settings.REFERENCE_ROOT) / settings.CITY
    if not (folder / "city.yaml").is_file():
        raise ImproperlyConfigured(f"SCIENCEMAP_CITY names {settings.CITY!r}, but {folder}/city.yaml does not exist.")
    return folder


@lru_cache(maxsize=4)
def _city(folder: Path) -> City:
    said: dict[str, Any] = yaml.safe_load((folder / "city.yaml").read_text(encoding="utf-8"))
    west, south, east, north = said["bounds"]
    lon, lat = said["centre"]
    return City(
        code=str(said["code"]),
        name=said["name"],
        short_name=said["short_name"],
        name_en=said["name_en"],
        product_name=said["product_name"],
        product_name_en=said["product_name_en"],
        centre=(lon, lat),
        bounds=(west, south, east, north),
    )


def read_city() -> City:
    """The city of this installation."""
    return _city(reference_folder())


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV of reference data; an absent file is an empty table."""
    path = folder / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [{key: (value or "").strip() for key, value in row.items()} for row in csv.DictReader(lines)]


def read_document(folder: Path, name: str) -> dict[str, Any]:
    """A YAML document of reference data."""
    document: dict[str, Any] = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return document
