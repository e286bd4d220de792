"""Whatever one row of a batch holds: its neighbours count, it is kept, and the device is answered for good."""

import json
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from activities import checkins
from activities.checkins import read_moment, read_uuid
from activities.models import CheckIn, QuarantinedEntry, Session
from activities.services import batches
from tests.activities.checkins import KEY, paired, sent

pytestmark = pytest.mark.django_db
STATUSES = {"accepted", "duplicate", "undone", "quarantined"}


@pytest.fixture
def door(session: Session, monkeypatch: Any) -> Session:
    moment = session.starts_at + timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    Session.objects.filter(pk=session.pk).update(capacity=None)
    paired(session, moment)
    return session


def post(entries: list[Any], raw: bytes | None = None) -> Any:
    body = raw or json.dumps({"entries": entries}).encode()
    client = Client(raise_request_exception=False)
    return client.post("/api/v1/checkins/", body, "application/json", headers={"Authorization": f"Bearer {KEY}"})


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def three(session: Session, bad: Any) -> list[Any]:
    return [sent(session), sent(session), bad, sent(session)]


def answered(entries: list[Any]) -> list[dict[str, Any]]:
    reply = post(entries)
    assert reply.status_code == 200, reply.content
    found: list[dict[str, Any]] = reply.json()["results"]
    return found


BAD: list[dict[str, Any]] = [
    {"occurred_at": "2026-11-30T10:00:00+16:00"},
    {"occurred_at": "2026-11-30T10:00:00-23:59"},
    {"occurred_at": "0000-01-01T00:00:00Z"},
    {"occurred_at": "0001-01-01T00:00:00+14:00"},
    {"occurred_at": "9999-12-31T23:59:59-14:00"},
    {"occurred_at": "10000-01-01T00:00:00Z"},
    {"occurred_at": 10**400},
    {"occurred_at": ["2026"]},
    {"count": 2**63},
    {"count": "ENDLESS"},
    {"count": 1.5},
    {"count": float("nan")},
    {"count": float("inf")},
    {"count": "3"},
    {"audience": "\ud800"},
    {"audience": "\x00"},
    {"audience": {"a": []}},
    {"method": ["ticket"]},
    {"session": "\x00" * 10},
    {"session": "\udfff"},
    {"ticket": "\ud800\x00"},
    {"ticket": 7},
    {"undo_of": "\x00"},
    {"undo_of": {}},
    {"reason": "\x00\ud800", "count": 0},
    {"\x00\ud800": "\x00", "count": 0},
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: ascii(bad)[:60])
def test_three_good_rows_count_beside_a_bad_one(door: Session, bad: dict[str, Any]) -> None:
    entries = three(door, sent(door, **bad))
    raw = json.dumps({"entries": entries}).replace('"ENDLESS"', "1" * 5000).encode()  # more digits than Python reads
    first = post([], raw)
    assert first.status_code == 200, first.content
    results = first.json()["results"]
    assert [one["status"] for one in results] == ["accepted", "accepted", "quarantined", "accepted"]
    assert [one["id"] for one in results] == [entry["id"] for entry in entries]
    assert results[2]["code"] and results[2]["detail"]
    again = post([], raw).json()["results"]
    assert [one["status"] for one in again] == ["duplicate", "duplicate", "quarantined", "duplicate"]
    assert (total(door), QuarantinedEntry.objects.count()) == (3, 1)


def test_a_broken_character_in_the_line_costs_its_row_alone(door: Session) -> None:
    raw = (
        json.dumps({"entries": three(door, sent(door, audience="broken"))}).encode().replace(b"broken", b"\xff\xfe\xc0")
    )
    statuses = [one["status"] for one in post([], raw).json()["results"]]
    assert statuses == ["accepted", "accepted", "quarantined", "accepted"]


