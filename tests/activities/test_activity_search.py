"""The search finds activities that can be gone to, by title, pinyin and initials."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts
from activities.models import Activity, Session
from activities.services import cancel_activity, cancel_session, renew_activity_search, save_activity
from core.models import SearchEntry
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def found(text: str, query: str = "") -> list[dict[str, Any]]:
    results = Client().get(f"/api/v1/search?q={text}{query}").json()["results"]
    return [result for result in results if result["type"] == "activity"]


@pytest.mark.parametrize(
    ("text", "matched"),
    [("测试讲座", "name"), ("ceshijiangzuo", "pinyin"), ("csjz", "initials"), ("测试讲桌", "similar")],
)
def test_it_is_found_as_people_type(published: Activity, text: str, matched: str) -> None:
    [hit] = found(text)
    assert (hit["id"], hit["matched"]) == (published.public_id, matched)
    assert hit["url"].endswith(f"/activities/{published.public_id}/")
    assert hit["label"] == "活动 · 12月1日（周二） 12:00"


def test_a_draft_is_not_found(facts: ActivityFacts) -> None:
    save_activity(facts=facts, by=SYSTEM, now=NOON)
    assert found("测试讲座") == []


def test_venues_alone_can_be_asked_for(published: Activity) -> None:
    assert found("测试讲座", "&type=venue") == []
    assert Client().get("/api/v1/search?q=x&type=people").status_code == 400


def test_a_new_title_is_found_and_the_old_is_not(published: Activity, facts: ActivityFacts, session: Session) -> None:
    stated = replace(facts, title="星空夜", sessions=(replace(facts.sessions[0], id=session.public_id),))
    save_activity(facts=stated, by=SYSTEM, now=NOON, activity_id=published.pk)
    assert found("星空夜") and found("测试讲座") == []


def test_what_is_cancelled_is_not_found(published: Activity) -> None:
    cancel_activity(activity_id=published.pk, reason="下雨", by=SYSTEM, now=NOON)
    assert found("测试讲座") == []


def test_without_a_session_left_it_is_not_found(session: Session) -> None:
    cancel_session(session_id=session.pk, reason="下雨", by=SYSTEM, now=NOON)
    assert found("测试讲座") == []


def test_what_is_over_goes(session: Session) -> None:
    renew_activity_search(now=session.ends_at - timedelta(minutes=1))
    assert found("测试讲座")
    renew_activity_search(now=session.ends_at)
    assert found("测试讲座") == []


def test_what_was_never_entered_comes_in(published: Activity) -> None:
    SearchEntry.objects.filter(type="activity").delete()
    renew_activity_search(now=NOON)
    assert found("测试讲座")
