"""The table of activities, an activity's record with its deeds, what a reviewer is told, and what waits too long."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, Unit
from accounts.permissions import SYSTEM, Actor
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode
from activities.models import Activity, ActivityStatus, Session
from activities.oddities import Window, oddities
from activities.selectors.desk import DeskQuery, DeskTab, desk_counts, desk_rows, similar_to, to_review
from activities.selectors.waiting import activities_waiting
from activities.services import escalate_activities, save_activity, submit_activity
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
TABLE = "/workspace/activities/"


@pytest.fixture
def organizer(people: dict[str, Any]) -> Client:
    return client_of(people["organizer"])


@pytest.fixture
def office(people: dict[str, Any]) -> Client:
    return client_of(people["office"])


@pytest.fixture
def submitted(facts: ActivityFacts, now: datetime) -> Activity:
    own = Actor(user_id=None, organizer_of=frozenset({facts.unit_id}))
    draft = save_activity(facts=facts, by=own, now=now)
    return submit_activity(activity_id=draft.pk, by=own, now=now)


def record(activity: Activity) -> str:
    return f"{TABLE}{activity.public_id}/"


def deed(activity: Activity, name: str) -> str:
    return f"{record(activity)}do/{name}/"


def test_the_table_shows_ones_own_and_finds_by_words(organizer: Client, published: Activity, now: datetime) -> None:
    other = Unit.objects.exclude(pk=published.unit_id).order_by("pk")[0]
    strange = save_activity(facts=ActivityFacts(title="别人的活动", unit_id=other.pk), by=SYSTEM, now=now)
    page = organizer.get(TABLE).content.decode()
    assert published.title in page
    assert strange.title not in page
    assert published.title in organizer.get(TABLE, {"q": published.title[:2]}).content.decode()
    assert "没有符合条件的活动" in organizer.get(TABLE, {"q": "没有这样的名称"}).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "99"])
def test_any_page_number_shows_a_page(organizer: Client, published: Activity, page: str) -> None:
    assert organizer.get(TABLE, {"page": page, "tab": "nothing", "unit": "none"}).status_code == 200


def test_tabs_count_what_they_show(
    office: Client, submitted: Activity, actors: dict[str, Actor], now: datetime
) -> None:
    for actor in (actors["office"], actors["organizer"]):
        counts = desk_counts(actor, now)
        for tab, count in counts.items():
            assert desk_rows(actor, DeskQuery(tab=tab), now).count() == count, tab


def test_the_table_asks_as_often_for_many_as_for_few(
    organizer: Client, facts: ActivityFacts, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        save_activity(facts=replace(facts, title=f"活动 {number}"), by=SYSTEM, now=now)
    with django_assert_max_num_queries(18):
        organizer.get(TABLE)


def test_an_approval_is_for_what_was_seen(office: Client, submitted: Activity) -> None:
    stale = office.post(deed(submitted, "approve"), {"version": "0"})
    assert stale.status_code == 409
    assert "请看过最新内容再决定" in stale.content.decode()
    assert office.post(deed(submitted, "approve"), {"version": submitted.version}).status_code == 302
    submitted.refresh_from_db()
    assert submitted.status == ActivityStatus.PUBLISHED


def test_returning_needs_a_reason_and_keeps_nothing_lost(office: Client, submitted: Activity) -> None:
    empty = office.post(deed(submitted, "return"), {"version": submitted.version, "reason": " "})
    assert empty.status_code == 400
    office.post(deed(submitted, "return"), {"version": submitted.version, "reason": "地点写错了"})
    submitted.refresh_from_db()
    assert submitted.status == ActivityStatus.RETURNED
    assert "地点写错了" in office.get(record(submitted)).content.decode()


def test_an_organizer_sees_no_decision_and_can_not_force_one(organizer: Client, submitted: Activity) -> None:
    assert 'id="decision"' not in organizer.get(record(submitted)).content.decode()
    assert organizer.post(deed(submitted, "approve"), {"version": submitted.version}).status_code == 403
    assert organizer.post(deed(submitted, "withdraw")).status_code == 302
    submitted.refresh_from_db()
    assert submitted.status == ActivityStatus.DRAFT
    assert organizer.post(deed(submitted, "submit")).status_code == 302


def test_no_such_deed_is_not_found(organizer: Client, published: Activity) -> None:
    session = published.sessions.get()
    assert organizer.post(deed(published, "burn")).status_code == 404
    assert organizer.post(f"{record(published)}sessions/{session.public_id}/burn/").status_code == 404
    assert organizer.post(f"{record(published)}sessions/none/move/").status_code == 404


def test_a_session_is_moved_with_a_reason_or_nothing_happens(organizer: Client, published: Activity) -> None:
    session = published.sessions.get()
    address = f"{record(published)}sessions/{session.public_id}/move/"
    data = {"day": "2027-01-09", "start": "14:00", "until": "16:00"}
    without = organizer.post(address, data)
    assert without.status_code == 400
    assert 'value="2027-01-09"' in without.content.decode()
    assert organizer.post(address, {**data, "start": "later", "reason": "下雨"}).status_code == 400
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at
    assert organizer.post(address, {**data, "reason": "下雨", "sure": "1"}).status_code == 302
    assert Session.objects.get(pk=session.pk).move_reason == "下雨"


def test_a_session_and_the_whole_are_cancelled_with_a_reason(organizer: Client, published: Activity) -> None:
    session = published.sessions.get()
    one = f"{record(published)}sessions/{session.public_id}/cancel/"
    assert organizer.post(one, {"reason": ""}).status_code == 400
    assert organizer.post(one, {"reason": "场地停电", "sure": "1"}).status_code == 302
    assert organizer.post(deed(published, "cancel"), {"reason": "讲师生病", "sure": "1"}).status_code == 302
    page = organizer.get(record(published)).content.decode()
    assert "场地停电" in page and "讲师生病" in page


def test_the_reviewer_is_told_of_what_looks_the_same(submitted: Activity, facts: ActivityFacts, now: datetime) -> None:
    other = Unit.objects.exclude(pk=facts.unit_id).order_by("pk")[0]
    twin = save_activity(facts=replace(facts, unit_id=other.pk, title="测试讲座走进来"), by=SYSTEM, now=now)
    later = replace(facts.sessions[0], starts_at=now + timedelta(days=40), ends_at=now + timedelta(days=40, hours=1))
    save_activity(facts=replace(facts, sessions=(later,)), by=SYSTEM, now=now)
    assert similar_to(submitted) == [twin]


def test_what_is_odd_is_told(facts: ActivityFacts, now: datetime) -> None:
    day = now.date()
    outside = Window("测试品牌", day - timedelta(days=9), day - timedelta(days=8))
    night = replace(facts.sessions[0], starts_at=facts.sessions[0].starts_at.replace(hour=23), capacity=None)
    odd = replace(facts, sessions=(night,), registration=RegistrationFacts(mode=RegistrationMode.OPEN))
    said = " ".join(str(one) for one in oddities(odd, [outside], now))
    for part in ("夜里", "没有写名额", "测试品牌", "没有选完成的任务"):
        assert part in said
    usual = replace(facts, task_ids=(1,))
    assert oddities(usual, [], now) == []


def test_what_waits_too_long_goes_up_to_the_office(
    submitted: Activity, actors: dict[str, Actor], county_office: Unit, people: dict[str, Any], now: datetime
) -> None:
    Activity.objects.filter(pk=submitted.pk).update(unit=county_office)
    assert submitted in to_review(actors["county_reviewer"], now)
    assert submitted not in to_review(actors["office"], now)
    later = now + timedelta(days=30)
    assert submitted in to_review(actors["office"], later)
    assert escalate_activities(now=later) > 0
    assert escalate_activities(now=later) == 0
    assert Notice.objects.filter(user=people["office"], key__contains="escalated").exists()


def test_the_front_page_tells_what_waits(
    office: Client, organizer: Client, submitted: Activity, actors: dict[str, Actor]
) -> None:
    assert submitted.title in office.get("/workspace/").content.decode()
    Activity.objects.filter(pk=submitted.pk).update(status="returned")
    assert "退回的活动" in organizer.get("/workspace/").content.decode()
    assert activities_waiting(actors["member"], timezone.now()) == []


def test_waiting_has_no_tab_for_who_decides_nothing(organizer: Client, submitted: Activity) -> None:
    assert "等我审核" not in organizer.get(TABLE, {"tab": DeskTab.WAITING.value}).content.decode()
