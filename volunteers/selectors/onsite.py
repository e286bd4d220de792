"""Who serves at a session."""

from activities.models import Session
from volunteers.models import Application, ApplicationState, ServiceRecord, ServiceState, Volunteer


def here_of(volunteer: Volunteer, session: Session) -> list[tuple[Application, ServiceRecord | None]]:
    """A volunteer's accepted positions at a session, each with the stretch that is open."""
    rows = Application.objects.filter(
        volunteer=volunteer, position__session=session, state=ApplicationState.ACCEPTED
    ).select_related("position")
    return [(row, row.services.filter(state=ServiceState.OPEN).first()) for row in rows.order_by("starts_at", "pk")]
