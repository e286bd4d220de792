"""Teams as their leaders see them."""

from datetime import datetime
from typing import Any

from core.crypto import Unreadable
from volunteers.certifying import masked_name
from volunteers.models import Position, Team, Volunteer

MOST_MEMBERS = 1000
MOST_COMING = 50


def shown_name(volunteer: Volunteer, *, whole: bool = False) -> str:
    """A volunteer's name, masked unless whole; the number where it is erased or can't be opened."""
    try:
        name = volunteer.name
    except Unreadable:
        return volunteer.number
    if not name:
        return volunteer.number
    return name if whole else masked_name(name)


def members_of(team: Team) -> list[dict[str, Any]]:
    """Members and who asks to be one, by when they came; names whole, for who leads them."""
    rows = team.members.filter(state__in=["asked", "member"]).select_related("volunteer").order_by("pk")
    return [{"member": row, "name": shown_name(row.volunteer, whole=True)} for row in rows[:MOST_MEMBERS]]


def team_coming(team: Team, now: datetime) -> list[Position]:
    """A team's positions that are to come or going on, the next first."""
    rows = Position.objects.public().with_session().filter(team=team, ends_at__gt=now)
    return list(rows.order_by("starts_at", "pk")[:MOST_COMING])
