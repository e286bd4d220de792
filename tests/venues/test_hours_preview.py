"""The calendar of four weeks that whoever writes opening hours sees."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from core.clock import ZONE
from tests.conftest import client_of
from venues.hours.sentences import why_not_told
from venues.selectors.hourspreview import hours_preview

pytestmark = pytest.mark.django_db

BEFORE_NATIONAL_DAY = datetime(2026, 9, 23, 10, 0, tzinfo=ZONE)  # a Wednesday


def test_four_weeks_from_today_stand_under_their_weekdays() -> None:
    preview = hours_preview("Tu-Su 09:00-12:00,14:30-17:00; PH off", BEFORE_NATIONAL_DAY)
    days = [day for week in preview.weeks for day in week if day is not None]
    assert len(days) == 28
    assert all(len(week) == 7 for week in preview.weeks)
    for week in preview.weeks:
        for weekday, day in enumerate(week):
            assert day is None or day.day.weekday() == weekday
    assert (days[0].is_today, days[0].spans) == (True, (("09:00", "12:00"), ("14:30", "17:00")))


def test_holidays_and_working_weekend_days_are_named() -> None:
    preview = hours_preview("Mo-Fr 08:00-18:00; PH off", BEFORE_NATIONAL_DAY)
    special = {day.day.isoformat(): day for day in preview.special_days}
    assert (special["2026-10-01"].note, special["2026-10-01"].state) == ("国庆节", "closed")
    working = special["2026-10-10"]
    assert (working.state, working.is_workday) == ("open", True)


def test_what_is_to_be_asked_for_and_midnight_are_told() -> None:
    days = hours_preview('Mo-Su 20:00-24:00 unknown "电话预约"', BEFORE_NATIONAL_DAY).weeks[1]
    assert days[0] is not None
    assert (days[0].state, days[0].spans, days[0].comment) == ("unknown", (("20:00", "24:00"),), "电话预约")
    silent = hours_preview("Tu-Su 09:00-17:00", BEFORE_NATIONAL_DAY).special_days[0]
    assert (silent.state, silent.spans) == ("unknown", ())


@pytest.mark.parametrize("expression", ["", "   ", "九点开门", "Mo-Fr 09:00-17:00" + " " * 5 + "x" * 300, "a\x00b"])
def test_what_is_no_expression_is_told(expression: str) -> None:
    preview = hours_preview(expression, BEFORE_NATIONAL_DAY)
    assert preview.weeks == ()
    assert preview.problem


def test_staff_get_the_calendar_and_a_hostile_note_stays_text(people: dict[str, User | None]) -> None:
    client: Client = client_of(people["organizer"])
    page = client.get("/workspace/venues/hours-preview", {"expression": 'Mo-Su 09:00-17:00 open "<b>x"'})
    assert page.status_code == 200
    assert page.content.decode().count("<td data-state=") == 28
    assert "<b>" not in page.content.decode()
    wrong = client.post("/workspace/venues/hours-preview", {"expression": "<script>"})
    assert "不能识别" in wrong.content.decode()
    assert client_of(people["member"]).get("/workspace/venues/hours-preview").status_code == 404


TABLE = json.loads((Path(__file__).parents[1] / "js/hours-table.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("expression", "rewritten"), [(one, two) for one, two in TABLE if two is not None and one != two]
)
def test_what_the_form_rewrites_means_the_same_on_every_day(expression: str, rewritten: str) -> None:
    """The weekly form reads an expression and writes it in its own way: no day may change by that."""

    def days(text: str) -> list[tuple[object, ...]]:
        weeks = hours_preview(text, BEFORE_NATIONAL_DAY).weeks
        return [(day.day, day.state, day.spans) for week in weeks for day in week if day is not None]

    assert days(expression) == days(rewritten)
    assert days(expression)


@pytest.mark.parametrize("expression", [two for _, two in TABLE if two is not None])
def test_the_server_reads_whatever_the_form_writes(expression: str) -> None:
    assert why_not_told(expression) is None
