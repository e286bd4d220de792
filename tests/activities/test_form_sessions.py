"""Sessions in the organizer's form: typed in rows, arranged by a rule, kept once they are public."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from activities.models import Activity, Session
from activities.recurrence import MOST_DAYS
from core.clock import ZONE
from tests.activities.forms import base_on, rows, step_of, typed
from venues.models import SpecialDay

pytestmark = pytest.mark.django_db


def test_sessions_are_typed_in_rows(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "when")
    row = {"day": "2027-03-06", "start": "09:30", "until": "11:00", "capacity": "40"}
    assert editor.post(address, {**rows(row), "base": base_on(editor, address)}).status_code == 302
    only = Session.objects.get(activity=draft)
    assert only.starts_at == datetime(2027, 3, 6, 9, 30, tzinfo=ZONE)
    assert only.capacity == 40


def test_a_session_says_for_itself_whether_it_is_in_the_countryside(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "when")
    day = {"start": "09:30", "until": "11:00", "place": "某某村小学操场"}
    stated = [{"day": "2027-03-06", "rural": "yes", **day}, {"day": "2027-03-07", "rural": "no", **day}]
    assert editor.post(address, {**rows(*stated), "base": base_on(editor, address)}).status_code == 302
    found = Session.objects.filter(activity=draft).order_by("starts_at")
    assert [(one.rural_stated, one.rural) for one in found] == [(True, True), (False, False)]
    again = typed(editor.get(address).context["form"])
    assert (again["sessions-0-rural"], again["sessions-1-rural"]) == (["yes"], ["no"])


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"day": "2027-03-06", "start": "11:00", "until": "09:30"}, "until"),
        ({"day": "2027-03-06", "start": "11:00"}, "until"),
        ({"start": "11:00", "until": "12:00"}, "day"),
        ({"day": "2027-02-30", "start": "11:00", "until": "12:00"}, "day"),
        ({"day": "2027-03-06", "start": "11:00", "until": "12:00", "capacity": "0"}, "capacity"),
        ({"day": "2127-03-06", "start": "11:00", "until": "12:00"}, "until"),
    ],
)
def test_what_is_wrong_with_a_session_is_told_in_its_row(
    editor: Client, draft: Activity, row: dict[str, str], field: str
) -> None:
    address = step_of(draft, "when")
    answer = editor.post(address, {**rows(row), "base": base_on(editor, address)})
    assert answer.status_code == 400
    assert answer.context["form"].rows.forms[0].errors[field]


def test_a_rule_arranges_sessions_and_skips_holidays_without_saving(editor: Client, draft: Activity) -> None:
    SpecialDay.objects.update_or_create(date=date(2027, 3, 20), defaults={"kind": "holiday", "name": "测试假日"})
    row = {"day": "2027-03-06", "start": "09:30", "until": "11:00"}
    rule = {"repeat-every": "week", "repeat-until": "2027-03-27", "repeat-skip_holidays": "on", "arrange": "1"}
    before = Session.objects.filter(activity=draft).count()
    answer = editor.post(step_of(draft, "when"), {**rows(row), **rule})
    assert answer.status_code == 200
    days = [one.starts_at.astimezone(ZONE).date() for one in answer.context["arranged"].sessions]
    assert days == [date(2027, 3, 6), date(2027, 3, 13), date(2027, 3, 27)]
    assert "3.20" in answer.content.decode()
    assert Session.objects.filter(activity=draft).count() == before


def test_a_year_without_its_holidays_is_told(editor: Client, draft: Activity) -> None:
    """Nothing can be avoided that nobody has entered: the step and the preview say so."""
    SpecialDay.objects.filter(date__year=2027).delete()
    row = {"day": "2026-12-19", "start": "09:30", "until": "11:00"}
    rule = {"repeat-every": "week", "repeat-until": "2027-01-16", "repeat-skip_holidays": "on", "arrange": "1"}
    told = "2027 年的放假安排还没有录入，没有避开任何一天。"
    address = step_of(draft, "when")
    assert told in editor.post(address, {**rows(row), **rule}).context["arranged"].sentences
    del rule["repeat-skip_holidays"]
    assert told not in editor.post(address, {**rows(row), **rule}).context["arranged"].sentences
    this_year = rule | {"repeat-until": "2026-12-26", "repeat-skip_holidays": "on"}
    assert told not in editor.post(address, {**rows(row), **this_year}).context["arranged"].sentences
    with time_machine.travel(datetime(2026, 11, 1, 9, 0, tzinfo=ZONE)):
        assert "2027 年的放假安排还没有录入，那一年的假日避不开。" in editor.get(address).content.decode()
    SpecialDay.objects.create(date=date(2027, 1, 1), kind="holiday", name="元旦")
    with time_machine.travel(datetime(2026, 11, 1, 9, 0, tzinfo=ZONE)):
        assert "避不开" not in editor.get(address).content.decode()


def test_the_longest_rule_can_be_saved(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "when")
    base = base_on(editor, address)
    row = {"day": "2027-03-01", "start": "09:30", "until": "11:00"}
    rule = {"repeat-every": "day", "repeat-until": "2027-12-31", "arrange": "1"}
    arranged = editor.post(address, {**rows(row), **rule}).context["form"]
    assert editor.post(address, typed(arranged) | {"base": base}).status_code == 302
    assert Session.objects.filter(activity=draft).count() == MOST_DAYS + 1


def test_a_public_session_keeps_its_time_here(editor: Client, published: Activity) -> None:
    address = step_of(published, "when")
    form = editor.get(address).context["form"]
    data = typed(form) | {
        "sessions-0-day": "2030-01-01",
        "sessions-0-capacity": "9",
        "base": base_on(editor, address),
    }
    before = Session.objects.get(activity=published).starts_at
    assert editor.post(address, data).status_code == 302
    session = Session.objects.get(activity=published)
    assert (session.starts_at, session.capacity) == (before, 9)


def test_a_further_session_of_a_public_activity_sent_twice_is_added_once(editor: Client, published: Activity) -> None:
    address = step_of(published, "when")
    data = typed(editor.get(address).context["form"]) | {"base": base_on(editor, address)}
    row = {"day": "2027-03-06", "start": "09:30", "until": "11:00"}
    data |= {f"sessions-1-{name}": value for name, value in row.items()} | {"sessions-TOTAL_FORMS": 2}
    assert editor.post(address, data).status_code == 302
    again = editor.post(address, data)
    assert again.status_code in {302, 409}
    assert Session.objects.filter(activity=published).count() == 2
