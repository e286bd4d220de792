"""Facts of a venue as people read them: a label, and a text in the language of the moment."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Unit
from core.geo import Datum
from venues.facts import GivenPlace, VenueFacts
from venues.models import PositionQuality, Venue, Vocabulary
from venues.selectors.vocabulary import words

TERMS = {
    "audiences": Vocabulary.AUDIENCE,
    "accessibility": Vocabulary.ACCESSIBILITY,
    "admission": Vocabulary.ADMISSION,
}
REGIONS = ("zone", "township")


def fact_label(name: str) -> str:
    """What a fact is called on forms."""
    named = {
        "given": _("位置"),
        "opening_hours": _("开放时间"),
        "designations": _("认定"),
        "photos": _("照片"),
    }
    field = name.removesuffix("_id")
    return named.get(name) or str(Venue._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def fact_text(name: str, value: Any) -> str:
    """A fact's value in words; empty where it is not known."""
    if value in ("", None, ()):
        return ""
    known = words()
    if name in ("kind", "sub_kind"):
        kinds = known.kinds if name == "kind" else known.sub_kinds
        return kinds[value].label if value in kinds else str(value)
    if name in REGIONS:
        return str(known.regions[value].label) if value in known.regions else str(value)
    if name in TERMS:
        identifiers = [value] if isinstance(value, str) else value
        return _("、").join(known.term(TERMS[name], identifier) for identifier in identifiers)
    if name == "operator_id":
        return Unit.objects.filter(pk=value).values_list("name", flat=True).first() or ""
    if name == "position_quality":
        return str(PositionQuality(value).label)
    return _list_text(name, value) if isinstance(value, tuple) else _place_text(value)


def _list_text(name: str, values: tuple[Any, ...]) -> str:
    if name == "designations":
        level = words().term
        return _("、").join(f"{level(Vocabulary.DESIGNATION_LEVEL, title.level)} · {title.name}" for title in values)
    if name == "photos":
        return _("%(count)d 张照片") % {"count": len(values)}
    return _("、").join(_place_text(value) for value in values)


def _place_text(value: Any) -> str:
    if not isinstance(value, GivenPlace):
        return str(value)
    shift = "" if value.datum in (Datum.WGS84, Datum.CGCS2000) else f" ({value.datum})"
    return f"{value.place.lon:.6f}, {value.place.lat:.6f}{shift}"


def facts_in_words(facts: VenueFacts, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The known ones of these facts, as label and text."""
    rows = [{"label": fact_label(name), "text": fact_text(name, getattr(facts, name))} for name in names]
    return [row for row in rows if row["text"]]
