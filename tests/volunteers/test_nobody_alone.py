"""Whatever one person does, by whichever service and in whatever order: no final minute is lost.

The services are found, not listed: a new one is tried as well, or the test says what it lacks to call it.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import SYSTEM, Actor
from core.errors import DomainError
from core.geo import LonLat
from tests.volunteers.people import HOUR, a_volunteer, accepted, facts, sign
from volunteers import services
from volunteers.models import Correction, Position, ServiceRecord, SignKind, Team, Volunteer
from volunteers.rules import NOTICE, PositionFacts
from volunteers.selectors.hours import total
from volunteers.services import corrections
from volunteers.services.callups import CallUpFacts
from volunteers.services.certificates import CertificateFacts, issue_certificate
from volunteers.services.corrections import CorrectionFacts, confirm_correction, propose_correction
from volunteers.services.hours import AddedFacts, confirm_service, finalize_due
from volunteers.services.teams import save_team
from volunteers.signs import Sign, SignSource

pytestmark = pytest.mark.django_db
Service = Callable[..., Any]


def deeds() -> dict[str, Service]:
    """Every service by its name: public functions that take a moment, or what has one, and so write."""
    found: dict[str, Service] = {}
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"volunteers.services.{module.name}")
        for name, function in vars(loaded).items():
            is_own = inspect.isfunction(function) and inspect.unwrap(function).__module__ == loaded.__name__
            if is_own and not name.startswith("_") and {"now", "source"} & set(inspect.signature(function).parameters):
                found[f"{module.name}.{name}"] = function
    return found


READS = {"callups.reachable", "callups.who_is_called", "hours.may_object", "volunteers.volunteer_values", "steps.note"}
DEEDS = {name: function for name, function in deeds().items() if name not in READS}


@dataclass
class Stage:
    """A volunteer with hours that count, some of them corrected, and what one person can say to each service."""

    service: ServiceRecord
    volunteer: Volunteer
    correction: Correction
    certificate: int
    team: Team
    now: datetime
    actors: list[Actor] = field(default_factory=list)

    def said(self, name: str, by: Actor, change: int) -> dict[str, Any]:
        """What a service is given by its parameters' names; `change` 0 to 2 is what a correction proposes."""
        position = self.service.application.position
        start, end = position.starts_at, position.ends_at
        unit = position.session.activity.unit_id
        day = start.date()
        moments = {0: (start, start + timedelta(minutes=10)), 1: (None, None), 2: (start, start + HOUR)}[change % 3]
        by_name: dict[str, Any] = {
            "now": self.now, "by": by, "volunteer": self.volunteer, "reason": "没有理由的理由", "accept": False,
            "service": self.service, "service_id": self.service.pk, "service_ids": [self.service.pk],
            "correction_id": self.correction.pk, "application_id": self.service.application_id,
            "position": position, "position_id": position.pk, "session_id": position.session_id,
            "number": self.volunteer.number, "numbers": [self.volunteer.number], "user_id": self.volunteer.user_id,
            "certificate_id": self.certificate, "unit_id": unit, "team": self.team, "team_id": 0, "member_id": 0,
            "leader_number": self.volunteer.number, "is_emergency": False, "officer_id": 0, "course_id": 0,
            "batch_id": 0, "after": 0, "call_up_id": 0, "comes": True, "note": "", "most": 100, "year": start.year,
            "purpose": "核对服务记录", "by_volunteer": False, "stars": 1, "text": "说一句话", "title": "标题",
            "name": "名称", "about": "", "since": day, "until": day, "handler": "测试经办", "contact": "0772-0000000",
            "county": "450202", "place": "某村", "phone": "", "hours": 1, "held_on": day, "items": [],
            "positions": [], "proposed_by": by.user_id or 0, "is_demonstration": False,
            "signs": [
                Sign(uuid6.uuid7(), self.service.application.public_id, kind, start + timedelta(minutes=5))
                for kind in (SignKind.IN, SignKind.OUT)
            ],
            "source": SignSource(now=self.now, actor_id=by.user_id),
        }  # fmt: skip
        by_service: dict[str, Any] = {
            "corrections.propose_correction": CorrectionFacts(self.service.pk, "没有理由", *moments),
            "hours.add_service": AddedFacts(self.service.application_id, start, end, "忘记签到"),
            "callups.make_call_up": CallUpFacts("要做的事情", "某处", LonLat(109.4, 24.3), 10),
            "certificates.issue_certificate": CertificateFacts(
                self.volunteer.pk, unit, day, date(2026, 1, 1), "经办人", "0772-0000000"
            ),
            "positions.save_position": PositionFacts("讲解员", 1, start + HOUR, end),
            "volunteers.save_volunteer": facts(1),
        }
        if name in by_service:
            by_name["facts"] = by_service[name]
        wanted = inspect.signature(DEEDS[name]).parameters
        missing = set(wanted) - set(by_name)
        assert not missing, f"say above what {name} is given for {missing}"
        return {parameter: by_name[parameter] for parameter in wanted}

    def do(self, name: str, by: Actor, change: int = 0) -> None:
        try:
            with transaction.atomic():
                DEEDS[name](**self.said(name, by, change))
        except (DomainError, DatabaseError, ObjectDoesNotExist):
            pass  # a refusal, or a thing that isn't there

    @property
    def final(self) -> int:
        return total(self.volunteer.services.all()).final


