"""Checks of the venues' data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.utils import timezone

from core.clock import city_day
from venues.models import SpecialDay

# The State Council announces the next year's holidays in November.
ANNOUNCED_FROM_MONTH = 11


def years_without_special_days(now: datetime) -> list[int]:
    """The current year, and from November the coming one, if the special-day table lacks it."""
    today = city_day(now)
    due = [today.year, today.year + 1] if today.month >= ANNOUNCED_FROM_MONTH else [today.year]
    return [year for year in due if not SpecialDay.objects.filter(date__year=year).exists()]


@register(Tags.database)
def special_days_are_known(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Without a year's special days, opening hours on its holidays may be told wrongly."""
    if not databases:
        return []
    try:
        missing = years_without_special_days(timezone.now())
    except DatabaseError:
        return []  # before the first migration
    return [
        CheckWarning(
            f"The special-day table has no holidays and working weekends of {year}.",
            hint="Enter the announced days in special_days.csv and run load_reference, or add them in the admin.",
            id="venues.W001",
        )
        for year in missing
    ]