@pytest.mark.parametrize("name", ["sent_at", "oldest_unsent_at", "unsent", "lang"])
@pytest.mark.parametrize("value", ["2026-11-30T10:00:00+16:00", "\x00", "\ud800", 10**17, True, [], {"a": 1}, -1])
def test_nor_does_what_a_device_tells_of_itself_fail_it(door: Session, name: str, value: Any) -> None:
    reply = post([], json.dumps({"entries": [sent(door)], name: value}).encode())
    assert reply.status_code == 200 and reply.json()["results"][0]["status"] == "accepted"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**40), max_value=10**40)
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.text(st.characters(categories=["Cs", "Cc"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
MOMENTS = st.builds(
    "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}{}{}{:02d}:{:02d}".format,
    st.integers(0, 10_000),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
    st.sampled_from(["", ".5", ".1234567"]),
    st.sampled_from(["+", "-"]),
    st.integers(0, 25),
    st.integers(0, 61),
)
FIELDS = st.sampled_from(
    [
        "id",
        "session",
        "ticket",
        "count",
        "audience",
        "method",
        "occurred_at",
        "undo_of",
        "reason",
        "service",
        "volunteer",
    ]
)


@contextmanager
def forgotten() -> Any:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.dictionaries(FIELDS, JSON | MOMENTS, min_size=1, max_size=3), whole=st.none() | JSON)
@example(changed={"occurred_at": "2026-11-30T10:00:00+16:00"}, whole=None)
@example(changed={"service": "in", "session": "\x00", "volunteer": "\ud800"}, whole=None)
def test_no_row_fails_its_neighbours(door: Session, changed: dict[str, Any], whole: Any) -> None:
    with forgotten():
        before = total(door)
        bad = {**sent(door), **changed} if whole is None else whole
        entries = three(door, bad)
        results = answered(entries)
        assert [one["status"] for one in (*results[:2], results[3])] == ["accepted"] * 3
        assert results[2]["status"] in STATUSES
        if isinstance(bad, dict) and read_uuid(bad.get("id")) is not None:
            assert results[2]["id"] == bad["id"].lower(), "by its id a device knows that it is answered"
        assert [one["id"] for one in answered(entries)] == [one["id"] for one in results]
        gained = total(door) - before
        assert gained == 3 or results[2]["status"] == "accepted"
        if results[2]["status"] == "quarantined":
            assert QuarantinedEntry.objects.filter(pk=results[2]["id"]).exists()


@settings(max_examples=300)
@given(MOMENTS | st.text(max_size=30))
def test_a_moment_is_one_that_a_database_takes(text: str) -> None:
    found = read_moment(text)
    assert found is None or (found.tzinfo is UTC and 1899 <= found.year <= 2201)


def test_what_reading_lets_through_still_fails_nobody_else(door: Session, monkeypatch: Any) -> None:
    """Reading as it was before its guard: the second line of defence holds, and without that one all fail."""
    bad = sent(door, occurred_at="2026-11-30T10:00:00+16:00")
    monkeypatch.setattr(checkins, "read_moment", datetime.fromisoformat)
    results = answered(three(door, bad))
    assert [one["status"] for one in results] == ["accepted", "accepted", "quarantined", "accepted"]
    assert (results[2]["id"], total(door)) == (bad["id"], 3)
    assert answered([bad])[0]["status"] == "quarantined" and QuarantinedEntry.objects.count() == 1
    monkeypatch.setattr(batches, "UNTAKEABLE", ())
    assert post(three(door, {**bad, "id": str(uuid6.uuid7())})).status_code == 500
    assert total(door) == 3


def test_the_nested_is_kept_as_far_as_it_can_be_said(door: Session) -> None:
    deep: Any = []
    for _level in range(600):
        deep = [deep]
    results = answered(three(door, sent(door, count=0, reason=deep)))
    assert [one["status"] for one in results] == ["accepted", "accepted", "quarantined", "accepted"]
    assert uuid.UUID(results[2]["id"])
