"""Phones of who helps: a leader's is for the own team, a door's for the session, and nobody's for its owner."""

from datetime import datetime
from typing import Any

import pytest

from accounts.permissions import SYSTEM
from activities.models import Session
from tests.volunteers.people import a_position, a_volunteer, accepted
from tests.volunteers.test_devices import pair, roster, say, send
from volunteers.models import Position, ServiceRecord, Volunteer
from volunteers.services.doors import open_door
from volunteers.services.teams import save_team

pytestmark = pytest.mark.django_db


def a_team(number: int, leader: Volunteer, session: Session, now: datetime) -> Any:
    said: dict[str, Any] = {"about": "", "unit_id": session.activity.unit_id, "is_emergency": False}
    return save_team(name=f"测试服务队{number}", leader_number=leader.number, **said, by=SYSTEM, now=now)


@pytest.fixture
def led(session: Session, volunteer: Volunteer, now: datetime, monkeypatch: Any) -> tuple[Position, datetime]:
    """A position of the volunteer's team, with their phone paired as its leader's, a little before the end."""
    position = a_position(session, now, title="队里的岗位", team_id=a_team(1, volunteer, session, now).pk, places=4)
    moment = session.starts_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    pair(open_door(position=position, volunteer=volunteer, now=moment), moment)
    return position, moment


def test_a_leaders_phone_signs_neither_the_leader_nor_other_teams(
    session: Session, volunteer: Volunteer, now: datetime, led: tuple[Position, datetime]
) -> None:
    position, moment = led
    other = a_team(2, a_volunteer(5, now), session, now)
    theirs = a_position(session, now, title="别队的岗位", team_id=other.pk)
    of_none = a_position(session, now, title="散岗")
    rows = [
        accepted(position, a_volunteer(2, now), now),
        accepted(position, volunteer, now),
        accepted(theirs, a_volunteer(3, now), now),
        accepted(of_none, a_volunteer(4, now), now),
    ]
    answers = send([say(session, row, "in", moment) for row in rows], "v" * 43)
    assert [answer["status"] for answer in answers] == ["accepted", *["quarantined"] * 3]
    assert [answer.get("code") for answer in answers] == [None, "own_service", "other_team", "other_team"]
    assert "自己的手机" in answers[1]["detail"] and "本队" in answers[2]["detail"]
    assert ServiceRecord.objects.get().application == rows[0]
    listed = roster("v" * 43)["sessions"][0]["volunteers"]
    assert [one["id"] for one in listed] == [rows[0].public_id]


def test_who_leads_no_more_signs_nobody(
    session: Session, volunteer: Volunteer, now: datetime, led: tuple[Position, datetime]
) -> None:
    position, moment = led
    row = accepted(position, a_volunteer(2, now), now)
    assert position.team is not None
    type(position.team).objects.filter(pk=position.team_id).update(leader=a_volunteer(6, now))
    assert send([say(session, row, "in", moment)], "v" * 43)[0]["code"] == "other_team"


def test_a_door_phone_signs_whoever_serves_there_but_not_its_owner(
    session: Session, position: Position, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    door = a_position(session, now, title="签到引导", is_door=True)
    own, other = accepted(door, volunteer, now), accepted(position, a_volunteer(2, now), now)
    moment = session.starts_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    pair(open_door(position=door, volunteer=volunteer, now=moment), moment)
    answers = send([say(session, row, "in", moment) for row in (own, other)], "v" * 43)
    assert [answer.get("code") for answer in answers] == ["own_service", None]
