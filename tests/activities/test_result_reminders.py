"""Organizers are reminded of results on the day after a session, then after 3 and 7 days."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Notice, User
from accounts.permissions import SYSTEM, Actor
from activities.models import Session
from activities.selectors.results import results_to_report
from activities.services import cancel_session, confirm_results, remind_of_results, report_results, send_back_results
from activities.services.resultreminders import reminder_due
from core.models import OutboxMessage
from sciencemap.celery import app
from tests.activities.checkins import sent, take_in
from tests.activities.results import after, counted


def remind_after(session: Session, days: int) -> int:
    return remind_of_results(now=after(session) + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "due"), [(0, None), (1, 1), (2, 1), (3, 3), (6, 3), (7, 7), (30, 7), (31, None), (-1, None)]
)
def test_which_reminder_is_due(days: int, due: int | None) -> None:
    assert reminder_due(days) == due


def test_three_reminders_and_no_more(session: Session, people: dict[str, User | None]) -> None:
    told = {day: remind_after(session, day) for day in range(40)}
    assert [day for day, new in told.items() if new] == [1, 3, 7]
    assert Notice.objects.filter(user=people["organizer"]).count() == 3 == Notice.objects.count()
    notice = Notice.objects.all()[0]
    assert notice.path == f"/workspace/activities/{session.activity.public_id}/results/{session.public_id}/"
    assert notice.title.startswith("请填报活动结果：") and session.activity.title in notice.title
    assert OutboxMessage.objects.filter(event="notice.created").count() == 3, "by mail too"


def test_a_reminder_comes_once_however_often_it_is_asked_for(session: Session, people: Any) -> None:
    assert [remind_after(session, 1) for _ in range(3)] == [1, 0, 0]


def test_who_was_not_reminded_in_time_gets_the_latest_alone(session: Session, people: Any) -> None:
    assert remind_after(session, 9) == 1 and Notice.objects.count() == 1


def test_nobody_is_reminded_of_what_is_reported_or_confirmed(session: Session, people: Any) -> None:
    report_results(session_id=session.pk, facts=counted(residents=0), by=SYSTEM, now=after(session))
    assert remind_after(session, 1) == 0
    confirm_results(session_id=session.pk, by=SYSTEM, now=after(session))
    assert remind_after(session, 3) == 0


def test_what_was_sent_back_is_reminded_of(session: Session, people: Any) -> None:
    report_results(session_id=session.pk, facts=counted(residents=0), by=SYSTEM, now=after(session))
    send_back_results(session_id=session.pk, reason="请附照片", by=SYSTEM, now=after(session))
    assert remind_after(session, 1) == 1
    assert Notice.objects.get(key__startswith="results-", title__contains="被退回").title_en.startswith("Results were")


def test_who_has_been_counted_is_asked_for_photos_and_words_alone(session: Session, people: Any) -> None:
    take_in(sent(session, count=3), now=session.starts_at)
    assert remind_after(session, 1) == 1
    assert Notice.objects.get().title.startswith("人次已有，请补照片和简况：")
    waiting = results_to_report(Actor(user_id=1, organizer_of=frozenset({session.activity.unit_id})), after(session))
    assert waiting is not None and "已有 3 人次，缺照片和简况" in str(waiting.items[0].note)


def test_nobody_is_reminded_of_what_did_not_take_place(session: Session, people: Any) -> None:
    cancel_session(session_id=session.pk, reason="下雨", by=SYSTEM, now=session.starts_at)
    assert remind_after(session, 1) == 0


def test_the_clock_asks_for_it() -> None:
    """A name in the schedule that no worker knows would be asked for in vain."""
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "activities.tasks.remind_of_results" in asked <= set(app.tasks)
