"""A published activity with a session, for the journeys; taken away again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Unit, UnitKind
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, ActivityStep
from activities.query import When
from activities.services import save_activity, submit_activity
from core.clock import city_day, day_start
from core.geo import lonlat
from core.models import OutboxMessage
from core.search import remove_entry
from tests.committed import without_triggers
from venues.models import Venue


@dataclass(frozen=True)
class Happening:
    """The activity's identifier, its venue's, and where it is."""

    activity: str
    venue: str
    lon: float
    lat: float


@contextmanager
def happening(blocker: Any, title: str) -> Iterator[Happening]:
    """One session in the last hour of this weekend, and one three weeks later."""
    with blocker.unblock():
        now = timezone.now()
        venue = Venue.objects.published().filter(kind="science_museum").exclude(point=None).order_by("pk")[0]
        unit = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]
        # Whenever the journey is made, it is still to come.
        start = day_start(When.WEEKEND.days(city_day(now))[1]) + timedelta(hours=22, minutes=30)
        facts = ActivityFacts(
            title=title,
            unit_id=unit.pk,
            form="lecture",
            audiences=("residents",),
            rural_stated=False,
            where=Where(venue_id=venue.pk),
            registration=RegistrationFacts(mode=RegistrationMode.OPEN),
            sessions=tuple(
                SessionFacts(begin, begin + timedelta(minutes=80), capacity=30)
                for begin in (start, start + timedelta(weeks=3))
            ),
        )
        activity = save_activity(facts=facts, by=SYSTEM, now=now)
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        place = lonlat(venue.point)
    try:
        yield Happening(activity.public_id, venue.public_id, place.lon, place.lat)
    finally:
        with blocker.unblock():
            remove_entry("activity", activity.public_id)
            with without_triggers("activities_activitystep"):
                ActivityStep.objects.filter(activity=activity).delete()
            Activity.objects.filter(pk=activity.pk).delete()
            OutboxMessage.objects.filter(data__activity=activity.pk).delete()
