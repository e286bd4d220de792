"""Whatever is done with service records in whatever order: they agree with a model of a few lines."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Actor
from core.errors import DomainError
from tests.volunteers.people import a_volunteer, accepted, sign
from volunteers.models import Application, Position, ServiceRecord, Volunteer
from volunteers.rules import NOTICE
from volunteers.selectors.hours import total
from volunteers.services import hours
from volunteers.services.hours import (
    AddedFacts,
    add_service,
    confirm_service,
    finalize_due,
    object_to_service,
    reject_service,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
# Deed → from which states it leads where; an added record can't be confirmed by who added it.
MOVES: dict[str, dict[str, str]] = {
    "confirm": {"recorded": "confirmed", "objected": "confirmed", "confirmed": "confirmed"},
    "reject": {"recorded": "rejected", "rejected": "rejected"},
    "object": {"confirmed": "objected", "objected": "objected"},
}
deeds = st.one_of(
    st.tuples(st.just("sign"), st.integers(0, 110), st.integers(1, 40)),
    st.tuples(st.just("add"), st.integers(0, 110), st.integers(1, 40)),
    st.tuples(st.sampled_from(["confirm", "second", "reject", "object"]), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("finalize"), st.just(0), st.just(0)),
)
scripts = st.lists(deeds, min_size=1, max_size=15)


class Stage:
    """A position that was served in the past, its people, and the model: state, kind and stretch of each record."""

    def __init__(self, row: Application, organizer: Actor, second: Actor, volunteer: Volunteer) -> None:
        self.row, self.organizer, self.second, self.volunteer = row, organizer, second, volunteer
        self.now = row.ends_at + timedelta(days=1)
        self.states: dict[int, str] = {}
        self.kinds: dict[int, str] = {}
        self.stretches: dict[int, tuple[datetime, datetime]] = {}

    def is_free(self, start: datetime, end: datetime) -> bool:
        live = [own for own, state in self.states.items() if state not in {"rejected", "reversed"}]
        return all(end <= self.stretches[own][0] or start >= self.stretches[own][1] for own in live)

    def take(self, kind: str, at: int, length: int) -> None:
        if kind in {"sign", "add"}:
            start = self.row.starts_at + at * MINUTE
            end = min(start + length * MINUTE, self.row.ends_at)
            (self.sign if kind == "sign" else self.add)(start, end)
        elif kind == "finalize":
            self.now += NOTICE
            finalize_due(now=self.now)
            self.states = {own: "final" if state == "confirmed" else state for own, state in self.states.items()}
        elif self.states:
            self.decide(kind, list(self.states)[at % len(self.states)])

    def sign(self, start: datetime, end: datetime) -> None:
        if not self.is_free(start, end):
            return  # what becomes of signs that cross others is told in test_service.py
        before = set(ServiceRecord.objects.values_list("pk", flat=True))
        sign(self.row, "in", start, now=self.now)
        sign(self.row, "out", end, now=self.now)
        for own in set(ServiceRecord.objects.values_list("pk", flat=True)) - before:
            self.states[own], self.kinds[own], self.stretches[own] = "recorded", "signed", (start, end)

    def add(self, start: datetime, end: datetime) -> None:
        facts = AddedFacts(self.row.pk, start, end, "忘记签到")
        try:
            made = add_service(facts=facts, by=self.organizer, now=self.now)
        except DomainError:
            assert not self.is_free(start, end)
            return
        assert self.is_free(start, end)
        self.states[made.pk], self.kinds[made.pk], self.stretches[made.pk] = "recorded", "added", (start, end)

    def decide(self, kind: str, own: int) -> None:
        by = self.second if kind == "second" else self.organizer
        deed = "confirm" if kind == "second" else kind
        wanted = MOVES[deed].get(self.states[own])
        may = wanted is not None
        if kind == "confirm" and self.kinds[own] == "added" and self.states[own] != "confirmed":
            may = False
        try:
            if deed == "confirm":
                confirm_service(service_id=own, by=by, now=self.now)
            elif deed == "reject":
                reject_service(service_id=own, reason="没有到岗", by=by, now=self.now)
            else:
                object_to_service(service_id=own, volunteer=self.volunteer, reason="不对", now=self.now)
        except DomainError:
            assert not may
        else:
            assert may and wanted is not None
            self.states[own] = wanted

    def compare(self) -> None:
        assert dict(ServiceRecord.objects.values_list("pk", "state")) == self.states
        wanted = sum(
            int((end - start).total_seconds() // 60)
            for own, (start, end) in self.stretches.items()
            if self.states[own] == "final"
        )
        assert total(ServiceRecord.objects.all()).final == wanted
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM volunteers_servicerecord a JOIN volunteers_servicerecord b ON a.id < b.id"
                " AND a.state NOT IN ('rejected', 'reversed') AND b.state NOT IN ('rejected', 'reversed')"
                " AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
            )
            assert cursor.fetchone()[0] == 0
        steps = [row.steps.last().state for row in ServiceRecord.objects.all()]
        assert steps == [row.state for row in ServiceRecord.objects.all()]


@pytest.fixture
def stage(position: Position, volunteer: Volunteer, organizer: Actor, now: datetime) -> Stage:
    second = Actor(user_id=a_volunteer(77, now).user_id, is_office=True)
    return Stage(accepted(position, volunteer, now), organizer, second, volunteer)


def play(stage: Stage, script: Any) -> None:
    with transaction.atomic():
        fresh = Stage(stage.row, stage.organizer, stage.second, stage.volunteer)
        for deed in script:
            fresh.take(*deed)
        fresh.compare()
        transaction.set_rollback(True)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=scripts)
def test_records_of_service_agree_with_the_model(stage: Stage, script: Any) -> None:
    play(stage, script)


def test_twin_who_confirms_without_looking_disagrees(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(hours, "can_confirm", lambda actor, service: True)
    with pytest.raises(IntegrityError, match="volunteers_added_needs_a_second"):
        play(stage, [("add", 0, 30), ("confirm", 0, 0)])