@pytest.fixture
def stage(position: Position, volunteer: Volunteer, organizer: Actor, now: datetime) -> Stage:
    """Two hours that count and a correction of them that the organizer has proposed."""
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    moment = row.ends_at + NOTICE
    finalize_due(now=moment)
    unit, day = position.session.activity.unit_id, row.starts_at.date()
    said = CertificateFacts(volunteer.pk, unit, day, moment.date(), "测试经办", "0772-0000000")
    certificate = issue_certificate(facts=said, by=organizer, now=moment)
    made = propose_correction(facts=CorrectionFacts(service.pk, "没有来"), by=organizer, now=moment)
    office = Actor(user_id=a_volunteer(77, now).user_id, is_office=True)
    own = Actor(user_id=volunteer.user_id, is_office=True)
    said_of_team: dict[str, Any] = {"about": "", "is_emergency": False, "by": SYSTEM, "now": now}
    team = save_team(name="一队", unit_id=unit, leader_number=volunteer.number, **said_of_team)
    return Stage(service, volunteer, made, certificate.pk, team, moment + HOUR, [organizer, office, own])


def test_the_services_are_found() -> None:
    assert {"hours.reject_service", "corrections.confirm_correction", "signing.record_signs"} <= set(DEEDS)
    assert len(DEEDS) > 35


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_no_service_lets_one_person_take_final_hours(stage: Stage, name: str) -> None:
    # Who proposed the correction, and the volunteer: the office's confirming it is the second person's.
    for by in (stage.actors[0], stage.actors[2]):
        for change in range(3):
            stage.do(name, by, change)
            assert stage.final == 120, name


def test_the_second_person_takes_them(stage: Stage) -> None:
    """The same, by two: so that the test above has something to lose."""
    stage.do("corrections.confirm_correction", stage.actors[1])
    assert stage.final == 0


scripts = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 2)), min_size=2, max_size=8)


def play(stage: Stage, by: Actor, script: list[tuple[str, int]]) -> int:
    with transaction.atomic():
        for name, change in script:
            stage.do(name, by, change)
        left = stage.final
        transaction.set_rollback(True)
    return left


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=scripts)
def test_nor_do_many_deeds_of_one_person(stage: Stage, script: list[tuple[str, int]]) -> None:
    assert play(stage, stage.actors[0], script) >= 120


def test_twin_without_the_second_person_they_are_lost(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(corrections, "can_second", lambda actor, correction: True)
    before = stage.final
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=stage.correction.pk).update(
            state="confirmed", decided_by=stage.actors[0].user_id, decided_at=stage.now
        )
    own = stage.actors[2]
    with pytest.raises(DatabaseError), transaction.atomic():  # the volunteer's confirming: the trigger alone refuses
        confirm_correction(correction_id=stage.correction.pk, by=own, now=stage.now)
    assert stage.final == before
