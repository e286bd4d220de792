from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit, UnitKind, User
from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import (
    Activity,
    ActivityStep,
    CheckIn,
    QuarantinedEntry,
    Registration,
    RepeatedEntry,
    ScannerDevice,
    Session,
)
from activities.services import copy_plan, save_activity, submit_activity
from core.models import OutboxMessage
from tests.activities.oneself import Clock
from tests.activities.results import after
from tests.activities.sheets import plan_sent
from tests.committed import without_triggers
from tests.conftest import client_of
from venues.models import Venue


def lecture(now: datetime) -> ActivityFacts:
    """A lecture of two hours in a week, at a venue, with three places."""
    starts = now + timedelta(days=7)
    unit = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[0]
    return ActivityFacts(
        title="测试讲座",
        unit_id=unit.pk,
        form="lecture",
        audiences=("residents", "youth"),
        rural_stated=False,
        where=Where(venue_id=Venue.objects.published().exclude(point=None).order_by("pk")[0].pk),
        registration=RegistrationFacts(mode=RegistrationMode.OPEN),
        sessions=(SessionFacts(starts, starts + timedelta(hours=2), capacity=3),),
    )


@pytest.fixture
def facts(db: None, now: datetime) -> ActivityFacts:
    return lecture(now)


@pytest.fixture
def published(facts: ActivityFacts, now: datetime) -> Activity:
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    return submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)


@pytest.fixture
def session(published: Activity) -> Any:
    return Session.objects.get(activity=published)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, now: datetime) -> Any:
    """A session that other connections see: nothing here is rolled back, so it is taken away by hand."""
    with django_db_blocker.unblock():
        activity = save_activity(facts=lecture(now), by=SYSTEM, now=now)
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        yield Session.objects.get(activity=activity)
        for model in (RepeatedEntry, CheckIn):
            with without_triggers(model._meta.db_table):
                if model is CheckIn:  # undoings hold what they undo
                    CheckIn.objects.filter(undo_of__isnull=False).delete()
                model.objects.all().delete()
        QuarantinedEntry.objects.all().delete()
        ScannerDevice.objects.all().delete()
        Registration.objects.filter(session__activity=activity).delete()
        with without_triggers("activities_activitystep"):
            ActivityStep.objects.filter(activity=activity).delete()
        activity.delete()
        OutboxMessage.objects.all().delete()


@pytest.fixture
def evening(session: Session, member_unit: Unit, monkeypatch: Any) -> datetime:
    """After the session; its unit is of the county reviewer's county."""
    Unit.objects.filter(pk=member_unit.pk).update(county_code="450202")
    moment = after(session)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def organizer(evening: datetime, people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def reviewer(evening: datetime, people: dict[str, User | None]) -> Client:
    return client_of(people["county_reviewer"])


@pytest.fixture
def draft(facts: ActivityFacts, now: datetime) -> Activity:
    return save_activity(facts=facts, by=SYSTEM, now=now)


@pytest.fixture
def editor(people: dict[str, Any]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def send(people: dict[str, User], member_unit: Unit, now: datetime) -> Any:
    copy_plan(from_year=2020, to_year=2026, by=SYSTEM)

    def job(*rows: list[Any], who: str = "organizer", **options: Any) -> Any:
        return plan_sent(rows, people[who], now, **{"unit": member_unit.pk} | options)

    return job


@pytest.fixture
def clock(session: Session, monkeypatch: Any) -> Clock:
    found = Clock(session.starts_at + timedelta(minutes=5))
    monkeypatch.setattr("django.utils.timezone.now", found)
    Session.objects.filter(pk=session.pk).update(capacity=None)
    return found
