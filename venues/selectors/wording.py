"""A venue's facts in words: each fact's label, and its value as a person reads it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.geo import Datum, LonLat, to_wgs84
from venues.facts import GivenDesignation, GivenPlace
from venues.hours.words import hours_words
from venues.models import Designation, PositionQuality, Venue, Vocabulary
from venues.selectors.vocabulary import words

# Facts that go by another name in the table.
COLUMNS = {"operator_id": "operator", "given": "point", "opening_hours": "hours"}
VOCABULARIES = {
    "audiences": Vocabulary.AUDIENCE,
    "accessibility": Vocabulary.ACCESSIBILITY,
    "admission": Vocabulary.ADMISSION,
}
Units = Mapping[int, str]


def label_of(name: str) -> str:
    """A fact's label in the language of the moment; the name itself where there is none."""
    if name == "designations":
        return str(Designation._meta.verbose_name)
    known = {field.name: field for field in Venue._meta.get_fields() if hasattr(field, "verbose_name")}
    field = known.get(COLUMNS.get(name, name))
    return str(field.verbose_name) if field else name


def unit_names(ids: Collection[int | None]) -> Units:
    """The names of units by key."""
    return dict(Unit.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "name"))


def text_of(name: str, value: Any, units: Units) -> str:
    """A fact's value in words; empty where it is not known."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, list | tuple):
        return _("、").join(_one(name, entry, units) for entry in value)
    return _one(name, value, units)


def lines_of(name: str, value: Any, units: Units) -> list[str]:
    """A list's entries, each in words."""
    return [_one(name, entry, units) for entry in value or ()]


def _one(name: str, value: Any, units: Units) -> str:
    """One value in words."""
    if isinstance(value, GivenPlace):
        place = to_wgs84(value.place, value.datum)
        shift = "" if value.datum in (Datum.WGS84, Datum.CGCS2000) else f" ({value.datum})"
        return place_text(place) + shift
    if isinstance(value, GivenDesignation):
        return _designation(value)
    if isinstance(value, date):
        return date_format(value, _("Y年n月j日"))
    if name == "operator_id":
        return units.get(value, str(value))
    return _term(name, str(value)) if isinstance(value, str) else str(value)


def _term(name: str, value: str) -> str:
    if name == "opening_hours":
        return hours_words(value)
    known = words()
    if name in VOCABULARIES:
        return known.term(VOCABULARIES[name], value)
    if name == "position_quality":
        return str(PositionQuality(value).label)
    found: Any = None
    if name in {"kind", "sub_kind"}:
        found = known.kinds.get(value) or known.sub_kinds.get(value)
    elif name in {"zone", "township"}:
        found = known.regions.get(value)
    return found.label if found else value


def place_text(place: LonLat) -> str:
    """Longitude and latitude of WGS 84 in degrees."""
    return f"{place.lon:.6f}, {place.lat:.6f}"


def _designation(title: GivenDesignation) -> str:
    level = words().term(Vocabulary.DESIGNATION_LEVEL, title.level)
    text = " · ".join(part for part in (level, title.name, title.batch) if part)
    if title.valid_until:
        text += " " + _("有效至 %(day)s") % {"day": date_format(title.valid_until, _("Y年n月j日"))}
    return text
