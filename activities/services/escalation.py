"""Telling the office what a county office has left waiting."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice
from accounts.selectors.people import office_people
from accounts.services import notify
from activities.selectors.desk import escalated
from core.clock import city_day

MOST_AT_ONCE = 500


def escalate_activities(*, now: datetime) -> int:
    """Tell the office of activities that wait for review too long, each once; returns how many notices were new."""
    people = office_people(city_day(now))
    if not people:
        return 0
    told = 0
    for activity in escalated(now).order_by("submitted_at", "pk")[:MOST_AT_ONCE]:
        key = f"activity-{activity.pk}-escalated-{activity.submitted_at:%Y%m%d%H%M%S}"
        if Notice.objects.filter(key=key, user__in=people).count() == len(people):
            continue
        told += notify(
            users=people,
            key=key,
            title=format_lazy("{what}{title}", what=_("审核等待过久："), title=activity.title),
            path=reverse("workspace-activity", args=[activity.public_id]),
            now=now,
        )
    return told
