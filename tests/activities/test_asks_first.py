"""What is told to many asks first, and can be taken back until they are told; what is over says so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from activities.facts import RegistrationMode
from activities.models import Activity, ActivityStatus, ActivityStep, Message, MessageKind, Session
from activities.services import (
    cancel_activity,
    cancel_session,
    restore_activity,
    restore_session,
    save_activity,
    submit_activity,
)
from core.errors import Conflict
from tests.activities.conftest import lecture
from tests.activities.registering import ask, deliver_all
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
TOLD = timedelta(minutes=6)


@pytest.fixture
def coming(member_unit: Unit) -> Session:
    """A session in some days, for which three people are registered by two."""
    now = timezone.now()
    facts = replace(lecture(now), title="先问一声", unit_id=member_unit.pk)
    made = save_activity(facts=facts, by=SYSTEM, now=now)
    session = submit_activity(activity_id=made.pk, by=SYSTEM, now=now).sessions.get()
    ask(session, 1, now=timezone.now())
    ask(session, 2, 2, now=timezone.now())
    deliver_all(timezone.now())
    return session


@pytest.fixture
def organizer(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


def called_off() -> int:
    return Message.objects.filter(kind=MessageKind.CALLED_OFF).values("registration").distinct().count()


def record(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/"


@pytest.mark.parametrize("what", ["do/cancel/", "sessions/{session}/cancel/", "sessions/{session}/move/"])
def test_a_deed_asks_with_how_many_are_told(what: str, coming: Session, organizer: Client) -> None:
    address = record(coming) + what.format(session=coming.public_id)
    day = str((coming.starts_at + timedelta(days=1)).date())
    data = {"reason": "暴雨", "day": day, "start": "14:00", "until": "16:00"}
    page = organizer.post(address, data)
    assert page.status_code == 200
    assert "2 份报名，共 3 人" in page.content.decode()
    assert dict(page.context["words"].fields) == data
    assert not ActivityStep.objects.filter(activity=coming.activity, reason="暴雨").exists()
    assert organizer.post(address, data | {"sure": "1"}).status_code == 302
    assert ActivityStep.objects.filter(activity=coming.activity, reason="暴雨").exists()


def test_a_cancelled_session_is_told_after_five_minutes(coming: Session) -> None:
    cancel_session(session_id=coming.pk, reason="暴雨", by=SYSTEM, now=timezone.now())
    deliver_all(timezone.now() + timedelta(minutes=4))
    assert called_off() == 0
    deliver_all(timezone.now() + TOLD)
    assert called_off() == 2


def test_a_session_cancelled_by_mistake_is_restored_and_nobody_hears(coming: Session, organizer: Client) -> None:
    cancel_session(session_id=coming.pk, reason="点错了", by=SYSTEM, now=timezone.now())
    assert "撤回取消" in organizer.get(record(coming)).content.decode()
    assert organizer.post(f"{record(coming)}sessions/{coming.public_id}/restore/").status_code == 302
    coming.refresh_from_db()
    assert (coming.cancelled_at, coming.cancel_reason) == (None, "")
    deliver_all(timezone.now() + TOLD)
    assert called_off() == 0
    cancel_session(session_id=coming.pk, reason="真的", by=SYSTEM, now=timezone.now())
    deliver_all(timezone.now() + TOLD)
    assert called_off() == 2


def test_an_activity_cancelled_by_mistake_is_restored_and_nobody_hears(coming: Session, organizer: Client) -> None:
    cancel_activity(activity_id=coming.activity_id, reason="点错了", by=SYSTEM, now=timezone.now())
    assert "撤回取消" in organizer.get(record(coming)).content.decode()
    assert organizer.post(f"{record(coming)}do/restore/").status_code == 302
    activity = Activity.objects.get(pk=coming.activity_id)
    assert (activity.status, activity.cancel_reason) == (ActivityStatus.PUBLISHED, "")
    deliver_all(timezone.now() + TOLD)
    assert called_off() == 0


def test_after_five_minutes_or_once_told_nothing_is_taken_back(coming: Session, organizer: Client) -> None:
    now = timezone.now()
    cancel_session(session_id=coming.pk, reason="暴雨", by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        restore_session(session_id=coming.pk, by=SYSTEM, now=now + timedelta(minutes=5))
    deliver_all(now + TOLD)
    with pytest.raises(Conflict):
        restore_session(session_id=coming.pk, by=SYSTEM, now=now)
    cancel_activity(activity_id=coming.activity_id, reason="暴雨", by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        restore_activity(activity_id=coming.activity_id, by=SYSTEM, now=now + timedelta(minutes=5))


def test_what_is_over_or_cancelled_says_so_and_offers_nothing(coming: Session) -> None:
    page = f"/activities/{coming.activity.public_id}/"
    Activity.objects.filter(pk=coming.activity_id).update(registration=RegistrationMode.NONE)
    before = Client().get(page).content.decode()
    assert "不用报名，直接来就可以" in before and "加到日历" in before and "保存海报" in before
    years = timedelta(days=6 * 365)
    Session.objects.filter(pk=coming.pk).update(starts_at=coming.starts_at - years, ends_at=coming.ends_at - years)
    over = Client().get(page).content.decode()
    assert "已结束" in over
    Session.objects.filter(pk=coming.pk).update(starts_at=coming.starts_at, ends_at=coming.ends_at)
    cancel_session(session_id=coming.pk, reason="暴雨", by=SYSTEM, now=timezone.now())
    off = Client().get(page).content.decode()
    assert "已取消" in off
    for text in (over, off):
        assert not any(offer in text for offer in ("直接来", "加到日历", "保存海报"))
