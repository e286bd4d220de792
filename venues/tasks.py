"""Background work of the venues."""

import structlog
from celery import shared_task
from django.utils import timezone

from venues import services
from venues.checks import years_without_special_days

log = structlog.get_logger(__name__)


@shared_task
def warn_of_missing_special_days() -> list[int]:
    """Warn in the log of years whose holidays nobody has entered; returns them."""
    missing = years_without_special_days(timezone.now())
    for year in missing:
        log.warning("special_days_missing", year=year)
    return missing


@shared_task
def look_for_doubles() -> int:
    """Compare what has changed with its neighbours and namesakes, batch by batch; returns how many venues."""
    return sum(iter(services.look_for_doubles, 0))


@shared_task
def erase_report_contacts() -> int:
    """Erase the contacts of reports that were answered long ago."""
    return services.erase_report_contacts(now=timezone.now())


@shared_task
def remind_of_verification() -> int:
    """Tell organizers and county offices what has to be verified; returns how many notices were new."""
    return services.remind_of_verification(now=timezone.now())


@shared_task
def tell_of_unread_hours() -> int:
    """Tell keepers of opening hours that can't be read; returns how many notices were new."""
    return services.tell_of_unread_hours(now=timezone.now())


@shared_task
def escalate_reviews() -> int:
    """Tell the office what waits for review too long; returns how many notices were new."""
    return services.escalate_reviews(now=timezone.now())
