"""What has happened to a venue, newest first: the deeds of its record and the changes of its facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, Value

from accounts.models import User
from core.geo import Datum, LonLat
from venues.facts import GivenPlace
from venues.models import OpeningHours, PositionQuality, Venue, VenueStep
from venues.selectors.wording import Units, label_of, text_of, unit_names

A_PAGE = 20
STEP, CHANGE = "step", "change"
# What an event's row tells, by the fact's name.
FOLLOWED = (
    "name name_en aliases summary summary_en kind sub_kind operator_id address address_en given position_quality zone"
    " township opening_hours admission admission_note booking_url phone website audiences accessibility floor_area_m2"
    " staff annual_visitors opened_year opened_on closed_on source"
).split()
KEYS = {"kind": "kind_id", "sub_kind": "sub_kind_id", "zone": "zone_id", "township": "township_id"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A fact's value before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment of the record; `label` is empty for a change of facts alone."""

    at: datetime
    who: str
    label: str = ""
    reason: str = ""
    changes: list[FieldChange] = field(default_factory=list)


def timeline(venue: Venue, page: int = 1) -> tuple[list[Entry], bool]:
    """A page of the record, and whether an older one follows. Pages count from 1."""
    event = apps.get_model("venues", "VenueEvent")
    steps = VenueStep.objects.filter(venue=venue).order_by().annotate(sort=Value(STEP, CharField()))
    events = event.objects.filter(pgh_obj_id=venue.pk).order_by().annotate(sort=Value(CHANGE, CharField()))
    both = steps.values_list("at", "id", "sort").union(events.values_list("pgh_created_at", "pgh_id", "sort"), all=True)
    start = (page - 1) * A_PAGE
    rows = list(both.order_by("-at", "-id")[start : start + A_PAGE + 1])
    shown = rows[:A_PAGE]
    deeds = _steps([pk for _at, pk, sort in shown if sort == STEP])
    changes = _changes(venue, [pk for _at, pk, sort in shown if sort == CHANGE])
    found = [(deeds if sort == STEP else changes).get(pk) for _at, pk, sort in shown]
    return [entry for entry in found if entry is not None], len(rows) > A_PAGE


def _steps(ids: Sequence[int]) -> dict[int, Entry]:
    return {
        step.pk: Entry(step.at, step.by.get_full_name() if step.by else "", str(step.get_step_display()), step.reason)
        for step in VenueStep.objects.filter(pk__in=ids).select_related("by")
    }


def _changes(venue: Venue, ids: Sequence[int]) -> dict[int, Entry]:
    """What each event changed against the one before it; events that changed no fact are left out."""
    if not ids:
        return {}
    model = apps.get_model("venues", "VenueEvent")
    of_venue = model.objects.filter(pgh_obj_id=venue.pk)
    rows = list(of_venue.filter(pgh_id__in=ids).select_related("pgh_context").order_by("pgh_id"))
    earlier = of_venue.filter(pgh_id__lt=rows[0].pgh_id).order_by("-pgh_id").first()
    hours = dict(
        OpeningHours.objects.filter(pk__in={row.hours_id for row in [*rows, earlier] if row}).values_list(
            "pk", "expression"
        )
    )
    units = unit_names({row.operator_id for row in [*rows, earlier] if row})
    people = _people(rows)
    before = _facts(earlier, hours) if earlier else None
    found: dict[int, Entry] = {}
    for row in rows:
        after = _facts(row, hours)
        who = people.get(_user_id(row), "")
        changed = _differing(before, after, units) if before is not None else []
        if changed:
            found[row.pgh_id] = Entry(row.pgh_created_at, who, changes=changed)
        before = after
    return found


def _differing(before: dict[str, Any], after: dict[str, Any], units: Units) -> list[FieldChange]:
    return [
        FieldChange(label_of(name), text_of(name, before[name], units), text_of(name, after[name], units))
        for name in FOLLOWED
        if before[name] != after[name]
    ]


def _facts(row: Any, hours: dict[int, str]) -> dict[str, Any]:
    """The facts of an event's row by name, as `text_of` takes them."""
    facts = {name: getattr(row, KEYS.get(name, name)) for name in FOLLOWED if name not in {"given", "opening_hours"}}
    facts |= {name: tuple(facts[name] or ()) for name in ("aliases", "audiences", "accessibility")}
    facts["position_quality"] = PositionQuality(row.position_quality)
    facts["opening_hours"] = hours.get(row.hours_id, "")
    known = row.given_lon is not None and row.given_lat is not None
    facts["given"] = GivenPlace(LonLat(row.given_lon, row.given_lat), Datum(row.given_datum)) if known else None
    return facts


def _user_id(row: Any) -> int | None:
    metadata = row.pgh_context.metadata if row.pgh_context else {}
    user = metadata.get("user")
    return user if isinstance(user, int) else None


def _people(rows: Iterable[Any]) -> dict[int | None, str]:
    ids = [user for user in (_user_id(row) for row in rows) if user is not None]
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=ids)}
