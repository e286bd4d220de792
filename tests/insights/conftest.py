from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.permissions import SYSTEM
from activities.models import Activity, Session
from activities.services import save_activity, submit_activity
from insights.models import SessionTally, TallyDelta
from tests.activities.conftest import committed as committed
from tests.activities.conftest import lecture


@pytest.fixture
def empty(db: None) -> None:
    """What journeys have taken out of the ledger by hand has left its sums."""
    SessionTally.objects.all().delete()
    TallyDelta.objects.all().delete()


@pytest.fixture
def make(empty: None, now: datetime) -> Any:
    """Publishes an activity like the tests' lecture, but for what differs; its sessions, by their start."""

    def made(**more: Any) -> list[Session]:
        saved = save_activity(facts=replace(lecture(now), **more), by=SYSTEM, now=now)
        activity: Activity = submit_activity(activity_id=saved.pk, by=SYSTEM, now=now)
        return list(activity.sessions.order_by("starts_at"))

    return made


@pytest.fixture
def session(committed: Session) -> Iterator[Session]:
    """A session that other connections see, without bounds, and nothing else in the tally."""
    Session.objects.filter(pk=committed.pk).update(capacity=None)
    SessionTally.objects.all().delete()
    TallyDelta.objects.all().delete()
    yield committed
    SessionTally.objects.all().delete()
    TallyDelta.objects.all().delete()


@pytest.fixture
def moment(now: datetime, monkeypatch: Any) -> Any:
    """Sets the clock of every page."""

    def set_to(at: datetime) -> datetime:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        return at

    return set_to
