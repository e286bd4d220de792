"""What was done with a record of service is a row of its own."""

from datetime import datetime

from volunteers.models import ServiceRecord, ServiceStep


def note(service: ServiceRecord, *, by_id: int | None, now: datetime, reason: str = "") -> None:
    """Write down that a record has come to its state; the caller holds the transaction."""
    ServiceStep.objects.create(service=service, state=service.state, reason=reason, by_id=by_id, at=now)
