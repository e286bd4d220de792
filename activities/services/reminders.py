"""Reminding registrants on the evening before."""

from datetime import datetime, timedelta

from django.db import transaction

from activities.models import MessageKind, Registration, RegistrationState, Session
from activities.services.messages import post_message
from core.clock import city_day, day_start

EVENING = timedelta(hours=18)
BATCH = 200
COMING = [RegistrationState.CONFIRMED.value, RegistrationState.OFFERED.value]


def remind_of_tomorrow(*, now: datetime) -> int:
    """Remind who is registered for a session of the next day; returns how many messages were new.

    Who has registered since this evening knows. Nobody is reminded twice of the same day.
    """
    today = city_day(now)
    tomorrow = today + timedelta(days=1)
    evening = day_start(today) + EVENING
    sessions = Session.objects.live().filter(
        activity__status="published",
        starts_at__gte=day_start(tomorrow),
        starts_at__lt=day_start(tomorrow + timedelta(days=1)),
    )
    due = Registration.objects.with_all_to_tell().filter(session__in=sessions, state__in=COMING, created_at__lt=evening)
    told, after = 0, 0
    while True:
        with transaction.atomic():
            rows = list(due.filter(pk__gt=after).order_by("pk")[:BATCH])
            for row in rows:
                key = f"registration-{row.pk}-reminder-{tomorrow:%Y%m%d}"
                told += post_message(kind=MessageKind.REMINDER, key=key, registration=row, now=now)
        if len(rows) < BATCH:
            return told
        after = rows[-1].pk
