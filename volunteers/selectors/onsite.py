"""Who serves at a session."""

from collections.abc import Collection

from activities.models import Session
from volunteers.models import Application, ApplicationState, ServiceRecord, ServiceState, Volunteer
from volunteers.selectors.teams import shown_name


def here_of(volunteer: Volunteer, session: Session) -> list[tuple[Application, ServiceRecord | None]]:
    """A volunteer's accepted positions at a session, each with the stretch that is open."""
    rows = Application.objects.filter(
        volunteer=volunteer, position__session=session, state=ApplicationState.ACCEPTED
    ).select_related("position")
    return [(row, row.services.filter(state=ServiceState.OPEN).first()) for row in rows.order_by("starts_at", "pk")]


def names_of(applications: Collection[str]) -> dict[str, str]:
    """Masked name and position by an application's public id, for those that there are."""
    rows = Application.objects.filter(public_id__in=applications).select_related("volunteer", "position")
    return {row.public_id: f"{shown_name(row.volunteer)} · {row.position.title}" for row in rows}
