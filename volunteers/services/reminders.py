"""Volunteers are reminded the evening before they serve, once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import notify
from core.clock import city_day, day_start
from volunteers.models import Application, ApplicationState


@transaction.atomic
def remind_of_positions(*, now: datetime, most: int = 2000) -> int:
    """Tell who serves tomorrow, by the city's days; returns how many were told now."""
    start = day_start(city_day(now) + timedelta(days=1))
    rows = Application.objects.filter(
        state=ApplicationState.ACCEPTED,
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
        position__cancelled_at=None,
        position__session__cancelled_at=None,
        position__session__activity__status="published",
    ).select_related("position__session__activity", "volunteer")
    told = 0
    for row in rows.order_by("pk")[:most]:
        title = f"{row.position.session.activity.title} · {row.position.title}"
        told += notify(
            users=User.objects.filter(volunteer=row.volunteer),
            key=f"application-{row.pk}-reminder",
            title=format_lazy("{what}{title}", what=_("明天的志愿服务："), title=title),
            path=reverse("volunteer-position", args=[row.position.public_id]),
            now=now,
        )
    return told
