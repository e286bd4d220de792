"""Work of the accounts that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from accounts.services import forget_codes


@shared_task
def forget_sign_in_codes() -> int:
    """Delete codes that ended half a day ago."""
    return forget_codes(now=timezone.now())
