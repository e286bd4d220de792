"""What keys of dimensions are called, in the language of the moment, and their order."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from accounts.models import Unit
from activities.models import Campaign, Task
from activities.models.checkin import METHOD_LABELS, Method
from core.language import in_language
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

Labels = Callable[[Collection[str]], Mapping[str, str]]


def labels_of(dimension: str, keys: Collection[str]) -> dict[str, str]:
    """A label for each key, in the dimension's own order; what an activity has none of comes last."""
    known = BY_DIMENSION[dimension](keys)
    found = {key: label for key, label in known.items() if key in keys}
    found |= {key: key for key in sorted(keys) if key and key not in found}
    return found | ({"": _("（未填）")} if "" in keys else {})


def _ids(keys: Collection[str]) -> list[int]:
    """The keys that can be a row's; an address may say anything."""
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]


def _regions(_keys: Collection[str]) -> Mapping[str, str]:
    return {code: region.label for code, region in words().regions.items()}


def _units(keys: Collection[str]) -> Mapping[str, str]:
    rows = Unit.objects.filter(pk__in=_ids(keys)).order_by("pk")
    return {str(unit.pk): in_language(unit.name, unit.name_en) for unit in rows}


def _campaigns(keys: Collection[str]) -> Mapping[str, str]:
    rows = Campaign.objects.filter(pk__in=_ids(keys))
    return {str(row.pk): row.label for row in rows}


def _tasks(keys: Collection[str]) -> Mapping[str, str]:
    rows = Task.objects.filter(pk__in=_ids(keys))
    return {str(row.pk): str(row) for row in rows}


def _months(_keys: Collection[str]) -> Mapping[str, str]:
    return {f"{month:02d}": _("%(month)s 月") % {"month": month} for month in range(1, 13)}


def _methods(_keys: Collection[str]) -> Mapping[str, str]:
    return {method.value: str(METHOD_LABELS[method]) for method in Method}


def _terms(vocabulary: Vocabulary) -> Labels:
    return lambda _keys: {key: term.label for key, term in words().terms[vocabulary].items()}


BY_DIMENSION: Mapping[str, Labels] = {
    "county": _regions,
    "zone": _regions,
    "unit": _units,
    "campaign": _campaigns,
    "task": _tasks,
    "month": _months,
    "method": _methods,
    "audience": _terms(Vocabulary.AUDIENCE),
    "form": _terms(Vocabulary.ACTIVITY_FORM),
    "setting": _terms(Vocabulary.SETTING),
    "joint_action": _terms(Vocabulary.JOINT_ACTION),
}
