"""One way to write an activity, and what it refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.models import Unit
from accounts.permissions import SYSTEM, Actor
from activities.facts import ActivityFacts, Where
from activities.models import Activity, ActivityStatus, Session
from activities.selectors.facts import facts_of
from activities.services import approve_activity, return_activity, save_activity, submit_activity
from core.errors import Conflict, Invalid, NotAllowed, NotFound
from core.geo import LonLat
from core.models import OutboxMessage
from venues.facts import GivenPlace

pytestmark = pytest.mark.django_db


def test_an_activity_says_what_was_stated(facts: ActivityFacts, now: datetime) -> None:
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    assert activity.status == ActivityStatus.DRAFT
    stated = facts_of(Activity.objects.get(pk=activity.pk))
    kept = replace(stated, sessions=(replace(stated.sessions[0], id=""),), where=replace(stated.where, address=""))
    assert kept == facts


def test_saving_the_same_again_changes_nothing(facts: ActivityFacts, now: datetime) -> None:
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    again = save_activity(facts=facts_of(activity), by=SYSTEM, now=now, activity_id=activity.pk)
    assert again.version == Activity.objects.get(pk=activity.pk).version == activity.version


def test_two_editors_are_told(facts: ActivityFacts, now: datetime) -> None:
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    stated = facts_of(activity)
    version = activity.version
    save_activity(facts=replace(stated, title="甲改"), by=SYSTEM, now=now, activity_id=activity.pk)
    with pytest.raises(Conflict):
        save_activity(
            facts=replace(stated, title="乙改"), by=SYSTEM, now=now, activity_id=activity.pk, expect_version=version
        )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": " "}),
        ("form", {"form": "magic"}),
        ("topics", {"topics": ("magic",)}),
        ("audiences", {"audiences": ("martians",)}),
        ("setting", {"setting": "moon"}),
        ("where", {"where": Where(name="远方", given=GivenPlace(LonLat(116.4, 39.9)))}),
    ],
)
def test_what_is_wrong_is_told_by_field(
    field: str, change: dict[str, object], facts: ActivityFacts, now: datetime
) -> None:
    with pytest.raises(Invalid) as caught:
        save_activity(facts=replace(facts, **change), by=SYSTEM, now=now)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]
    assert not Activity.objects.exists()


def test_markup_is_sanitized(facts: ActivityFacts, now: datetime) -> None:
    body = '<p onclick="x()">好<script>alert(1)</script><a href="javascript:x()">链</a></p>'
    saved = save_activity(facts=replace(facts, body=body), by=SYSTEM, now=now)
    assert "script" not in saved.body and "onclick" not in saved.body


def test_an_organizer_hands_in_and_a_reviewer_decides(facts: ActivityFacts, now: datetime, member_unit: Unit) -> None:
    organizer = Actor(user_id=None, organizer_of=frozenset({member_unit.pk}))
    activity = save_activity(facts=facts, by=organizer, now=now)
    assert submit_activity(activity_id=activity.pk, by=organizer, now=now).status == ActivityStatus.SUBMITTED
    with pytest.raises(NotAllowed):
        approve_activity(activity_id=activity.pk, by=organizer, now=now)
    return_activity(activity_id=activity.pk, reason="缺少地点", by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=organizer, now=now)
    assert approve_activity(activity_id=activity.pk, by=SYSTEM, now=now).status == ActivityStatus.PUBLISHED


def test_a_unit_that_is_trusted_publishes_at_once(facts: ActivityFacts, now: datetime, member_unit: Unit) -> None:
    pk = member_unit.pk
    trusted = Actor(user_id=None, organizer_of=frozenset({pk}), publishes_for=frozenset({pk}))
    activity = save_activity(facts=facts, by=trusted, now=now)
    assert submit_activity(activity_id=activity.pk, by=trusted, now=now).status == ActivityStatus.PUBLISHED


def test_nobody_posts_in_anothers_name(facts: ActivityFacts, now: datetime, member_unit: Unit) -> None:
    stranger = Actor(user_id=None, organizer_of=frozenset({member_unit.pk + 1}))
    with pytest.raises(NotAllowed):
        save_activity(facts=facts, by=stranger, now=now)
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    with pytest.raises(NotFound):
        save_activity(facts=facts, by=stranger, now=now, activity_id=activity.pk)


def test_a_moved_session_keeps_its_first_time_and_is_told(session: Session, now: datetime) -> None:
    first = session.starts_at
    stated = facts_of(session.activity)
    day = timedelta(days=1)
    moved = replace(
        stated.sessions[0], starts_at=stated.sessions[0].starts_at + day, ends_at=stated.sessions[0].ends_at + day
    )
    save_activity(facts=replace(stated, sessions=(moved,)), by=SYSTEM, now=now, activity_id=session.activity_id)
    session.refresh_from_db()
    assert (session.first_starts_at, session.starts_at) == (first, first + day)
    assert OutboxMessage.objects.filter(event="session.moved").exists()


def test_a_public_session_is_cancelled_not_removed(session: Session, now: datetime) -> None:
    stated = facts_of(session.activity)
    known = stated.sessions[0]
    day = timedelta(days=1)
    other = replace(known, id="", starts_at=known.starts_at + day, ends_at=known.ends_at + day)
    with pytest.raises(Invalid):
        save_activity(
            facts=replace(stated, sessions=(other,)),
            by=SYSTEM,
            now=now,
            activity_id=session.activity_id,
        )


def test_a_session_that_is_sent_again_without_its_identifier_stays_the_same(session: Session, now: datetime) -> None:
    stated = facts_of(session.activity)
    again = replace(stated, sessions=(replace(stated.sessions[0], id=""),))
    save_activity(facts=again, by=SYSTEM, now=now, activity_id=session.activity_id)
    assert [row.pk for row in Session.objects.filter(activity=session.activity_id)] == [session.pk]
