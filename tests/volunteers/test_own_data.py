"""A volunteer's own data as JSON: with rows of every kind, whatever their values are."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy

from accounts.permissions import SYSTEM, Actor
from core.crypto import Unreadable
from core.geo import LonLat
from core.plain import plain
from tests.conftest import client_of
from tests.volunteers.people import HOUR, a_volunteer, accepted, sign
from volunteers.certifying import Item
from volunteers.models import CertificateRequest, Position, ServiceRecord, Volunteer
from volunteers.rules import NOTICE
from volunteers.selectors import owndata
from volunteers.services.callups import CallUpFacts, make_call_up
from volunteers.services.certificates import CertificateFacts, ask_for_certificate, issue_certificate
from volunteers.services.corrections import CorrectionFacts, propose_correction
from volunteers.services.feedback import give_feedback
from volunteers.services.hours import confirm_service, finalize_due
from volunteers.services.teams import ask_to_join, save_team
from volunteers.services.training import record_attendance, save_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(position: Position, organizer: Actor, now: datetime) -> Volunteer:
    """A volunteer with a row of everything that can be theirs."""
    volunteer = a_volunteer(1, now, is_emergency=True)
    unit = position.session.activity.unit_id
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    confirm_service(service_id=service.pk, by=organizer, now=row.ends_at)
    moment = row.ends_at + NOTICE
    finalize_due(now=moment)
    service.refresh_from_db()
    facts = CertificateFacts(volunteer.pk, unit, row.starts_at.date(), moment.date(), "测试经办", "0772-0000000")
    issue_certificate(facts=facts, by=organizer, now=moment)
    ask_for_certificate(volunteer=volunteer, unit_id=unit, now=moment)
    propose_correction(facts=CorrectionFacts(service.pk, "没有来"), by=organizer, now=moment)
    give_feedback(service=service, by_volunteer=False, stars=5, text="很好", now=moment)
    course = save_course(title="急救", about="", hours=2, unit_id=unit, by=SYSTEM)
    record_attendance(course_id=course.pk, numbers=[volunteer.number], held_on=now.date(), by=SYSTEM, now=now)
    said: dict[str, Any] = {"about": "", "unit_id": unit, "is_emergency": False, "by": SYSTEM, "now": now}
    team = save_team(name="一队", leader_number=volunteer.number, **said)
    ask_to_join(team_id=team.pk, volunteer=volunteer, now=now)
    office = Actor(user_id=organizer.user_id, is_office=True)
    make_call_up(facts=CallUpFacts("搬运救灾物资", "广场", LonLat(109.42, 24.33), 50), by=office, now=now)
    return volunteer


def test_all_that_is_kept_can_be_taken_along(whole: Volunteer) -> None:
    response = client_of(whole.user).get("/volunteers/me/data.json")
    assert response.status_code == 200
    said = json.loads(response.content)
    assert (said["name"], said["number"], said["birth_date"]) == (whole.name, whole.number, "1990-01-02")
    (service,) = said["services"]
    assert service["minutes"] == 120 and service["corrections"][0]["reason"] == "没有来"
    assert service["feedback"][0]["stars"] == 5 and len(service["steps"]) == 4
    (certificate,) = said["certificates"]
    assert certificate["content"]["items"][0]["minutes"] == 120
    assert len(said["signs"]) == 2
    for name in owndata.SECTIONS:
        assert said[name], name


def test_no_relation_of_a_volunteer_is_left_out() -> None:
    """What is theirs is named where it is told; a new kind of row is told or this says so."""
    assert {relation.get_accessor_name() for relation in Volunteer._meta.related_objects} == set(owndata.SECTIONS)


def test_every_column_of_the_profile_is_told(whole: Volunteer) -> None:
    columns = {column.name for column in Volunteer._meta.concrete_fields}
    assert columns - owndata.NOT_TOLD <= set(owndata.own_data(whole))


def test_a_key_that_is_gone_does_not_keep_the_rest(whole: Volunteer, monkeypatch: Any) -> None:
    def gone(*args: Any) -> Any:
        raise Unreadable("gone")

    monkeypatch.setattr(owndata, "content_of", gone)
    said = owndata.own_data(whole)
    assert said["certificates"][0]["content"] is None and said["certificates"][0]["minutes"] == 120


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        (Colour.RED, "red"),
        (Decimal("1.10"), "1.10"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), "2026-01-02T03:00:00+00:00"),
        (timedelta(minutes=1), 60.0),
        (b"\x00\xff", "AP8="),
        (memoryview(b"a"), "YQ=="),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ({"a": {1, 2}}, {"a": [1, 2]}),
        ((Colour.RED,), ["red"]),
        (gettext_lazy("志愿者"), "志愿者"),
        (Volunteer(number="V1"), "V1"),
        (CertificateRequest(pk=3), "#3"),
        (
            Item("2026-01-02", "a", "b", 3, False),
            {"day": "2026-01-02", "activity": "a", "position": "b", "minutes": 3, "is_added": False},
        ),
    ],
)
def test_a_value_of_any_kind_is_said(value: Any, wanted: Any) -> None:
    assert plain(value) == wanted
    json.dumps(plain(value))


def test_a_place_is_said_as_geojson_and_what_has_no_form_is_refused() -> None:
    assert json.loads(plain(Point(109.4, 24.3, srid=4326)))["type"] == "Point"
    with pytest.raises(TypeError):
        plain(object())


def test_hours_of_two_people_are_not_mixed(whole: Volunteer, position: Position, now: datetime) -> None:
    other = a_volunteer(2, now)
    row = accepted(position, other, now)
    sign(row, "in", row.starts_at + HOUR)
    assert len(owndata.own_data(whole)["services"]) == 1
