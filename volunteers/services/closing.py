"""How a stretch of service ends: by a going, or, where somebody forgot to sign out, with the position."""

from datetime import datetime, timedelta

from django.db import transaction

from volunteers.models import ServiceRecord, ServiceState, SignEvent
from volunteers.rules import Window, stretch
from volunteers.services.steps import note


def end(service: ServiceRecord, going: SignEvent | None) -> None:
    """Give a record its end, by a going or without one; the caller saves it."""
    went = going.occurred_at if going is not None else None
    service.closed_by = going
    window = Window(service.window_start, service.window_end)
    found = stretch(window, service.starts_at, went, service.latest_end)
    service.ends_at, service.minutes = found.ends_at, found.minutes
    service.flags = list(dict.fromkeys([*service.flags, *found.odd]))
    service.state = ServiceState.RECORDED


def close_forgotten(service: ServiceRecord, now: datetime) -> None:
    """End a stretch whose volunteer never signed out, at the window's end. The caller holds its lock."""
    end(service, None)
    service.save()
    note(service, by_id=None, now=now)


def close_all_forgotten(*, now: datetime, most: int = 500) -> int:
    """`close_forgotten` where the grace is over for an hour, so that a late line may still bring the sign; how many."""
    closed = 0
    due = ServiceRecord.objects.filter(state=ServiceState.OPEN, latest_end__lt=now - timedelta(hours=1))
    for pk in list(due.order_by("pk").values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            service = ServiceRecord.objects.select_for_update().filter(pk=pk, state=ServiceState.OPEN).first()
            if service is not None:
                close_forgotten(service, now)
                closed += 1
    return closed
