"""What was done with a record of service is a row of its own."""

from datetime import datetime

from volunteers.models import ServiceRecord, ServiceState, ServiceStep


def note(
    service: ServiceRecord, *, by_id: int | None, now: datetime, reason: str = "", state: ServiceState | None = None
) -> None:
    """Write down that a record has come to its state, or what was done to it; the caller holds the transaction."""
    ServiceStep.objects.create(service=service, state=state or service.state, reason=reason, by_id=by_id, at=now)
