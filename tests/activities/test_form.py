"""The organizer's form: a draft in steps, sessions arranged by a rule, two editors, a copy of last year's."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus, Campaign, PlanYear
from activities.selectors.facts import facts_of
from activities.services import copy_activity, save_activity
from activities.services.copying import copied
from core.clock import city_time
from tests.activities.forms import base_on, step_of, typed, what
from venues.models import Venue

pytestmark = pytest.mark.django_db
NEW = "/workspace/activities/new/"


def test_the_first_step_makes_a_draft_once(editor: Client, facts: ActivityFacts) -> None:
    ticket = editor.get(NEW).context["ticket"]
    data = what(facts.unit_id, ticket=ticket)
    first, again = editor.post(NEW, data), editor.post(NEW, data)
    made = Activity.objects.get(title="天文观测夜")
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"] == step_of(made, "serving")
    assert made.status == ActivityStatus.DRAFT


def test_a_draft_without_a_title_is_asked_for_one_and_nothing_is_lost(editor: Client, facts: ActivityFacts) -> None:
    answer = editor.post(NEW, what(facts.unit_id, title="", summary="看土星环"))
    assert answer.status_code == 400
    assert "看土星环" in answer.content.decode()
    assert not Activity.objects.filter(summary="看土星环").exists()


def test_another_units_name_can_not_be_used(editor: Client, facts: ActivityFacts) -> None:
    other = Activity._meta.get_field("unit").related_model.objects.exclude(pk=facts.unit_id).order_by("pk")[0]  # type: ignore[union-attr]
    answer = editor.post(NEW, what(other.pk))
    assert answer.status_code == 400
    assert not Activity.objects.filter(title="天文观测夜").exists()


def test_rich_text_keeps_its_form_and_loses_what_could_run(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "what")
    body = '<p>带<strong>手电</strong></p><script>alert(1)</script><a href="javascript:x">点</a>'
    data = what(draft.unit_id, body=body, base=base_on(editor, address))
    assert editor.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert "<strong>手电</strong>" in draft.body
    assert "script" not in draft.body


def test_every_step_opens_and_says_where_it_is(editor: Client, draft: Activity) -> None:
    for key in ("what", "serving", "where", "when", "taking", "cover", "review"):
        page = editor.get(step_of(draft, key))
        assert page.status_code == 200
        assert 'aria-current="step"' in page.content.decode()


def test_no_such_step_is_not_found(editor: Client, draft: Activity) -> None:
    assert editor.get(step_of(draft, "nothing")).status_code == 404


def test_saving_a_step_as_it_stands_changes_nothing(editor: Client, draft: Activity) -> None:
    before = facts_of(Activity.objects.get(pk=draft.pk))
    for key in ("serving", "where", "when", "taking", "cover"):
        address = step_of(draft, key)
        form = editor.get(address).context["form"]
        assert editor.post(address, typed(form) | {"base": base_on(editor, address)}).status_code == 302, key
    assert facts_of(Activity.objects.get(pk=draft.pk)) == before
    assert Activity.objects.get(pk=draft.pk).version == draft.version


def test_a_venue_is_found_by_its_name(editor: Client, draft: Activity) -> None:
    venue = Venue.objects.published().exclude(point=None).order_by("-pk")[0]
    address = step_of(draft, "where")
    data = {"venue": venue.name, "name": "二楼", "base": base_on(editor, address)}
    assert editor.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert (draft.venue_id, draft.place_name, draft.point) == (venue.pk, "二楼", venue.point)


def test_a_venue_that_is_not_known_is_told_at_its_field(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "where")
    answer = editor.post(address, {"venue": "没有这个馆", "base": base_on(editor, address)})
    assert answer.status_code == 400
    assert answer.context["form"].errors["venue"]


def test_questions_are_asked_by_the_same_key_however_often_the_form_is_sent(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "taking")
    base = base_on(editor, address)
    data = {
        "mode": "open", "party_max": "5", "closes_minutes": "60", "base": base,
        "questions-TOTAL_FORMS": 1, "questions-INITIAL_FORMS": 0, "questions-0-label": "坐哪趟车来？",
    }  # fmt: skip
    answers = [editor.post(address, data).status_code for _time in range(2)]
    found = Activity.objects.get(pk=draft.pk)
    assert answers == [302, 302]
    assert [question["label"] for question in found.questions] == ["坐哪趟车来？"]
    assert found.version == draft.version + 1


def test_two_editors_of_one_step_are_told_and_choose(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "what")
    mine, theirs = base_on(editor, address), base_on(editor, address)
    assert editor.post(address, what(draft.unit_id, title="他们的名称", base=theirs)).status_code == 302
    clash = editor.post(address, what(draft.unit_id, title="我的名称", base=mine))
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "他们的名称" in text and "我的名称" in text
    now = clash.context["base"]
    kept = editor.post(address, what(draft.unit_id, title="我的名称", base=now) | {"choose-title": "theirs"})
    assert kept.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "他们的名称"


def test_editors_of_different_steps_do_not_get_in_each_others_way(editor: Client, draft: Activity) -> None:
    first, second = step_of(draft, "what"), step_of(draft, "where")
    base = base_on(editor, second)
    editor.post(first, what(draft.unit_id, title="改过的名称", base=base_on(editor, first)))
    assert editor.post(second, {"name": "操场", "address": "某某路", "base": base}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.place_name) == ("改过的名称", "操场")


def test_a_draft_saves_itself_and_a_public_activity_does_not(editor: Client, draft: Activity, now: datetime) -> None:
    address = step_of(draft, "what")
    data = what(draft.unit_id, summary="自己存下", base=base_on(editor, address), autosave="1")
    answer = editor.post(address, data)
    assert (answer.status_code, answer.json()["saved"]) == (200, True)
    draft.refresh_from_db()
    assert draft.summary == "自己存下"
    assert editor.post(address, data | {"base": answer.json()["base"], "title": ""}).status_code == 400
    Activity.objects.filter(pk=draft.pk).update(status="published", published_at=now)
    refused = editor.post(address, data | {"base": answer.json()["base"], "summary": "不该存"})
    assert refused.status_code == 409
    draft.refresh_from_db()
    assert draft.summary == "自己存下"


def test_the_last_step_hands_in_what_was_seen(editor: Client, draft: Activity) -> None:
    address = step_of(draft, "review")
    assert editor.post(address, {"version": "99"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == ActivityStatus.DRAFT
    assert editor.post(address, {"version": str(draft.version)}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == ActivityStatus.SUBMITTED


def test_the_last_step_says_what_is_missing(editor: Client, facts: ActivityFacts, now: datetime) -> None:
    blank = ActivityFacts(title="只有名称", unit_id=facts.unit_id)
    bare = save_activity(facts=blank, by=SYSTEM, now=now)
    page = editor.get(step_of(bare, "review"))
    assert not page.context["may_hand_in"]
    assert "请至少安排一场。" in page.content.decode()


def test_a_cancelled_activity_is_not_changed(editor: Client, published: Activity) -> None:
    Activity.objects.filter(pk=published.pk).update(status="cancelled", cancel_reason="暴雨")
    assert editor.get(step_of(published, "what")).status_code == 409


def test_a_copy_keeps_weekdays_and_takes_the_new_years_plan(published: Activity, now: datetime) -> None:
    later = now + timedelta(days=400)
    copy = copy_activity(activity_id=published.pk, by=SYSTEM, now=later)
    old, new = (one.sessions.get().starts_at for one in (published, copy))
    assert copy.status == ActivityStatus.DRAFT and copy.copied_from == published
    assert new > later
    assert city_time(new).weekday() == city_time(old).weekday()
    assert city_time(new).time() == city_time(old).time()


def test_a_copy_asked_for_twice_is_one(published: Activity, now: datetime) -> None:
    first = copy_activity(activity_id=published.pk, by=SYSTEM, now=now)
    again = copy_activity(activity_id=published.pk, by=SYSTEM, now=now + timedelta(seconds=5))
    assert first == again
    assert copy_activity(activity_id=published.pk, by=SYSTEM, now=now + timedelta(hours=1)) != first


def test_a_copy_serves_the_same_campaign_of_its_own_year(facts: ActivityFacts, now: datetime) -> None:
    plans = [PlanYear.objects.get_or_create(year=year)[0] for year in (now.year, now.year + 1)]
    windows = {"name": "测试品牌", "starts_on": now.date(), "ends_on": now.date()}
    old, new = (Campaign.objects.create(plan=plan, identifier="test-campaign", **windows) for plan in plans)
    moved = copied(replace(facts, campaign_ids=(old.pk,)), now=now + timedelta(days=200))
    assert city_time(moved.sessions[0].starts_at).year == new.plan_id
    assert moved.campaign_ids == (new.pk,)


def test_one_click_copies_and_leads_to_the_sessions(editor: Client, published: Activity) -> None:
    answer = editor.post(f"/workspace/activities/{published.public_id}/copy/")
    copy = Activity.objects.get(copied_from=published)
    assert answer.status_code == 302
    assert answer["Location"] == step_of(copy, "when")
