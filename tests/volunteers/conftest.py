from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import SYSTEM, Actor, actor_for
from activities.models import Activity, Session
from activities.services import save_activity, submit_activity
from core.clock import city_day
from tests.activities.conftest import lecture
from tests.volunteers.people import a_position, a_volunteer, accepted
from volunteers.models import Application, Position, Volunteer


@pytest.fixture(autouse=True)
def today(now: datetime, monkeypatch: Any) -> None:
    """What reads the clock by itself (outbox, handlers, pages) is at the tests' day too."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def activity(db: None, member_unit: Any, now: datetime) -> Activity:
    """A published activity of the organizer's unit."""
    made = save_activity(facts=replace(lecture(now), unit_id=member_unit.pk), by=SYSTEM, now=now)
    return submit_activity(activity_id=made.pk, by=SYSTEM, now=now)


@pytest.fixture
def session(activity: Activity) -> Session:
    return activity.sessions.select_related("activity__unit").get()


@pytest.fixture
def position(session: Session, now: datetime) -> Position:
    return a_position(session, now)


@pytest.fixture
def volunteer(db: None, now: datetime) -> Volunteer:
    return a_volunteer(1, now)


@pytest.fixture
def organizer(people: dict[str, User | None], now: datetime) -> Actor:
    user = people["organizer"]
    assert user is not None
    return actor_for(user, city_day(now))


@pytest.fixture
def row(position: Position, volunteer: Volunteer, now: datetime) -> Application:
    return accepted(position, volunteer, now)


@pytest.fixture
def there(row: Application, monkeypatch: Any) -> datetime:
    moment = row.ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment
