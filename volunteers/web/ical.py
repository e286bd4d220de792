"""A volunteer's schedule as a calendar."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.ical import Event, calendar_of
from activities.wording import where_text
from volunteers.models import ApplicationState, Volunteer
from volunteers.selectors.own import schedule


def schedule_calendar(volunteer: Volunteer, now: datetime) -> bytes:
    """What a volunteer is accepted for from now on."""
    events = [
        Event(
            number=f"service-{row.public_id}",
            title=f"{row.position.session.activity.label} · {row.position.title}",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.position.meeting_point or where_text(row.position.session),
            url=settings.SITE_URL + reverse("volunteer-position", args=[row.position.public_id]),
            is_off=row.position.session.cancelled_at is not None,
        )
        for row in schedule(volunteer, now)
        if row.state == ApplicationState.ACCEPTED
    ]
    return calendar_of(events, _("我的志愿服务"), now)
