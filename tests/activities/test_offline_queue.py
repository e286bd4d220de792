"""A day's queue of a device without a line: five hundred entries, cut, shuffled, sent twice, by a wrong clock."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client, override_settings

from activities.models import CheckIn, QuarantinedEntry, QuarantineState, Session
from activities.services import ledger
from tests.activities.checkins import KEY, paired, sent
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
SIZE, POISONED = 500, 5
POISON: list[dict[str, Any]] = [
    {"session": "0000000000"},
    {"count": 0},
    {"audience": "castle"},
    {"method": "headcount"},
    {"occurred_at": "1970-01-01T00:00:00+08:00"},
]


@pytest.fixture
def queue(session: Session, now: datetime, monkeypatch: Any) -> list[dict[str, Any]]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at + timedelta(hours=1))
    paired(session, now)
    entries = [sent(session) for _entry in range(SIZE - POISONED)]
    return [*entries, *(sent(session, **poison) for poison in POISON)]


def post(entries: list[dict[str, Any]], sent_at: datetime) -> Any:
    body = json.dumps({"entries": entries, "sent_at": sent_at.isoformat(), "unsent": 0})
    client = Client(raise_request_exception=False)
    return client.post(
        "/api/v1/checkins/", body, "application/json", headers={"Authorization": f"Bearer {KEY}"}
    )  # fmt: skip


@pytest.mark.parametrize("hours", [-3, 0, 3])
def test_a_queue_survives_anything(
    hours: int, queue: list[dict[str, Any]], session: Session, people: Any, monkeypatch: Any
) -> None:
    dice, off = random.Random(hours), timedelta(hours=hours)
    device_now = session.starts_at + timedelta(hours=1) + off
    for entry in queue:
        if not entry["occurred_at"].startswith("1970"):
            entry["occurred_at"] = (datetime.fromisoformat(entry["occurred_at"]) + off).isoformat()
    with monkeypatch.context() as cut:  # the first batch breaks off when most of it is written
        cut.setattr(ledger, "_lay_aside", lambda *_given: 1 / 0)
        assert post(queue[:300], device_now).status_code == 500
    assert not CheckIn.objects.exists()
    for _twice in range(2):
        dice.shuffle(queue)
        for start in range(0, SIZE, 125):
            answer = post(queue[start : start + 125], device_now)
            assert [one["id"] for one in answer.json()["results"]] == [one["id"] for one in queue[start : start + 125]]
    assert CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] == SIZE - POISONED
    waiting = QuarantinedEntry.objects.filter(state=QuarantineState.WAITING)
    assert waiting.count() == POISONED
    page = client_of(people["office"]).get(f"/workspace/activities/{session.activity.public_id}/quarantine/")
    assert page.content.decode().count("人群不在词表里") >= 1
    assert {row.occurred_at for row in CheckIn.objects.all()} == {session.starts_at}


def test_check_ins_are_taken_while_redis_is_away(queue: list[dict[str, Any]], session: Session) -> None:
    away = "redis://127.0.0.1:1/0"
    caches = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": away}}
    with override_settings(REDIS_URL=away, CELERY_BROKER_URL=away, CACHES=caches):
        answer = post(queue, session.starts_at + timedelta(hours=1))
    assert answer.status_code == 200
    assert CheckIn.objects.filter(session=session).count() == SIZE - POISONED
