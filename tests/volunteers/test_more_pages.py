"""Training, call-ups, information officers, announcements and feedback."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM, actor_for
from activities.models import Session
from core.errors import Refused
from tests.activities.registering import deliver_all
from tests.conftest import client_of
from tests.volunteers.people import a_position, a_volunteer, accepted, sign
from volunteers.models import (
    Attendance,
    CallUp,
    CertificateBatch,
    Course,
    Feedback,
    InformationOfficer,
    Position,
    RecordExport,
    ServiceRecord,
    Team,
    Volunteer,
)
from volunteers.rules import NOTICE
from volunteers.services.applications import apply
from volunteers.services.hours import confirm_service, finalize_due
from volunteers.services.teams import ask_to_join, decide_member, save_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])


def test_a_position_may_ask_for_a_training(
    session: Session, keeper: Client, volunteer: Volunteer, member_unit: Any, now: datetime
) -> None:
    said = {"title": "讲解培训", "unit": member_unit.public_id, "hours": "4"}
    assert keeper.post("/workspace/volunteers/courses/new/", {**said, "hours": "0"}).status_code == 400
    assert keeper.post("/workspace/volunteers/courses/new/", said).status_code == 302
    course = Course.objects.get()
    position = a_position(session, now, course_id=course.pk)
    with pytest.raises(Refused):
        apply(position_id=position.pk, volunteer=volunteer, now=now)
    path = f"/workspace/volunteers/courses/{course.public_id}/"
    wrong = {"held_on": "2026-11-20", "numbers": f"{volunteer.number}\nV0"}
    assert keeper.post(path, wrong).status_code == 400
    assert not Attendance.objects.exists()
    good = {**wrong, "numbers": f"{volunteer.number.lower()}\n{volunteer.number}"}
    for _twice in range(2):
        assert keeper.post(path, good).status_code == 302
    assert Attendance.objects.get().held_on == date(2026, 11, 20)
    assert keeper.post(path, {**good, "held_on": "2027-01-01"}).status_code == 400
    assert apply(position_id=position.pk, volunteer=volunteer, now=now).state == "applied"
    assert "讲解培训" in client_of(volunteer.user).get("/volunteers/me/").content.decode()


def test_other_units_courses_are_out_of_reach(keeper: Client, member_unit: Any, people: dict[str, User | None]) -> None:
    keeper.post(
        "/workspace/volunteers/courses/new/", {"title": "讲解培训", "unit": member_unit.public_id, "hours": "4"}
    )
    path = f"/workspace/volunteers/courses/{Course.objects.get().public_id}/"
    for role, status in (("member", 404), ("county_reviewer", 404), ("office", 200)):
        assert client_of(people[role]).get(path).status_code == status


CALL = {"text": "协助转移设备并给群众讲解防灾知识", "place": "体育馆北门", "county": "450202", "radius_km": "5"}


def test_a_call_up_reaches_who_is_ready_and_near(office: Client, now: datetime) -> None:
    ready = a_volunteer(1, now, is_emergency=True)
    a_volunteer(2, now)
    far = a_volunteer(3, now, is_emergency=True, county="450226")
    assert office.post("/workspace/volunteers/call-ups/", {**CALL, "skills": ["driving"]}).status_code == 400
    assert office.post("/workspace/volunteers/call-ups/", {**CALL, "position": "x"}).status_code == 400
    assert office.post("/workspace/volunteers/call-ups/", {**CALL, "radius_km": "0"}).status_code == 400
    assert office.post("/workspace/volunteers/call-ups/", CALL).status_code == 302
    made = CallUp.objects.get()
    assert [row.volunteer for row in made.answers.all()] == [ready]
    deliver_all(now)
    assert ready.user is not None and far.user is not None
    assert "应急召集" in ready.user.notices.get().title
    path = f"/volunteers/call-ups/{made.public_id}/"
    own = client_of(ready.user)
    assert "应急召集" in own.get("/volunteers/me/").content.decode()
    assert own.post(path, {"comes": "yes", "note": "九点到"}).status_code == 302
    assert client_of(far.user).get(path).status_code == 404
    page = office.get(f"/workspace/volunteers/call-ups/{made.public_id}/").content.decode()
    assert "九点到" in page and "测试甲1" in page
    office.post(f"/workspace/volunteers/call-ups/{made.public_id}/close/")
    assert own.post(path, {"comes": "no"}).status_code == 409


def test_information_officers_are_recorded_and_ended(office: Client, people: dict[str, User | None]) -> None:
    said = {"county": "450202", "place": "演示村", "name": "测试信息员", "phone": "13800000001"}
    path = "/workspace/volunteers/officers/"
    assert office.post(path, {**said, "phone": "1"}).status_code == 400
    assert office.post(path, said).status_code == 302
    page = office.get(path).content.decode()
    assert "138****0001" in page and "测试信息员" not in page
    officer = InformationOfficer.objects.get()
    assert office.post(f"{path}{officer.public_id}/end/").status_code == 302
    officer.refresh_from_db()
    assert (officer.name, officer.phone) == (None, None) and officer.until is not None
    reviewer = client_of(people["county_reviewer"])
    assert reviewer.post(path, {**said, "county": "450226"}).status_code == 400
    assert reviewer.post(path, said).status_code == 302


def test_members_hear_what_their_leader_announces(member_unit: Any, volunteer: Volunteer, now: datetime) -> None:
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=member_unit.pk,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    member = a_volunteer(2, now)
    asked = ask_to_join(team_id=team.pk, volunteer=member, now=now)
    decide_member(member_id=asked.pk, accept=True, by=SYSTEM, now=now)
    path = f"/volunteers/teams/{team.public_id}/"
    theirs = client_of(member.user)
    assert theirs.post(f"{path}announce/", {"text": "我说了算"}).status_code == 404
    leader = client_of(volunteer.user)
    assert leader.post(f"{path}announce/", {"text": "x"}).status_code == 400
    assert leader.post(f"{path}announce/", {"text": "周六八点集合"}).status_code == 302
    deliver_all(now)
    assert "周六八点集合" in theirs.get(path).content.decode()
    assert "周六八点集合" not in client_of(a_volunteer(3, now).user).get(path).content.decode()
    assert member.user is not None
    assert any("周六八点集合" in title for title in member.user.notices.values_list("title", flat=True))
    assert Team.objects.count() == 1


def test_feedback_goes_both_ways_and_to_nobody_else(
    position: Position, volunteer: Volunteer, keeper: Client, now: datetime
) -> None:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    own = client_of(volunteer.user)
    service = ServiceRecord.objects.get()
    path = f"/volunteers/me/{service.public_id}/feedback/"
    assert own.post(path, {"stars": "5"}).status_code == 404  # still on site
    sign(row, "out", row.ends_at)
    assert own.post(path, {"stars": "9"}).status_code == 400
    for text in ("安排周到", "安排得很周到"):
        assert own.post(path, {"stars": "5", "text": text}).status_code == 302
    assert Feedback.objects.get().text == "安排得很周到"
    work = f"/workspace/activities/{position.session.activity.public_id}/positions/{position.public_id}/"
    said = {"service": service.public_id, "stars": "4", "text": "讲解认真"}
    assert keeper.post(f"{work}feedback/", said).status_code == 302
    assert "安排得很周到" in keeper.get(work).content.decode()
    assert "讲解认真" in own.get("/volunteers/me/").content.decode()
    other = client_of(a_volunteer(5, now).user)
    assert other.post(path, {"stars": "1"}).status_code == 404
    assert "讲解认真" not in other.get("/volunteers/me/").content.decode()


@pytest.fixture
def final(position: Position, volunteer: Volunteer, people: dict[str, User | None], now: datetime) -> ServiceRecord:
    row = accepted(position, volunteer, now)
    sign(row, "in", row.starts_at)
    sign(row, "out", row.ends_at)
    service = ServiceRecord.objects.get()
    organizer = people["organizer"]
    assert organizer is not None
    confirm_service(service_id=service.pk, by=actor_for(organizer, now.date()), now=row.ends_at)
    finalize_due(now=row.ends_at + NOTICE)
    return service


def test_a_whole_team_is_certified_bit_by_bit(
    final: ServiceRecord, volunteer: Volunteer, keeper: Client, member_unit: Any, now: datetime, monkeypatch: Any
) -> None:
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=member_unit.pk,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    for number in range(30, 42):
        asked = ask_to_join(team_id=team.pk, volunteer=a_volunteer(number, now), now=now)
        decide_member(member_id=asked.pk, accept=True, by=SYSTEM, now=now)
    later = final.window_end + 2 * NOTICE
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    path = f"/workspace/volunteers/teams/{team.public_id}/certificates/"
    said = {"since": "2026-01-01", "until": "2026-12-05", "handler": "测试经办", "contact": "0772-0000000"}
    assert keeper.post(path, {**said, "handler": ""}).status_code == 400
    assert keeper.post(path, said).status_code == 302
    assert "http-equiv" in keeper.get(path).content.decode()
    deliver_all(later)
    batch = CertificateBatch.objects.get()
    assert (batch.total, batch.issued, batch.skipped) == (13, 1, 12)
    assert batch.finished_at is not None
    assert "http-equiv" not in keeper.get(path).content.decode()
    assert volunteer.certificates.count() == 1


def test_records_go_out_with_a_purpose_that_is_written_down(
    final: ServiceRecord, volunteer: Volunteer, office: Client, people: dict[str, User | None]
) -> None:
    path = "/workspace/volunteers/records.xlsx"
    assert office.post(path, {"year": "2026", "purpose": " "}).status_code == 302
    assert not RecordExport.objects.exists()
    response = office.post(path, {"year": "2026", "purpose": "报送全国系统"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[1][0] == volunteer.name and rows[1][2] == volunteer.id_number and rows[1][8] == 2
    assert RecordExport.objects.get().rows == 1
    elsewhere = client_of(people["county_reviewer"]).post(path, {"year": "2026", "purpose": "报送全国系统"})
    assert len(list(openpyxl.load_workbook(io.BytesIO(elsewhere.content)).active.iter_rows())) == 1
