"""The pages of volunteers, teams and organizers: what they show, to whom, and what they refuse with a sentence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM
from accounts.rules import PRIVACY_NOTICE
from activities.codes import Permit, Use, permit_text, poster_code, screen_code
from activities.models import Method, Session
from tests.conftest import client_of
from tests.volunteers.people import a_position, a_volunteer, accepted, facts, with_phone
from volunteers.models import Application, Position, ServiceRecord, Team, TeamMember, Volunteer
from volunteers.services.teams import ask_to_join, save_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(volunteer: Volunteer) -> Client:
    return client_of(volunteer.user)


@pytest.fixture
def keeper(people: dict[str, User | None]) -> Client:
    return client_of(people["organizer"])


def at(moment: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def typed(number: int, **more: Any) -> dict[str, Any]:
    said = facts(number)
    return {
        "name": said.name,
        "id_type": "resident",
        "id_number": said.id_number,
        "county": said.county,
        "groups": list(said.groups),
        "skills": ["guiding"],
        "consent": "on",
        "notice": PRIVACY_NOTICE,
        **more,
    }


def test_a_student_signs_up_and_sees_the_number(now: datetime) -> None:
    client = client_of(with_phone(1, now))
    response = client.post("/volunteers/join/", typed(1), follow=True)
    volunteer = Volunteer.objects.get()
    assert volunteer.number in response.content.decode()
    form = client.get("/volunteers/join/").content.decode()
    assert volunteer.id_number not in form  # masked, and kept when it is left so
    again = typed(1, id_number="990*************" + (volunteer.id_number or "")[-2:], name="改了名字")
    assert client.post("/volunteers/join/", again).status_code == 302
    held = Volunteer.objects.get()
    assert (held.name, held.id_number) == ("改了名字", volunteer.id_number)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id_number": "123"}, "身份证号码不对"),
        ({"name": ""}, "请填写这一项"),
        ({"consent": ""}, "请先阅读并同意"),
        ({"notice": "2020-01-01"}, "有更新"),
        ({"groups": []}, "请填写这一项"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(now: datetime, more: dict[str, Any], said: str) -> None:
    response = client_of(with_phone(1, now)).post("/volunteers/join/", typed(1, **more))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Volunteer.objects.exists()


def test_without_a_phone_one_is_told_what_to_do(people: dict[str, User | None]) -> None:
    client = client_of(people["member"])
    assert "手机号登录" in client.get("/volunteers/join/").content.decode()
    assert client.post("/volunteers/join/", typed(1)).status_code == 422


def test_positions_are_found_by_skill_county_day_and_distance(session: Session, now: datetime) -> None:
    a_position(session, now, skills=("guiding",))
    page = Client().get("/volunteers/", {"skill": "guiding"})
    assert page.status_code == 200
    assert "讲解员" in page.content.decode()
    assert "讲解员" not in Client().get("/volunteers/", {"skill": "driving"}).content.decode()
    assert "讲解员" in Client().get("/volunteers/", {"near": "109.42,24.33"}).content.decode()
    assert "公里" in Client().get("/volunteers/", {"near": "109.42,24.33"}).content.decode()
    day = (now + timedelta(days=7)).date().isoformat()
    assert "讲解员" in Client().get("/volunteers/", {"day": day}).content.decode()
    for wrong in ({"skill": "x"}, {"county": "x"}, {"day": "x"}, {"near": "1"}):
        shown = Client().get("/volunteers/", wrong)
        assert shown.status_code == 200
        assert "没有用上" in shown.content.decode()


def test_one_tap_applies_and_another_withdraws(own: Client, position: Position, volunteer: Volunteer) -> None:
    path = f"/volunteers/positions/{position.public_id}/"
    assert "报名这个岗位" in own.get(path).content.decode()
    own.post(f"{path}apply/")
    assert "待确认" in own.get(path).content.decode()
    own.post(f"{path}withdraw/")
    assert Application.objects.get().state == "withdrawn"
    assert own.post(f"{path}dance/").status_code == 404


def test_a_refused_application_is_told_why(
    own: Client, position: Position, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    accepted(position, volunteer, now)
    other = a_position(session, now, title="摄影")
    response = own.post(f"/volunteers/positions/{other.public_id}/apply/")
    assert response.status_code == 409
    assert "不能重叠" in response.content.decode()


def test_an_activity_shows_its_positions(position: Position, session: Session) -> None:
    assert "招募志愿者" in Client().get(f"/activities/{session.activity.public_id}/").content.decode()


def test_signing_in_and_out_with_the_screens_code(
    own: Client, position: Position, session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    row = accepted(position, volunteer, now)
    for kind, moment in (("in", session.starts_at), ("out", session.ends_at)):
        at(moment, monkeypatch)
        path = f"/volunteers/on-site/{screen_code(session.public_id, moment)}"
        page = own.get(path)
        permit = page.context["permit"]
        said = {"permit": permit, "application": row.public_id, "kind": kind}
        assert own.post(path, said).status_code == 302
        assert own.post(path, said).status_code == 302  # the reply was lost, and it is sent again
    service = ServiceRecord.objects.get()
    assert (service.minutes, service.flags) == (120, ["by_screen"])


def test_an_old_code_and_anothers_permit_sign_nobody(
    own: Client, position: Position, session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    row = accepted(position, volunteer, now)
    at(session.starts_at, monkeypatch)
    old = screen_code(session.public_id, session.starts_at - timedelta(minutes=5))
    assert own.get(f"/volunteers/on-site/{old}").status_code == 410
    good = f"/volunteers/on-site/{screen_code(session.public_id, session.starts_at)}"
    other = client_of(a_volunteer(5, now).user)
    permit = other.get(good).context["permit"]
    assert own.post(good, {"permit": permit, "application": row.public_id, "kind": "in"}).status_code == 404
    assert own.post(good, {"application": row.public_id, "kind": "in"}).status_code == 404
    assert not ServiceRecord.objects.exists()


def test_a_posters_code_signs_no_volunteer_in_or_out(
    own: Client, position: Position, session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    row = accepted(position, volunteer, now)
    at(session.starts_at, monkeypatch)
    poster = f"/volunteers/on-site/{poster_code(session.public_id)}"
    permit = own.get(f"/volunteers/on-site/{screen_code(session.public_id, session.starts_at)}").context["permit"]
    for kind in ("in", "out"):
        reply = own.post(poster, {"permit": permit, "application": row.public_id, "kind": kind})
        assert reply.status_code == 403 and "张贴的码不能" in reply.content.decode()
    assert own.get(poster).status_code == 403
    assert not ServiceRecord.objects.exists()
    page = Client().get(f"/c/{poster_code(session.public_id)}")
    assert page.status_code == 200 and "我是这一场的志愿者" not in page.content.decode()


def test_a_visitors_form_signs_no_volunteer_in(
    own: Client, position: Position, session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    row = accepted(position, volunteer, now)
    at(session.starts_at, monkeypatch)
    code = screen_code(session.public_id, session.starts_at)
    permit = Permit(code, Method.SCREEN, volunteer.public_id, uuid6.uuid7(), session.starts_at)
    for use, status in ((Use.CHECK_IN, 404), (Use.SERVE, 302)):
        said = {"permit": permit_text(permit, use), "application": row.public_id, "kind": "in"}
        assert own.post(f"/volunteers/on-site/{code}", said).status_code == status


def test_the_check_in_page_leads_volunteers_on(position: Position, session: Session, monkeypatch: Any) -> None:
    at(session.starts_at, monkeypatch)
    page = Client().get(f"/c/{screen_code(session.public_id, session.starts_at)}").content.decode()
    assert "我是这一场的志愿者" in page


@pytest.fixture
def team(member_unit: Any, volunteer: Volunteer, now: datetime) -> Team:
    return save_team(
        name="测试服务队",
        about="",
        unit_id=member_unit.pk,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )


def test_a_leader_takes_members_in_and_others_do_not(team: Team, own: Client, now: datetime) -> None:
    newcomer = a_volunteer(3, now)
    theirs = client_of(newcomer.user)
    path = f"/volunteers/teams/{team.public_id}/"
    theirs.post(f"{path}join/")
    member = TeamMember.objects.get(volunteer=newcomer)
    assert member.state == "asked"
    assert theirs.post(f"{path}members/{member.pk}/accept/").status_code == 404
    assert "测试甲3" not in theirs.get(path).content.decode()
    assert "测试甲3" in own.get(path).content.decode()
    own.post(f"{path}members/{member.pk}/accept/")
    member.refresh_from_db()
    assert member.state == "member"
    theirs.post(f"{path}leave/")
    member.refresh_from_db()
    assert member.state == "left" and member.until is not None


def test_a_team_is_made_in_the_workspace(keeper: Client, member_unit: Any, volunteer: Volunteer) -> None:
    said = {"name": "新服务队", "unit": member_unit.public_id, "leader_number": "V0"}
    assert keeper.post("/workspace/volunteers/teams/new/", said).status_code == 400
    said["leader_number"] = volunteer.number.lower()
    assert keeper.post("/workspace/volunteers/teams/new/", said).status_code == 302
    team = Team.objects.get()
    assert team.leader_id == volunteer.pk
    assert keeper.post(f"/workspace/volunteers/teams/{team.public_id}/", {**said, "name": "改名"}).status_code == 302


def test_asking_again_is_asking_once(team: Team, now: datetime) -> None:
    newcomer = a_volunteer(4, now)
    first = ask_to_join(team_id=team.pk, volunteer=newcomer, now=now)
    assert ask_to_join(team_id=team.pk, volunteer=newcomer, now=now).pk == first.pk


def test_id_numbers_are_not_tried_one_after_the_other(now: datetime) -> None:
    a_volunteer(1, now)
    client = client_of(with_phone(2, now))
    statuses = [client.post("/volunteers/join/", typed(1)).status_code for _try in range(12)]
    assert statuses == [409] * 10 + [429] * 2
