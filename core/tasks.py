"""Background work of the plumbing."""

from celery import shared_task
from django.utils import timezone

from core.outbox import relay, sweep


@shared_task
def relay_outbox() -> int:
    """Deliver what is due; asked for after each commit, and by beat for what was left behind."""
    return relay(timezone.now())


@shared_task
def sweep_outbox() -> int:
    """Forget delivered rows of long ago."""
    return sweep(timezone.now())
