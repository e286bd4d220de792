"""Who is behind, and reminding them."""

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from accounts.models import Notice
from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import HeadCount, Session, SessionResult
from core.errors import Invalid, NotAllowed
from insights.selectors.supervision import members_without_activity, odd_numbers, tasks_standing, units_behind
from insights.services.reminding import remind_units
from tests.conftest import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(make: Any, member_unit: Any, now: datetime) -> Session:
    starts = now + timedelta(days=7)
    (session,) = make(
        unit_id=member_unit.pk, sessions=(SessionFacts(starts, starts + timedelta(hours=2), capacity=100),)
    )
    return session


def test_a_unit_that_has_not_reported_is_found_and_told_once_a_day(
    held: Session, people: dict[str, Any], member_unit: Any
) -> None:
    then = held.ends_at + timedelta(days=9)
    (row,) = units_behind(SYSTEM, 2026, then)
    assert (row.unit, row.sessions, row.days_late, row.has_organizer, row.reminded_at) == (
        member_unit,
        1,
        9,
        True,
        None,
    )
    done = remind_units(unit_ids=[member_unit.pk], year=2026, by=SYSTEM, now=then)
    assert (done.units, done.again) == (1, 0)
    notice = Notice.objects.get(key__startswith="supervision-2026-")
    assert notice.user == people["organizer"] and "场次：1" in notice.title and "tab=report" in notice.path
    again = remind_units(unit_ids=[member_unit.pk], year=2026, by=SYSTEM, now=then + timedelta(minutes=1))
    assert (again.units, again.again) == (0, 1)
    assert units_behind(SYSTEM, 2026, then)[0].reminded_at is not None
    assert remind_units(unit_ids=[member_unit.pk], year=2026, by=SYSTEM, now=then + timedelta(days=1)).units == 1


def test_who_has_reported_is_not_behind(held: Session) -> None:
    then = held.ends_at + timedelta(days=1)
    SessionResult.objects.create(session=held, state="reported", reported_at=then)
    assert units_behind(SYSTEM, 2026, then) == []
    assert units_behind(SYSTEM, 2025, then) == []


def test_units_that_are_not_behind_or_not_theirs_are_left_out(held: Session, member_unit: Any) -> None:
    then = held.ends_at + timedelta(days=1)
    elsewhere = Actor(user_id=1, reviewer_of_counties=frozenset({"450203"}))
    for by in (SYSTEM, elsewhere):
        with pytest.raises(Invalid):
            remind_units(unit_ids=[0] if by is SYSTEM else [member_unit.pk], year=2026, by=by, now=then)
    with pytest.raises(NotAllowed):
        remind_units(unit_ids=[member_unit.pk], year=2026, by=Actor(user_id=1, organizer_of=frozenset({1})), now=then)
    assert not Notice.objects.filter(key__startswith="supervision").exists()


@pytest.mark.parametrize(("people_counted", "why"), [(500, (True, True)), (503, (False, True)), (99, None)])
def test_numbers_that_need_a_second_look(held: Session, people_counted: int, why: Any) -> None:
    result = SessionResult.objects.create(session=held, state="confirmed", reported_at=held.ends_at)
    HeadCount.objects.create(result=result, audience="youth", people=people_counted)
    found = odd_numbers(SYSTEM, 2026, held.ends_at)
    assert [(row.is_round, row.is_above_capacity) for row in found] == ([why] if why else [])


def test_the_last_reminder_is_told(held: Session, people: dict[str, Any], member_unit: Any) -> None:
    first = held.ends_at + timedelta(days=1)
    for days in (0, 1, 2):
        remind_units(unit_ids=[member_unit.pk], year=2026, by=SYSTEM, now=first + timedelta(days=days))
    (row,) = units_behind(SYSTEM, 2026, first + timedelta(days=3))
    assert row.reminded_at == first + timedelta(days=2)


def test_a_member_whose_session_was_cancelled_held_nothing(held: Session, member_unit: Any) -> None:
    then = held.ends_at + timedelta(days=1)
    assert member_unit in members_without_activity(2026, held.starts_at - timedelta(minutes=1))  # still to come
    assert member_unit not in members_without_activity(2026, then)
    Session.objects.filter(pk=held.pk).update(cancelled_at=then, cancel_reason="雨")
    assert member_unit in members_without_activity(2026, then)


def test_tasks_and_members_without_anything(held: Session, member_unit: Any) -> None:
    then = held.ends_at + timedelta(days=1)
    assert all(not row.activities and row.has_begun for row in tasks_standing(2020, then))
    idle = members_without_activity(2026, then)
    assert member_unit not in idle and len(idle) > 20


def test_the_page_reminds_those_that_are_ticked(
    held: Session, people: dict[str, Any], member_unit: Any, monkeypatch: Any
) -> None:
    then = held.ends_at + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    client = client_of(people["office"])
    page = client.get("/workspace/supervision/?year=2026").content.decode()
    assert member_unit.name in page and f'value="{member_unit.pk}"' in page
    said = client.post(
        "/workspace/supervision/remind/", {"year": "2026", "unit": [str(member_unit.pk), "x", "-1"]}, follow=True
    )
    assert "已提醒 1 个单位" in said.content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get("/workspace/supervision/export.xlsx?year=2026").content))
    assert [row[:3] for row in book["没有填报"].iter_rows(min_row=2, values_only=True)] == [(member_unit.name, 1, 2)]
    said = client.post("/workspace/supervision/remind/", {"year": "2026"}, follow=True)
    assert "请先勾选" in said.content.decode()
