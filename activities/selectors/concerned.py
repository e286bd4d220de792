"""Whom it concerns that a session moves or does not take place."""

from collections.abc import Collection

from django.db.models import Count, Sum

from activities.models import Registration, Session
from activities.models.registration import OPEN


def registered_for(sessions: Collection[Session]) -> tuple[int, int]:
    """How many registrations sessions have that a message would reach, and of how many people."""
    rows = Registration.objects.filter(session__in=sessions, state__in=[state.value for state in OPEN])
    found = rows.aggregate(rows=Count("pk"), people=Sum("people"))
    return found["rows"], found["people"] or 0
