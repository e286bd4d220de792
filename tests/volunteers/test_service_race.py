"""Sixty-four at once: of overlapping stretches of one volunteer one stays, whichever door they come by."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from accounts.permissions import SYSTEM
from activities.models import Activity, ActivityStep
from activities.services import save_activity, submit_activity
from core.models import OutboxMessage
from tests.activities.conftest import lecture
from tests.committed import without_triggers
from tests.volunteers.people import a_position, a_volunteer, accepted
from volunteers.models import Application, Position, ServiceRecord, ServiceStep, SignEvent, Volunteer
from volunteers.models.position import Application as Row

PARALLEL, WORKERS = 64, 16


@pytest.fixture
def row(django_db_setup: None, django_db_blocker: Any, now: datetime) -> Iterator[Row]:
    """An accepted application that other connections see; taken away by hand."""
    with django_db_blocker.unblock():
        activity = save_activity(facts=replace(lecture(now), title="并发测试"), by=SYSTEM, now=now)
        submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
        volunteer = a_volunteer(901, now)
        yield accepted(a_position(activity.sessions.get(), now), volunteer, now)
        _clear(activity, volunteer)


def _clear(activity: Activity, volunteer: Volunteer) -> None:
    for model in (ServiceStep, ServiceRecord, SignEvent):
        with without_triggers(model._meta.db_table):
            model.objects.all().delete()
    Application.objects.all().delete()
    Position.objects.all().delete()
    user = volunteer.user
    volunteer.delete()
    User.objects.filter(pk=user.pk if user else 0).delete()
    with without_triggers("activities_activitystep"):
        ActivityStep.objects.filter(activity=activity).delete()
    activity.delete()
    OutboxMessage.objects.all().delete()


def insert(row: Row, place: int) -> bool:
    """One stretch, a minute later than the one before; whether it stayed."""
    try:
        ServiceRecord.objects.create(
            volunteer_id=row.volunteer_id,
            application=row,
            kind="signed",
            state="recorded",
            starts_at=row.starts_at + timedelta(minutes=place),
            ends_at=row.ends_at,
            minutes=1,
            window_start=row.starts_at,
            window_end=row.ends_at,
            latest_end=row.ends_at,
            created_at=row.starts_at,
        )
    except IntegrityError:
        return False
    finally:
        connection.close()
    return True


def stayed(row: Row) -> int:
    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(lambda place: insert(row, place), range(PARALLEL)))


def test_of_sixty_four_overlapping_stretches_one_stays(row: Row) -> None:
    assert stayed(row) == 1
    assert ServiceRecord.objects.count() == 1


def test_twin_without_the_constraint_many_stay(row: Row) -> None:
    found = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'volunteers_service_apart'"
    table = "ALTER TABLE volunteers_servicerecord"
    with connection.cursor() as cursor:
        cursor.execute(found)
        definition = cursor.fetchone()[0]
        cursor.execute(f"{table} DROP CONSTRAINT volunteers_service_apart")
        try:
            assert stayed(row) == PARALLEL
            with without_triggers("volunteers_servicerecord"):
                ServiceRecord.objects.all().delete()
        finally:
            cursor.execute(f"{table} ADD CONSTRAINT volunteers_service_apart {definition}")
