"""Who is to be told."""

from collections.abc import Collection
from datetime import date

from accounts.models import Membership, Role, User


def holders(role: Role, day: date, **unit: object) -> list[User]:
    """The active accounts that hold a role on a day, in units of these facts."""
    held = Membership.objects.on(day).filter(role=role, **{f"unit__{name}": value for name, value in unit.items()})
    return list(User.objects.filter(is_active=True, memberships__in=held).distinct().order_by("pk"))


def organizers_of(unit_id: int | None, day: date) -> list[User]:
    """The organizers of a unit; none without a unit."""
    return [] if unit_id is None else holders(Role.ORGANIZER, day, pk=unit_id)


def reviewers_for(counties: Collection[str], day: date) -> list[User]:
    """Those who review for a county or zone; the office where no county office has anybody."""
    return holders(Role.COUNTY_REVIEWER, day, county_code__in=[code for code in counties if code]) or office_people(day)


def office_people(day: date) -> list[User]:
    """The accounts of the leading group's office."""
    return holders(Role.OFFICE, day)


def counties_with_reviewers(day: date) -> set[str]:
    """The counties and zones for which an active account reviews on a day."""
    held = Membership.objects.on(day).filter(role=Role.COUNTY_REVIEWER, user__is_active=True)
    return set(held.exclude(unit__county_code="").values_list("unit__county_code", flat=True))
