"""Background work of the activities."""

from celery import shared_task
from django.utils import timezone

from activities import services


@shared_task
def expire_offers_everywhere() -> int:
    """End offers that nobody took in time and move the next up; returns how many ended."""
    return services.expire_offers_everywhere(now=timezone.now())


@shared_task
def remind_of_tomorrow() -> int:
    """Remind registrants of tomorrow's sessions; returns how many messages were new."""
    return services.remind_of_tomorrow(now=timezone.now())


@shared_task
def renew_activity_search() -> int:
    """Take activities that are over out of the search; returns how many were looked at."""
    return services.renew_activity_search(now=timezone.now())


@shared_task
def remind_of_results() -> int:
    """Remind organizers of sessions that lack results; returns how many notices were new."""
    return services.remind_of_results(now=timezone.now())


@shared_task
def escalate_activities() -> int:
    """Tell the office of activities that have waited for review too long; returns how many notices were new."""
    return services.escalate_activities(now=timezone.now())


@shared_task
def erase_old_registrations() -> int:
    """Erase the personal data of registrants whose session is long over; returns how many."""
    return services.erase_old_registrations(now=timezone.now())
