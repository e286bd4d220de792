"""Volunteers' own phones at the door: a leader's, and that of whoever stands there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.models import QuarantinedEntry, ScannerDevice, Session
from activities.services import pair_device
from core.clock import city_time
from core.errors import Conflict, NotFound
from tests.activities.checkins import paired, sent
from tests.conftest import client_of
from tests.volunteers.people import HOUR, a_position, a_volunteer, accepted
from tests.volunteers.signs import roster, say, send
from volunteers.models import Application, ServiceRecord, Volunteer
from volunteers.services.doors import open_door
from volunteers.services.teams import save_team

pytestmark = pytest.mark.django_db


def pair(code: str, now: datetime) -> ScannerDevice:
    return pair_device(code=code, name="志愿者的手机", key="v" * 43, now=now)


def test_an_accepted_door_position_opens_one_session(session: Session, volunteer: Volunteer, now: datetime) -> None:
    door = a_position(session, now, title="签到引导", is_door=True)
    moment = session.starts_at
    with pytest.raises(NotFound):
        open_door(position=door, volunteer=volunteer, now=moment)
    accepted(door, volunteer, now)
    with pytest.raises(Conflict):
        open_door(position=door, volunteer=volunteer, now=session.starts_at - 30 * HOUR)
    device = pair(open_door(position=door, volunteer=volunteer, now=moment), moment)
    assert list(device.sessions.all()) == [session]
    assert device.expires_at <= session.ends_at + 13 * HOUR
    assert not device.only_volunteers


def test_a_door_lets_nobody_into_another_session(
    session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, place_name="另一处"
    )
    door = a_position(session, now, is_door=True)
    accepted(door, volunteer, now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at)
    pair(open_door(position=door, volunteer=volunteer, now=session.starts_at), session.starts_at)
    answers = send([sent(session), sent(other)], "v" * 43)
    assert [answer["status"] for answer in answers] == ["accepted", "quarantined"]
    assert [one["id"] for one in roster("v" * 43)["sessions"]] == [session.public_id]


def test_a_leaders_phone_signs_the_team_and_sees_no_registrants(
    session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    from tests.activities.registering import ask

    ask(session, 1, now=now)
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=session.activity.unit_id,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    position = a_position(session, now, open_to="team", team_id=team.pk)
    member = a_volunteer(2, now)
    from volunteers.services.teams import ask_to_join, decide_member

    decide_member(member_id=ask_to_join(team_id=team.pk, volunteer=member, now=now).pk, accept=True, by=SYSTEM, now=now)
    row = accepted(position, member, now)
    moment = session.ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    pair(open_door(position=position, volunteer=volunteer, now=moment), moment)
    found = roster("v" * 43)
    assert found["device"]["only_volunteers"] is True
    assert found["sessions"][0]["parties"] == 0
    asked = {"session": session.public_id}
    people = Client().get("/api/v1/scanner/people", asked, headers={"Authorization": f"Bearer {'v' * 43}"})
    assert people.json() == {"people": [], "next": None}
    assert len(found["sessions"][0]["volunteers"]) == 1
    answers = send([say(session, row, "in", session.starts_at), sent(session)], "v" * 43)
    assert [answer["status"] for answer in answers] == ["accepted", "quarantined"]


@pytest.mark.parametrize(("minutes", "is_odd"), [(0, False), (60, False), (61, True), (110, True)])
def test_a_moment_long_past_is_flagged_and_is_not_final_by_itself(
    session: Session, row: Application, there: datetime, minutes: int, is_odd: bool
) -> None:
    paired(session, there)
    send([say(session, row, "in", there - timedelta(minutes=minutes))])
    service = ServiceRecord.objects.get()
    assert ("long_ago" in service.flags) == is_odd
    send([say(session, row, "out", there)])
    service.refresh_from_db()
    assert service.state == "recorded" and ("long_ago" in service.flags) == is_odd


def test_a_moment_to_come_waits_for_the_organizer(session: Session, row: Application, there: datetime) -> None:
    paired(session, there)
    answers = send([say(session, row, "in", there + timedelta(minutes=n)) for n in (3, 30)])
    assert [answer["status"] for answer in answers] == ["accepted", "quarantined"]
    assert answers[1]["code"] == "service_far"
    assert ServiceRecord.objects.get().starts_at == there
    assert QuarantinedEntry.objects.get().code == "service_far"


def test_the_page_gives_the_code_to_whom_it_belongs(
    session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    door = a_position(session, now, is_door=True)
    accepted(door, volunteer, now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.starts_at)
    path = f"/volunteers/positions/{door.public_id}/"
    own = client_of(volunteer.user)
    assert "用我的手机签到" in own.get(path).content.decode()
    assert "/scan/#" in own.post(f"{path}door/").content.decode()
    other = client_of(a_volunteer(3, now).user)
    assert "用我的手机签到" not in other.get(path).content.decode()
    assert "/scan/#" not in other.post(f"{path}door/").content.decode()


def test_a_leader_proposes_what_nobody_signed(
    session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=session.activity.unit_id,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    position = a_position(session, now, team_id=team.pk)
    row = accepted(position, a_volunteer(2, now), now)
    own = accepted(position, volunteer, now)
    moment = session.ends_at + HOUR
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    path = f"/volunteers/positions/{position.public_id}/"
    leader = client_of(volunteer.user)
    assert "队员忘了签到" in leader.get(path).content.decode()
    said = {
        "application": row.public_id,
        "starts_at": city_time(session.starts_at).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": city_time(session.ends_at).strftime("%Y-%m-%dT%H:%M"),
        "reason": "手机没电",
    }
    assert leader.post(f"{path}hours/", {**said, "reason": ""}).status_code == 400
    assert leader.post(f"{path}hours/", said).status_code == 302
    assert leader.post(f"{path}hours/", {**said, "application": own.public_id}).status_code == 404  # never one's own
    assert client_of(a_volunteer(3, now).user).post(f"{path}hours/", said).status_code == 404
    assert ServiceRecord.objects.get().kind == "added"
