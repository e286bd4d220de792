"""Who is behind, and reminding them."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest

from accounts.models import Notice
from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import HeadCount, Session, SessionResult
from core.errors import Invalid, NotAllowed
from insights.oddnumbers import Told, why_odd
from insights.selectors.oddnumbers import odd_numbers
from insights.selectors.reporting import (
    Report,
    late_sessions,
    longest_waiting,
    reports_in_all,
    session_lines,
    units_behind,
)
from insights.selectors.supervision import members_without_activity, tasks_standing
from insights.services.reminding import remind_units
from tests.activities.checkins import sent, take_in
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


def test_three_words_for_what_a_session_is_in_want_of(held: Session, member_unit: Any) -> None:
    """No 人次 at all, 人次 without photos and text, sent back, reported and waiting: each by its own name."""
    then = held.ends_at + timedelta(days=9)

    def states() -> tuple[int, int, int, int]:
        row = units_behind(SYSTEM, 2026, then)[0]
        return row.nothing, row.unwritten, row.sent_back, row.overdue

    assert states() == (1, 0, 0, 1)
    assert reports_in_all(SYSTEM, 2026, then)[Report.NOTHING] == 1
    take_in(sent(held, count=40, audience="youth"), now=held.starts_at)
    assert states() == (0, 1, 0, 1)
    (line,) = session_lines(late_sessions(SYSTEM, 2026, then), then)
    assert (line["report"], line["people"], line["days"], line["overdue"]) == (Report.UNWRITTEN, 40, 9, 2)
    result = SessionResult.objects.create(session=held, state="sent_back", reported_at=then)
    assert states() == (0, 0, 1, 1)
    SessionResult.objects.filter(pk=result.pk).update(state="reported")
    assert units_behind(SYSTEM, 2026, then) == []
    assert reports_in_all(SYSTEM, 2026, then)[Report.WAITING] == 1
    assert longest_waiting(SYSTEM, 2026, then + timedelta(days=4)) == 4
    assert longest_waiting(SYSTEM, 2025, then) is None


@pytest.mark.parametrize(("days", "overdue", "late"), [(0, 0, 0), (7, 0, 0), (8, 1, 1), (30, 1, 23)])
def test_overdue_is_after_seven_days_and_says_how_many(held: Session, days: int, overdue: int, late: int) -> None:
    (row,) = units_behind(SYSTEM, 2026, held.ends_at + timedelta(days=days))
    assert (row.overdue, row.days_overdue) == (overdue, late)


def test_a_reminder_says_what_is_wanted(held: Session, people: dict[str, Any], member_unit: Any) -> None:
    take_in(sent(held, count=40, audience="youth"), now=held.starts_at)
    remind_units(unit_ids=[member_unit.pk], year=2026, by=SYSTEM, now=held.ends_at + timedelta(days=9))
    notice = Notice.objects.get(key__startswith="supervision-2026-")
    assert "人次已有，请补照片和简况，场次：1" in notice.title and "逾期" in notice.title
    assert "没有人次" not in notice.title and "photos" in notice.title_en


ORDINARY = Told(head=137, checked_in=60, capacity=300, sessions=5, usual=150)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (ORDINARY, []),
        (replace(ORDINARY, head=200), []),  # one round number is none to ask about
        (replace(ORDINARY, head=200, round=3), ["正好 200；该单位这一年清点的 5 场里有 3 场是整百数。"]),
        (replace(ORDINARY, head=200, round=3, sessions=9), []),  # three of nine are no habit
        (
            replace(ORDINARY, head=2000, capacity=None, usual=None),
            ["2000 人次，是签到 60", "正好 2000，像是估计的整数。"],
        ),
        (replace(ORDINARY, head=241), ["现场 301 人次，超过名额 300 人。"]),
        (replace(ORDINARY, head=240), []),
        (replace(ORDINARY, capacity=None, head=691), ["平常一场（150 人次）的 5 倍多", "是签到 60 人次的 11 倍"]),
        (replace(ORDINARY, head=62), ["差不多，像是把签到的人又数了一遍"]),
        (replace(ORDINARY, alike=3), ["该单位这一年有 3 场都是 137。"]),
        (replace(ORDINARY, head=30, alike=9), []),  # a class comes again and again
        (Told(head=20_001), ["一场 20001 人次，超过 20000。"]),
        (Told(head=0), []),
    ],
)
def test_a_number_is_odd_for_a_reason_in_words(told: Told, why: list[str]) -> None:
    found = why_odd(told)
    assert len(found) == len(why), found
    for sentence, part in zip(found, why, strict=True):
        assert part in sentence


@pytest.mark.parametrize(("people_counted", "reasons"), [(500, 1), (99, 0), (2000, 2)])
def test_numbers_that_need_a_second_look(held: Session, people_counted: int, reasons: int) -> None:
    result = SessionResult.objects.create(session=held, state="confirmed", reported_at=held.ends_at)
    HeadCount.objects.create(result=result, audience="youth", people=people_counted)
    found = odd_numbers(SYSTEM, 2026, held.ends_at)
    assert [len(row.reasons) for row in found] == ([reasons] if reasons else [])
    elsewhere = Actor(user_id=1, reviewer_of_counties=frozenset({"450203"}))
    assert odd_numbers(elsewhere, 2026, held.ends_at) == []


def test_all_odd_numbers_are_in_the_workbook_and_the_page_says_how_many(
    make: Any, member_unit: Any, people: dict[str, Any], now: datetime, monkeypatch: Any
) -> None:
    starts = now + timedelta(days=7)
    times = [starts + timedelta(hours=3 * n) for n in range(4)]
    sessions = make(
        unit_id=member_unit.pk, sessions=tuple(SessionFacts(at, at + timedelta(hours=2), capacity=50) for at in times)
    )
    for n, session in enumerate(sessions):
        result = SessionResult.objects.create(session=session, state="confirmed", reported_at=session.ends_at)
        HeadCount.objects.create(result=result, audience="youth", people=61 + n)
    then = starts + timedelta(days=9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: then)
    monkeypatch.setattr("insights.web.supervision.ODD_SHOWN", 3)
    client = client_of(people["office"])
    page = client.get("/workspace/supervision/?year=2026").content.decode()
    assert page.count("超过名额 50 人") == 3 and "这里是 4 个里的 3 个" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get("/workspace/supervision/export.xlsx?year=2026").content))
    rows = list(book["要再看一眼的数"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows] == [64, 63, 62, 61] and all("超过名额" in row[5] for row in rows)
    assert dict(book["说明"].iter_rows(values_only=True))["要再看一眼的数"].startswith("全部列出，一共 4 场")


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
    assert [row[:3] for row in book["结果不齐的单位"].iter_rows(min_row=2, values_only=True)] == [
        (member_unit.name, 1, 0)
    ]
    (line,) = book["结果不齐的场次"].iter_rows(min_row=2, values_only=True)
    assert line[3:] == ("没有人次", "—", 2, 0)
    said = client.post("/workspace/supervision/remind/", {"year": "2026"}, follow=True)
    assert "请先勾选" in said.content.decode()
