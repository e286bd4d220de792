from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, Session
from activities.services import save_activity, submit_activity
from venues.models import Venue


@pytest.fixture
def facts(db: None, member_unit: Unit, now: datetime) -> ActivityFacts:
    """A lecture of two hours in a week, at a venue, with three places."""
    starts = now + timedelta(days=7)
    return ActivityFacts(
        title="测试讲座",
        unit_id=member_unit.pk,
        form="lecture",
        audiences=("residents", "youth"),
        where=Where(venue_id=Venue.objects.published().exclude(point=None).order_by("pk")[0].pk),
        registration=RegistrationFacts(mode=RegistrationMode.OPEN),
        sessions=(SessionFacts(starts, starts + timedelta(hours=2), capacity=3),),
    )


@pytest.fixture
def published(facts: ActivityFacts, now: datetime) -> Activity:
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


@pytest.fixture
def session(published: Activity) -> Any:
    return Session.objects.get(activity=published)
