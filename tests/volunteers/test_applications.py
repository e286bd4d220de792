"""Positions: applied for, waited for, given back; never two at once."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.permissions import SYSTEM, VISITOR, Actor
from accounts.services import erase_account
from activities.models import Session
from activities.services import cancel_activity, save_activity
from core.errors import Conflict, Invalid, NotFound, Refused
from tests.activities.conftest import lecture
from tests.activities.registering import deliver_all
from tests.volunteers.people import HOUR, a_position, a_volunteer, accepted
from volunteers.models import Application, ApplicationState, Position, Volunteer
from volunteers.rules import PositionFacts
from volunteers.selectors.positions import PositionQuery, fitting, positions_found
from volunteers.selectors.schedule import tight
from volunteers.services.applications import apply, decide_application, invite, withdraw
from volunteers.services.positions import cancel_position, save_position
from volunteers.services.teams import ask_to_join, decide_member, save_team

pytestmark = pytest.mark.django_db


def state(row: Application) -> str:
    return Application.objects.get(pk=row.pk).state


def test_applying_again_changes_nothing(position: Position, volunteer: Volunteer, now: datetime) -> None:
    first = apply(position_id=position.pk, volunteer=volunteer, now=now)
    assert first.state == ApplicationState.APPLIED
    assert apply(position_id=position.pk, volunteer=volunteer, now=now).pk == first.pk


def test_a_full_position_is_waited_for_and_moves_up_in_order(session: Session, now: datetime) -> None:
    position = a_position(session, now, places=1, accepts_at_once=True)
    rows = [apply(position_id=position.pk, volunteer=a_volunteer(n, now), now=now) for n in (1, 2, 3)]
    assert [row.state for row in rows] == ["accepted", "waiting", "waiting"]
    withdraw(application_id=rows[0].pk, volunteer=rows[0].volunteer, now=now)
    assert [state(row) for row in rows] == ["withdrawn", "accepted", "waiting"]
    assert Position.objects.get(pk=position.pk).taken == 1


def test_overlapping_positions_are_refused_and_tight_ones_told(
    position: Position, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    accepted(position, volunteer, now)
    crossing = a_position(session, now, title="摄影", starts_at=session.ends_at - HOUR, ends_at=session.ends_at + HOUR)
    with pytest.raises(Refused) as told:
        apply(position_id=crossing.pk, volunteer=volunteer, now=now)
    assert "重叠" in str(told.value.sentence)
    soon = a_position(session, now, title="收场", starts_at=session.ends_at, ends_at=session.ends_at + HOUR)
    assert apply(position_id=soon.pk, volunteer=volunteer, now=now).state == "applied"
    assert tight(volunteer.pk, soon.starts_at, soon.ends_at, but=soon.pk) is not None


def test_the_database_refuses_two_acceptances_at_once(
    position: Position, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    accepted(position, volunteer, now)
    other = a_position(session, now, title="摄影")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            position=other,
            volunteer=volunteer,
            state="accepted",
            starts_at=other.starts_at,
            ends_at=other.ends_at,
            applied_at=now,
        )


def test_an_organizer_accepts_no_one_who_serves_elsewhere(
    position: Position, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    other = a_position(session, now, title="摄影")
    waiting = apply(position_id=other.pk, volunteer=volunteer, now=now)
    accepted(position, volunteer, now)
    with pytest.raises(Refused):
        decide_application(application_id=waiting.pk, accept=True, by=SYSTEM, now=now)
    assert Position.objects.get(pk=other.pk).taken == 0


def test_declining_needs_a_reason_and_frees_the_place(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = accepted(position, volunteer, now)
    with pytest.raises(Invalid):
        decide_application(application_id=row.pk, accept=False, by=SYSTEM, now=now)
    decide_application(application_id=row.pk, accept=False, reason="改由他人", by=SYSTEM, now=now)
    assert Position.objects.get(pk=position.pk).taken == 0


def test_strangers_decide_on_nobody(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = apply(position_id=position.pk, volunteer=volunteer, now=now)
    for actor in (VISITOR, Actor(user_id=volunteer.user_id)):
        with pytest.raises(NotFound):
            decide_application(application_id=row.pk, accept=True, by=actor, now=now)


def test_once_it_has_begun_nobody_applies_or_withdraws(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = apply(position_id=position.pk, volunteer=volunteer, now=now)
    with pytest.raises(Conflict):
        withdraw(application_id=row.pk, volunteer=volunteer, now=position.starts_at)
    with pytest.raises(Refused):
        apply(position_id=position.pk, volunteer=a_volunteer(2, now), now=position.starts_at)


def test_a_position_for_a_team_is_for_its_members(session: Session, volunteer: Volunteer, now: datetime) -> None:
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=session.activity.unit_id,
        leader_number="",
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    position = a_position(session, now, open_to="team", team_id=team.pk)
    with pytest.raises(Refused):
        apply(position_id=position.pk, volunteer=volunteer, now=now)
    member = ask_to_join(team_id=team.pk, volunteer=volunteer, now=now)
    decide_member(member_id=member.pk, accept=True, by=SYSTEM, now=now)
    assert apply(position_id=position.pk, volunteer=volunteer, now=now).state == "applied"


def test_the_invited_come_at_once(session: Session, volunteer: Volunteer, now: datetime) -> None:
    position = a_position(session, now, open_to="invited")
    with pytest.raises(Refused):
        apply(position_id=position.pk, volunteer=volunteer, now=now)
    row = invite(position_id=position.pk, number=volunteer.number, by=SYSTEM, now=now)
    assert apply(position_id=position.pk, volunteer=volunteer, now=now).pk == row.pk
    assert state(row) == "accepted"


def test_a_child_does_not_serve_where_adults_are_asked_for(session: Session, now: datetime) -> None:
    position = a_position(session, now, adults_only=True)
    from portal.demonstration.volunteers import demonstration_id

    youth = a_volunteer(9, now, id_number=demonstration_id("20100102", 9))
    with pytest.raises(Refused):
        apply(position_id=position.pk, volunteer=youth, now=now)


def test_moving_a_position_moves_who_serves_in_it(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = accepted(position, volunteer, now)
    session = position.session
    facts = PositionFacts("讲解员", 2, position.starts_at - HOUR, position.ends_at)
    save_position(facts=facts, session_id=session.pk, by=SYSTEM, now=now, position_id=position.pk)
    assert Application.objects.get(pk=row.pk).starts_at == position.starts_at - HOUR


def test_calling_off_is_told(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = accepted(position, volunteer, now)
    deliver_all(now)
    cancel_position(position_id=position.pk, by=SYSTEM, now=now + timedelta(minutes=1))
    deliver_all(now + timedelta(minutes=1))
    assert state(row) == "declined"
    assert volunteer.user is not None
    titles = list(volunteer.user.notices.values_list("title", flat=True))
    assert any("录用" in title for title in titles) and any("未录用" in title for title in titles)


def test_a_cancelled_activity_is_told_to_its_volunteers(
    position: Position, volunteer: Volunteer, now: datetime
) -> None:
    accepted(position, volunteer, now)
    cancel_activity(activity_id=position.session.activity_id, reason="暴雨", by=SYSTEM, now=now)
    deliver_all(now + timedelta(minutes=6))
    assert volunteer.user is not None
    assert any("不用来了" in title for title in volunteer.user.notices.values_list("title", flat=True))
    assert not positions_found(PositionQuery(), now).exists()


def test_what_fits_comes_from_skills_and_county(
    position: Position, session: Session, volunteer: Volunteer, now: datetime
) -> None:
    matching = a_position(session, now, title="讲解二", skills=("guiding",))
    assert fitting(volunteer, now)[0].pk == matching.pk
    accepted(matching, volunteer, now)
    assert fitting(volunteer, now) == []  # no other hour is free


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("title", {"title": " "}),
        ("places", {"places": 0}),
        ("ends_at", {"ends_at": datetime(2020, 1, 1, tzinfo=None).astimezone()}),
        ("team", {"open_to": "team"}),
        ("skills", {"skills": ("flying",)}),
    ],
)
def test_each_wrong_field_of_a_position_is_told(session: Session, now: datetime, field: str, more: dict) -> None:
    with pytest.raises(Invalid) as told:
        a_position(session, now, **more)
    assert field in told.value.fields


def test_an_organizer_does_not_accept_in_the_name_of_the_invited(
    position: Position, volunteer: Volunteer, now: datetime
) -> None:
    row = invite(position_id=position.pk, number=volunteer.number, by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        decide_application(application_id=row.pk, accept=True, by=SYSTEM, now=now)


def test_who_is_erased_gives_back_what_is_to_come(position: Position, volunteer: Volunteer, now: datetime) -> None:
    row = accepted(position, volunteer, now)
    team = save_team(
        name="测试服务队",
        about="",
        unit_id=position.session.activity.unit_id,
        leader_number=volunteer.number,
        is_emergency=False,
        by=SYSTEM,
        now=now,
    )
    assert volunteer.user is not None
    erase_account(user=volunteer.user, by=Actor(user_id=volunteer.user.pk))
    deliver_all(now)
    assert state(row) == "withdrawn"
    assert Position.objects.get(pk=position.pk).taken == 0
    team.refresh_from_db()
    assert team.leader is None and not team.members.filter(state="member").exists()


def test_a_draft_has_no_positions_so_that_its_sessions_can_go(now: datetime) -> None:
    draft = save_activity(facts=lecture(now), by=SYSTEM, now=now)
    with pytest.raises(Conflict):
        a_position(draft.sessions.get(), now)
