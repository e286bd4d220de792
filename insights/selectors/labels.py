"""What keys of dimensions are called, in the language of the moment, and their order."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit, UnitKind
from activities.models import Campaign, Project, Task
from activities.models.checkin import METHOD_LABELS, Method
from core.language import in_language
from core.numbers import LARGEST_KEY, whole_number
from insights.dimensions import RURAL_LABELS
from insights.selectors.unitlabels import Days, unit_labels
from venues.models import RegionLevel, VenueKind, Vocabulary
from venues.selectors.vocabulary import words

UNITS = frozenset({"unit", "co_unit"})
# A county's own figure and its units' are told apart; a committee's units are of its zone.
LEVELS = {
    "county": {RegionLevel.COUNTY},
    "zone": {RegionLevel.FUNCTIONAL_ZONE},
    "host_county": {RegionLevel.COUNTY, RegionLevel.FUNCTIONAL_ZONE},
}
MONTH_OF_A_YEAR = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
# What has none of a dimension, where that is no gap.
WITHOUT = {"host_county": gettext_lazy("市直单位"), "zone": gettext_lazy("不在功能区")}
Labels = Callable[[Collection[str]], Mapping[str, str]]


def labels_of(dimension: str, keys: Collection[str], days: Days | None = None) -> dict[str, str]:
    """A label for each key, in the dimension's own order; what an activity has none of comes last.

    Units are called as they were on the days, both included, with today's name beside it; where the days are of
    several years, a week has to say of which.
    """
    if dimension in UNITS:
        known: Mapping[str, str] = unit_labels(_ids(keys), days)
    elif dimension == "week":
        known = _weeks(keys, with_year=days is not None and days[0].year != days[1].year)
    else:
        known = BY_DIMENSION[dimension](keys)
    found = {key: label for key, label in known.items() if key in keys}
    found |= {key: key for key in sorted(keys) if key and key not in found}
    return found | ({"": str(WITHOUT.get(dimension) or _("（未填）"))} if "" in keys else {})


def choices_of(dimension: str, year: int) -> dict[str, str]:
    """What a dimension can be narrowed to in a year: all that there is to choose from, labelled, in its order."""
    if dimension in {"unit", "co_unit"}:
        rows = Unit.objects.order_by("kind", "name")
        return {str(unit.pk): in_language(unit.name, unit.name_en) for unit in rows}
    if dimension == "campaign":
        return {str(row.pk): row.label for row in Campaign.objects.filter(plan=year)}
    if dimension == "project":
        return {str(row.pk): row.label for row in Project.objects.filter(plan=year)}
    if dimension == "task":
        return {str(row.pk): str(row) for row in Task.objects.filter(project__plan=year)}
    if dimension in LEVELS:
        return {row.code: row.label for row in words().choices() if row.level in LEVELS[dimension]}
    return dict(BY_DIMENSION[dimension](()))


def _ids(keys: Collection[str]) -> list[int]:
    """The keys that can be a row's; an address may say anything."""
    return [number for key in keys if (number := whole_number(key, high=LARGEST_KEY)) is not None]


def _regions(_keys: Collection[str]) -> Mapping[str, str]:
    return {code: region.label for code, region in words().regions.items()}


def _unit_kinds(_keys: Collection[str]) -> Mapping[str, str]:
    return {kind.value: str(kind.label) for kind in UnitKind}


def _grounds(_keys: Collection[str]) -> Mapping[str, str]:
    return {key: str(label) for key, label in RURAL_LABELS.items()}


def _campaigns(keys: Collection[str]) -> Mapping[str, str]:
    rows = Campaign.objects.filter(pk__in=_ids(keys))
    return {str(row.pk): row.label for row in rows}


def _tasks(keys: Collection[str]) -> Mapping[str, str]:
    rows = Task.objects.filter(pk__in=_ids(keys))
    return {str(row.pk): str(row) for row in rows}


def _projects(keys: Collection[str]) -> Mapping[str, str]:
    rows = Project.objects.filter(pk__in=_ids(keys))
    return {str(row.pk): row.label for row in rows}


def _kinds(_keys: Collection[str]) -> Mapping[str, str]:
    return {row.pk: row.label for row in VenueKind.objects.order_by("rank", "pk")}


def _days(keys: Collection[str]) -> Mapping[str, str]:
    return {key: key for key in sorted(keys) if key}


def _weeks(keys: Collection[str], *, with_year: bool = False) -> Mapping[str, str]:
    """ISO weeks by their Monday; with their year where there are several."""
    years = {key.partition("-")[0] for key in keys if key}
    return {key: _week(key, with_year=with_year or len(years) > 1) for key in sorted(keys) if key}


def _week(key: str, *, with_year: bool) -> str:
    year, _dash, week = key.partition("-")
    numbers = whole_number(year, 1, 9999), whole_number(week, 1, 53)
    try:
        monday = date.fromisocalendar(numbers[0] or 0, numbers[1] or 0, 1)
    except ValueError:
        return key
    if with_year:
        said = {"year": year, "week": int(week), "monday": monday.isoformat()}
        return _("%(year)s 年第 %(week)d 周（%(monday)s 起）") % said
    return _("第 %(week)d 周（%(monday)s 起）") % {"week": int(week), "monday": f"{monday:%m-%d}"}


def _months(keys: Collection[str]) -> Mapping[str, str]:
    """Months of one year by their number; over several years each is told with its year, as its key is."""
    of_a_year = {f"{month:02d}": _("%(month)s 月") % {"month": month} for month in range(1, 13)}
    return of_a_year | {key: key for key in sorted(keys) if MONTH_OF_A_YEAR.fullmatch(key)}


def _methods(_keys: Collection[str]) -> Mapping[str, str]:
    return {method.value: str(METHOD_LABELS[method]) for method in Method}


def _terms(vocabulary: Vocabulary) -> Labels:
    return lambda _keys: {key: term.label for key, term in words().terms[vocabulary].items()}


BY_DIMENSION: Mapping[str, Labels] = {
    "county": _regions,
    "host_county": _regions,
    "unit_kind": _unit_kinds,
    "rural": _grounds,
    "zone": _regions,
    "campaign": _campaigns,
    "project": _projects,
    "task": _tasks,
    "month": _months,
    "week": _weeks,
    "day": _days,
    "kind": _kinds,
    "method": _methods,
    "audience": _terms(Vocabulary.AUDIENCE),
    "topic": _terms(Vocabulary.TOPIC),
    "form": _terms(Vocabulary.ACTIVITY_FORM),
    "setting": _terms(Vocabulary.SETTING),
    "joint_action": _terms(Vocabulary.JOINT_ACTION),
}
