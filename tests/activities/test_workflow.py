"""An activity's deeds: who may, what is written, who hears of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus, ActivityStep, Session, Step
from activities.services import (
    approve_activity,
    cancel_activity,
    cancel_session,
    move_session,
    return_activity,
    save_activity,
    submit_activity,
    withdraw_activity,
)
from core.errors import Conflict, Invalid, NotAllowed
from core.models import OutboxMessage


@pytest.fixture
def organizer(facts: ActivityFacts) -> Actor:
    return Actor(user_id=None, organizer_of=frozenset({facts.unit_id}))


@pytest.fixture
def submitted(facts: ActivityFacts, organizer: Actor, now: datetime) -> Activity:
    draft = save_activity(facts=facts, by=organizer, now=now)
    return submit_activity(activity_id=draft.pk, by=organizer, now=now)


def steps(activity: Activity) -> list[tuple[str, str]]:
    return list(ActivityStep.objects.filter(activity=activity).order_by("id").values_list("step", "reason"))


def events(name: str) -> int:
    return OutboxMessage.objects.filter(event=name).values("data").distinct().count()


def test_an_organizer_hands_in_and_a_reviewer_publishes(submitted: Activity, organizer: Actor, now: datetime) -> None:
    assert submitted.status == ActivityStatus.SUBMITTED
    with pytest.raises(NotAllowed):
        approve_activity(activity_id=submitted.pk, by=organizer, now=now)
    published = approve_activity(activity_id=submitted.pk, by=SYSTEM, now=now, expect_version=submitted.version)
    assert published.status == ActivityStatus.PUBLISHED
    approve_activity(activity_id=submitted.pk, by=SYSTEM, now=now)
    assert steps(submitted) == [(Step.SUBMITTED, ""), (Step.PUBLISHED, "")]


def test_a_decision_holds_for_what_was_seen(submitted: Activity, facts: ActivityFacts, now: datetime) -> None:
    save_activity(facts=replace(facts, title="另一个名称"), by=SYSTEM, now=now, activity_id=submitted.pk)
    with pytest.raises(Conflict):
        approve_activity(activity_id=submitted.pk, by=SYSTEM, now=now, expect_version=submitted.version)
    with pytest.raises(Conflict):
        return_activity(activity_id=submitted.pk, reason="晚了", by=SYSTEM, now=now, expect_version=submitted.version)


def test_what_is_returned_or_withdrawn_can_be_handed_in_again(
    submitted: Activity, organizer: Actor, now: datetime
) -> None:
    with pytest.raises(Invalid):
        return_activity(activity_id=submitted.pk, reason=" ", by=SYSTEM, now=now)
    return_activity(activity_id=submitted.pk, reason="请补充地点。", by=SYSTEM, now=now)
    submit_activity(activity_id=submitted.pk, by=organizer, now=now)
    assert withdraw_activity(activity_id=submitted.pk, by=organizer, now=now).status == ActivityStatus.DRAFT
    assert steps(submitted)[1:] == [(Step.RETURNED, "请补充地点。"), (Step.SUBMITTED, ""), (Step.WITHDRAWN, "")]


def test_a_trusted_unit_publishes_by_itself(facts: ActivityFacts, now: datetime) -> None:
    unit = frozenset({facts.unit_id})
    trusted = Actor(organizer_of=unit, publishes_for=unit)
    draft = save_activity(facts=facts, by=trusted, now=now)
    assert submit_activity(activity_id=draft.pk, by=trusted, now=now).status == ActivityStatus.PUBLISHED


def test_a_county_office_decides_on_its_own_county_only(facts: ActivityFacts, now: datetime) -> None:
    unit = Unit.objects.exclude(county_code="").order_by("pk")[0]
    draft = save_activity(facts=replace(facts, unit_id=unit.pk), by=SYSTEM, now=now)
    organizer = Actor(organizer_of=frozenset({unit.pk}))
    submit_activity(activity_id=draft.pk, by=organizer, now=now)
    ours = Actor(reviewer_of_counties=frozenset({unit.county_code}))
    assert approve_activity(activity_id=draft.pk, by=ours, now=now).status == ActivityStatus.PUBLISHED


def test_a_moved_session_keeps_its_first_times_and_tells_once(session: Session, now: datetime) -> None:
    later = {"starts_at": session.starts_at + timedelta(days=1), "ends_at": session.ends_at + timedelta(days=1)}
    moved = move_session(session_id=session.pk, reason="场地维修", by=SYSTEM, now=now, **later)
    move_session(session_id=session.pk, reason="场地维修", by=SYSTEM, now=now, **later)
    assert (moved.first_starts_at, moved.starts_at) == (session.starts_at, later["starts_at"])
    assert moved.move_reason == "场地维修" and events("session.moved") == 1
    assert steps(session.activity)[-1:] == [(Step.MOVED, "场地维修")]


def test_a_move_needs_a_reason_and_an_order(session: Session, now: datetime) -> None:
    with pytest.raises(Invalid):
        move_session(
            session_id=session.pk, starts_at=session.ends_at, ends_at=session.starts_at, reason="错", by=SYSTEM, now=now
        )
    later = session.starts_at + timedelta(hours=1)
    with pytest.raises(Invalid):
        move_session(session_id=session.pk, starts_at=later, ends_at=session.ends_at, reason="", by=SYSTEM, now=now)
    session.refresh_from_db()
    assert session.first_starts_at is None


def test_a_cancelled_session_is_not_moved(session: Session, now: datetime) -> None:
    cancel_session(session_id=session.pk, reason="台风", by=SYSTEM, now=now)
    cancel_session(session_id=session.pk, reason="台风", by=SYSTEM, now=now)
    later = session.starts_at + timedelta(days=1), session.ends_at + timedelta(days=1)
    with pytest.raises(Conflict):
        move_session(session_id=session.pk, starts_at=later[0], ends_at=later[1], reason="补办", by=SYSTEM, now=now)
    assert steps(session.activity)[1:] == [(Step.SESSION_CANCELLED, "台风")]


def test_a_cancelled_activity_says_why(published: Activity, now: datetime) -> None:
    with pytest.raises(Invalid):
        cancel_activity(activity_id=published.pk, reason="", by=SYSTEM, now=now)
    cancel_activity(activity_id=published.pk, reason="台风", by=SYSTEM, now=now)
    cancel_activity(activity_id=published.pk, reason="别的", by=SYSTEM, now=now)
    assert Activity.objects.get(pk=published.pk).cancel_reason == "台风"
    assert events("activity.cancelled") == 1
