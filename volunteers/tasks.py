"""What runs by itself for volunteers."""

from celery import shared_task
from django.utils import timezone

from volunteers.services.closing import close_all_forgotten
from volunteers.services.hours import finalize_due
from volunteers.services.reminders import remind_of_positions


@shared_task
def close_forgotten_services() -> int:
    """End stretches whose volunteers never signed out."""
    return close_all_forgotten(now=timezone.now())


@shared_task
def finalize_services() -> int:
    """Make final the hours whose public notice is over."""
    return finalize_due(now=timezone.now())


@shared_task
def remind_of_service() -> int:
    """Tell volunteers the evening before that they serve."""
    return remind_of_positions(now=timezone.now())
