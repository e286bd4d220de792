"""The lists of results, the decision, and what everybody sees."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Unit, User
from accounts.permissions import SYSTEM
from activities.models import CheckIn, ResultState, Session, SessionResult
from activities.services import confirm_results, reopen_results
from tests.activities.checkins import sent, take_in
from tests.activities.results import counted, form_of, in_ledger, one, photo, reported, text
from tests.conftest import client_of

# The lists


def test_nought_is_not_the_same_as_not_reported(organizer: Client, session: Session) -> None:
    unknown, nought = "<strong>—</strong>", "<strong>0</strong>"
    assert unknown in text(organizer.get("/workspace/results/?tab=report"))
    reported(session, counted(residents=0))
    page = text(organizer.get("/workspace/results/?tab=confirm"))
    assert nought in page and unknown not in page and "已填报，未确认" in page


@pytest.mark.parametrize("tab", ["report", "confirm", "confirmed", "all", "none"])
@pytest.mark.parametrize("role", ["organizer", "county_reviewer", "office"])
def test_every_tab_opens(evening: datetime, people: dict[str, User | None], role: str, tab: str) -> None:
    assert client_of(people[role]).get("/workspace/results/", {"tab": tab}).status_code == 200


def test_the_front_page_tells_what_waits(organizer: Client, reviewer: Client, session: Session) -> None:
    assert "待填报结果" in text(organizer.get("/workspace/")) and "待确认结果" not in text(reviewer.get("/workspace/"))
    reported(session)
    assert "待确认结果" in text(reviewer.get("/workspace/")) and "待填报结果" not in text(organizer.get("/workspace/"))


def test_another_units_organizer_sees_nothing(
    organizer: Client, session: Session, people: dict[str, User | None]
) -> None:
    other = Unit.objects.exclude(pk=session.activity.unit_id).order_by("pk")[0]
    type(session.activity).objects.filter(pk=session.activity_id).update(unit=other)
    assert organizer.get(form_of(session)).status_code == 404
    assert session.activity.title not in text(organizer.get("/workspace/results/?tab=report"))


# The decision


def test_the_decision_has_all_that_it_needs(reviewer: Client, session: Session) -> None:
    take_in(sent(session, count=2), now=session.ends_at)
    reported(session, counted(photo(), residents=300))
    page = text(reviewer.get(one(session)))
    for said in (
        "已填报，未确认",
        "<strong>302</strong>",
        "正好 300 人次",
        "超过名额 3 人",
        "动手做实验",
        "逐一点数 2",
    ):
        assert said in page


def test_confirming_leads_on_and_counts(reviewer: Client, session: Session) -> None:
    reported(session)
    given = {"decision": "approve", "version": "1"}
    answer = reviewer.post(one(session, "decide/"), given)
    assert answer.status_code == 302 and answer["Location"].startswith("/workspace/results/?tab=")
    assert in_ledger(session) == 50
    assert reviewer.post(one(session, "decide/"), given).status_code == 302 and in_ledger(session) == 50
    assert reviewer.get(one(session))["Location"] == form_of(session)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"decision": "return", "version": "1"}, 400),
        ({"decision": "return", "version": "1", "reason": "字" * 501}, 400),
        ({"decision": "approve", "version": "2"}, 409),
        ({"decision": "approve", "version": "x"}, 400),
        ({"decision": "?", "version": "1"}, 400),
        ({}, 400),
    ],
)
def test_a_decision_that_can_not_be_taken_is_told(
    reviewer: Client, session: Session, given: dict[str, str], status: int
) -> None:
    reported(session)
    answer = reviewer.post(one(session, "decide/"), given)
    assert answer.status_code == status and 'role="alert"' in text(answer)
    assert SessionResult.objects.get().state == ResultState.REPORTED and not CheckIn.objects.exists()


def test_what_one_has_reported_oneself_has_no_buttons(
    reviewer: Client, session: Session, people: dict[str, User | None]
) -> None:
    reported(session)
    SessionResult.objects.update(reported_by=people["county_reviewer"])
    page = text(reviewer.get(one(session)))
    assert "这是您自己填报的" in page and 'value="approve"' not in page and 'value="return"' not in page
    assert reviewer.post(one(session, "decide/"), {"decision": "approve", "version": "1"}).status_code == 403


def test_the_office_reopens_what_was_confirmed(reviewer: Client, session: Session, evening: datetime) -> None:
    reported(session)
    confirm_results(session_id=session.pk, by=SYSTEM, now=evening)
    assert "退回更正" in text(reviewer.get(form_of(session)))
    refused = reviewer.post(one(session, "reopen/"), {"version": "2"})
    assert refused.status_code == 400 and "请写明理由" in text(refused) and in_ledger(session) == 50
    stale = reviewer.post(one(session, "reopen/"), {"version": "1", "reason": "多数了一排"})
    assert stale.status_code == 409 and "多数了一排" in text(stale)
    answer = reviewer.post(one(session, "reopen/"), {"version": "2", "reason": "多数了一排"})
    assert answer.status_code == 302 and in_ledger(session) == 0
    assert reviewer.post(one(session, "reopen/"), {"version": "2", "reason": "多数了一排"}).status_code == 409
    assert "多数了一排" in text(reviewer.get(form_of(session)))


# What everybody sees


def test_the_public_page_shows_confirmed_results_alone(session: Session, evening: datetime) -> None:
    page = f"/activities/{session.activity.public_id}/"
    take_in(sent(session, count=3), now=session.ends_at)
    reported(session, counted(photo(), residents=50, online=300))
    assert "活动回顾" not in text(Client().get(page))
    confirm_results(session_id=session.pk, by=SYSTEM, now=evening)
    shown = text(Client().get(page))
    told = [int(n) for n in re.findall(r"约 <strong>(\d+)</strong>", shown)]
    assert len(told) == 2, "one number on site, and one of views, which are never added"
    assert all(n % 5 == 0 for n in told) and abs(told[0] - 53) < 5 and abs(told[1] - 300) < 5
    assert "现场计数" not in shown and "签到" not in shown.partition("活动回顾")[2].partition("</section>")[0]
    reopen_results(session_id=session.pk, reason="数错了", by=SYSTEM, now=evening)
    assert "活动回顾" not in text(Client().get(page))


def test_many_sessions_cost_no_more_statements(
    session: Session, evening: datetime, django_assert_max_num_queries: Any
) -> None:
    from activities.selectors.results import shown_results

    def confirmed(row: Session, number: int) -> None:
        reported(row, counted(photo(number), residents=4))
        confirm_results(session_id=row.pk, by=SYSTEM, now=evening)

    confirmed(session, 0)
    for number in range(1, 5):
        other = Session.objects.get(pk=session.pk)
        other.pk, other.public_id = None, f"other{number:05}"
        other.save()
        confirmed(other, number)
    activity = session.activity
    with django_assert_max_num_queries(4):
        assert len(shown_results(activity)) == 5
