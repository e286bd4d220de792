"""A venue's facts in words, for whoever compares or checks them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from core.geo import Datum
from venues.differences import Difference
from venues.facts import GivenPlace, VenueFacts
from venues.hours.words import hours_words
from venues.models import PositionQuality, Venue, Vocabulary
from venues.selectors.vocabulary import Words, words

LABELS = {
    "given": gettext_lazy("位置"),
    "entrances": gettext_lazy("入口"),
    "designations": gettext_lazy("认定"),
    "opening_hours": gettext_lazy("开放时间"),
    "operator_id": gettext_lazy("运营单位"),
    "photos": gettext_lazy("照片"),
}
DATUM_NAMES = {Datum.WGS84: "WGS-84", Datum.CGCS2000: "CGCS2000", Datum.GCJ02: "GCJ-02", Datum.BD09: "BD-09"}


def fact_label(name: str) -> str:
    """What a fact is called on forms and in comparisons."""
    return str(LABELS.get(name) or getattr(Venue._meta.get_field(name), "verbose_name", None) or name)


def fact_words(name: str, value: Any) -> str:
    """A fact's value as a person reads it; empty where it is not known."""
    if value in (None, "", ()):
        return ""
    known = words()
    say = SAYINGS.get(name)
    if say is not None:
        return say(value, known)
    if isinstance(value, date):
        return date_format(value, _("Y年n月j日"))
    if isinstance(value, tuple):
        return _("、").join(str(one) for one in value)
    return str(value)


def rows_of(found: Iterable[Difference]) -> list[dict[str, str]]:
    """Differences as rows: name, label, before and after in words."""
    return [
        {
            "name": change.name,
            "label": fact_label(change.name),
            "before": fact_words(change.name, change.before),
            "after": fact_words(change.name, change.after),
        }
        for change in found
    ]


def facts_in_words(names: Iterable[str], facts: VenueFacts) -> list[dict[str, str]]:
    """Facts as rows: name, label and words."""
    return [
        {"name": name, "label": fact_label(name), "words": fact_words(name, getattr(facts, name))} for name in names
    ]


def _kind(value: str, known: Words) -> str:
    kind = known.kinds.get(value) or known.sub_kinds.get(value)
    return kind.label if kind else value


def _region(value: str, known: Words) -> str:
    region = known.regions.get(value)
    return region.label if region else value


def _unit(value: int, known: Words) -> str:
    unit = Unit.objects.filter(pk=value).first()
    return unit.name if unit else ""


def place_words(value: GivenPlace) -> str:
    """A point as it was given, with its datum."""
    return f"{value.place.lon:.6f}, {value.place.lat:.6f} · {DATUM_NAMES[value.datum]}"


def _place(value: GivenPlace, known: Words) -> str:
    return place_words(value)


def _places(value: tuple[GivenPlace, ...], known: Words) -> str:
    return "\n".join(_place(one, known) for one in value)


def _terms(vocabulary: Vocabulary) -> Callable[[Any, Words], str]:
    def say(value: tuple[str, ...] | str, known: Words) -> str:
        named = (value,) if isinstance(value, str) else value
        return _("、").join(known.term(vocabulary, one) for one in named)

    return say


def _admission(value: str, known: Words) -> str:
    return "" if value == "unknown" else known.term(Vocabulary.ADMISSION, value)


def _titles(value: tuple[Any, ...], known: Words) -> str:
    def line(title: Any) -> str:
        level = known.term(Vocabulary.DESIGNATION_LEVEL, title.level)
        days = f"{title.valid_from or ''}–{title.valid_until or ''}" if title.valid_from or title.valid_until else ""
        return " · ".join(part for part in (level, title.name, title.batch, days) if part)

    return "\n".join(line(title) for title in value)


def _photos(value: tuple[Any, ...], known: Words) -> str:
    captions = [photo.caption for photo in value if photo.caption]
    count = _("%(count)d 张") % {"count": len(value)}
    return f"{count} · {_('、').join(captions)}" if captions else count


SAYINGS: dict[str, Callable[[Any, Words], str]] = {
    "kind": _kind,
    "sub_kind": _kind,
    "zone": _region,
    "township": _region,
    "operator_id": _unit,
    "given": _place,
    "entrances": _places,
    "opening_hours": lambda value, _known: hours_words(value),
    "position_quality": lambda value, _known: str(PositionQuality(value).label),
    "admission": _admission,
    "audiences": _terms(Vocabulary.AUDIENCE),
    "accessibility": _terms(Vocabulary.ACCESSIBILITY),
    "designations": _titles,
    "photos": _photos,
}
