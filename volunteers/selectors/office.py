"""Volunteers and hours as the offices see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, ExtractMonth
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.clock import ZONE, day_start
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import ServiceRecord, Volunteer
from volunteers.models.service import ServiceQuerySet
from volunteers.rules import is_number
from volunteers.selectors.hours import Hours, total, totals_by
from volunteers.selectors.teams import shown_name

MOST_LINES, MOST_BEHIND = 2000, 500
OF = "application__position__session__activity__"
# By what hours are told apart: the label, and the columns that make a line.
DIMENSIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "county": (_("活动所在县区"), ("county",)),
    "unit": (_("主办单位"), ("unit", "unit_name")),
    "group": (_("志愿者类别"), ("group",)),
    "month": (_("月份"), ("month",)),
    "volunteer": (_("志愿者"), ("volunteer", "number")),
}


def kept_volunteers(actor: Actor, q: str = "") -> QuerySet[Volunteer]:
    """Volunteers of an actor's counties, or all; `q` is a whole number for life. The latest first."""
    rows = Volunteer.objects.active().select_related("county").order_by("-pk")
    if not actor.sees_all:
        rows = rows.filter(county__in=actor.reviewer_of_counties)
    return rows.filter(number=q) if q and is_number(q) else rows.none() if q else rows


def volunteer_rows(volunteers: Iterable[Volunteer]) -> list[dict[str, Any]]:
    """Lines of the list; names masked, since a list decides about nobody."""
    rows = list(volunteers)
    served = totals_by(ServiceRecord.objects.filter(volunteer__in=rows), "volunteer")
    known = words()
    return [
        {
            "volunteer": row,
            "name": shown_name(row),
            "groups": [known.term(Vocabulary.VOLUNTEER_GROUP, group) for group in row.groups],
            "skills": [known.term(Vocabulary.VOLUNTEER_SKILL, skill) for skill in row.skills],
            "hours": served.get((row.pk,), Hours()),
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the dimension's key, what it is called, its hours."""

    key: str
    label: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class HoursTable:
    """Lines of hours by a dimension, the most first (months in order), and their total, counted by itself."""

    lines: list[Line]
    total: Hours
    is_cut: bool


def kept_services(actor: Actor, year: int) -> ServiceQuerySet:
    """Service of a year of the city at activities of an actor's counties' units, or all."""
    first, last = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    rows = ServiceRecord.objects.filter(starts_at__gte=first, starts_at__lt=last)
    if actor.sees_all:
        return rows
    counties = actor.reviewer_of_counties
    return rows.filter(Q(**{f"{OF}unit__county_code__in": counties}) & ~Q(**{f"{OF}unit__county_code": ""}))


def hours_table(actor: Actor, year: int, by: str) -> HoursTable:
    """Hours of a year of the city by a dimension; a group counts in each that a volunteer belongs to."""
    rows = kept_services(actor, year)
    found = totals_by(_named(rows, by), *DIMENSIONS[by][1])
    lines = [Line(_key(key), _label(by, key), hours) for key, hours in found.items()]
    if by == "month":
        lines.sort(key=lambda line: int(line.key))
    else:
        lines.sort(key=lambda line: (-line.hours.final, line.label))
    return HoursTable(lines[:MOST_LINES], total(rows), len(lines) > MOST_LINES)


def hours_behind(actor: Actor, year: int, by: str, key: str) -> list[ServiceRecord]:
    """The records behind a line of the table, the latest first, without what was refused or corrected."""
    standing = kept_services(actor, year).standing()
    if by == "group":
        rows = standing.filter(volunteer__groups__contains=[key])
        return _listed(rows)
    first = DIMENSIONS[by][1][0]
    named = _named(standing, by).annotate(key=Cast(Coalesce(Cast(first, TextField()), Value("")), TextField()))
    return _listed(named.filter(key=key))


def _listed(rows: QuerySet[ServiceRecord]) -> list[ServiceRecord]:
    told = rows.select_related("volunteer", "application__position__session__activity__unit")
    return list(told.order_by("-starts_at", "-pk")[:MOST_BEHIND])


def _named(rows: QuerySet[ServiceRecord], by: str) -> QuerySet[ServiceRecord]:
    """Records with what the dimensions call them."""
    named = rows.annotate(
        county=F("application__position__session__county"),
        unit=F(f"{OF}unit"),
        unit_name=F(f"{OF}unit__name"),
        number=F("volunteer__number"),
        month=ExtractMonth("starts_at", tzinfo=ZONE),
    )
    if by == "group":
        named = named.annotate(group=Func(F("volunteer__groups"), function="unnest", output_field=TextField()))
    return named


def _key(key: tuple[object, ...]) -> str:
    return "" if key[0] is None else str(key[0])


def _label(by: str, key: tuple[object, ...]) -> str:
    first = str(key[0]) if key[0] is not None else ""
    if by == "county":
        region = words().regions.get(first)
        return region.label if region else str(_("（没有县区）"))
    if by == "group":
        return words().term(Vocabulary.VOLUNTEER_GROUP, first)
    if by == "month":
        return str(_("%(month)s 月")) % {"month": first}
    return str(key[1])


def coverage(actor: Actor) -> dict[str, int]:
    """How many volunteers there are, by what matters in an emergency; people, not hours."""
    rows = kept_volunteers(actor).order_by()
    return {"volunteers": rows.count(), "emergency": rows.filter(is_emergency=True).count()}
