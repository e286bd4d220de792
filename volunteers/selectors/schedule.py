"""When a volunteer serves."""

from datetime import datetime

from django.db import models

from volunteers.models import Application, ApplicationState
from volunteers.rules import TIGHT


def accepted_of(volunteer_id: int) -> models.QuerySet[Application]:
    """What a volunteer is accepted for, with what a line of a schedule says."""
    rows = Application.objects.filter(volunteer=volunteer_id, state=ApplicationState.ACCEPTED)
    return rows.select_related("position__session__activity__unit", "position__session__venue")


def overlapping(volunteer_id: int, start: datetime, end: datetime, *, but: int | None) -> Application | None:
    """An accepted application for another position within a stretch of time."""
    rows = accepted_of(volunteer_id).filter(starts_at__lt=end, ends_at__gt=start)
    return rows.exclude(position=but).order_by("starts_at").first()


def tight(volunteer_id: int, start: datetime, end: datetime, *, but: int | None) -> Application | None:
    """An accepted application shortly before or after, without overlapping."""
    return overlapping(volunteer_id, start - TIGHT, end + TIGHT, but=but)
