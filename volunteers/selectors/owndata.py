"""All that is kept of a volunteer, to be taken along (个人信息保护法 45): one section for each thing that is theirs."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from core.crypto import Unreadable
from core.plain import plain
from volunteers.certifying import content_of
from volunteers.models import (
    Application,
    Certificate,
    Correction,
    Feedback,
    ServiceRecord,
    ServiceStep,
    SignEvent,
    TeamMember,
    Volunteer,
)

# Of the profile: by what rows are found and joined, which says nothing of the person.
NOT_TOLD = frozenset({"id", "user", "id_lookup"})
TITLE = "position__session__activity__title"


def _lines(rows: QuerySet[Any], *columns: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*columns))


def _applications(held: Volunteer) -> list[dict[str, Any]]:
    rows = Application.objects.filter(volunteer=held)
    return _lines(rows, TITLE, "position__title", "state", "reason", "starts_at", "ends_at", "applied_at", "decided_at")


def _services(held: Volunteer) -> list[dict[str, Any]]:
    """Records with all that was signed, done, said and proposed about each."""
    columns = ("public_id", f"application__{TITLE}", "application__position__title", "kind", "state", "starts_at")
    more = ("ends_at", "minutes", "flags", "reason", "confirmed_at", "notice_until", "replaces__public_id")
    services = _lines(ServiceRecord.objects.filter(volunteer=held), *columns, *more)
    parts: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {
        "steps": (ServiceStep.objects.filter(service__volunteer=held), ("state", "reason", "at")),
        "feedback": (Feedback.objects.filter(service__volunteer=held), ("by_volunteer", "stars", "text", "at")),
        "corrections": (
            Correction.objects.filter(service__volunteer=held),
            ("state", "starts_at", "ends_at", "reason", "answer", "proposed_at", "decided_at"),
        ),
    }
    for name, (rows, wanted) in parts.items():
        found = _lines(rows, "service__public_id", *wanted)
        for service in services:
            own = [one for one in found if one["service__public_id"] == service["public_id"]]
            service[name] = [{column: one[column] for column in wanted} for one in own]
    return services


def _certificates(held: Volunteer) -> list[dict[str, Any]]:
    return [
        {
            "serial": row.serial,
            "unit": row.unit.name,
            "minutes": row.minutes,
            "issued_at": row.issued_at,
            "revoked_at": row.revoked_at,
            "content": _read(row, "content", content_of),
        }
        for row in Certificate.objects.filter(volunteer=held).defer("content").select_related("unit").order_by("pk")
    ]


def _read(row: Any, name: str, say: Callable[[Any], Any] = lambda value: value) -> Any:
    """A column, of a county its code; nothing where a key is gone: the rest can be taken along all the same."""
    try:
        value = row.county_id if name == "county" else getattr(row, name)
        return None if value is None else say(value)
    except Unreadable:
        return None


# By the names under which a volunteer's rows are reached, so that a new one is missed by a test.
SECTIONS: dict[str, Callable[[Volunteer], Any]] = {
    "applications": _applications,
    "services": _services,
    "certificates": _certificates,
    "requests": lambda held: _lines(held.requests.all(), "unit__name", "asked_at", "closed_at"),
    "attendances": lambda held: _lines(held.attendances.all(), "course__title", "course__hours", "held_on"),
    "memberships": lambda held: _lines(
        TeamMember.objects.filter(volunteer=held), "team__name", "state", "since", "until"
    ),
    "leads": lambda held: _lines(held.leads.all(), "name"),
    "call_ups": lambda held: _lines(
        held.call_ups.all(), "call_up__place", "call_up__text", "call_up__made_at", "comes", "note", "answered_at"
    ),
}


def own_data(volunteer: Volunteer) -> dict[str, Any]:
    """All that is kept of a volunteer, in what JSON knows; what is sealed and can't be read any more is null."""
    held = Volunteer.objects.unsealed().get(pk=volunteer.pk)
    names = [one.name for one in Volunteer._meta.concrete_fields if one.name not in NOT_TOLD]
    profile = {name: _read(held, name) for name in names}
    signs = _lines(SignEvent.objects.filter(application__volunteer=held), "kind", "occurred_at", "received_at", "flags")
    sections = {name: section(held) for name, section in SECTIONS.items()}
    said = plain({**profile, "signs": signs, **sections})
    assert isinstance(said, dict)
    return said
