"""Activities that were held before the system knew of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts, Where
from activities.models import Activity, ActivityStatus, CheckIn, Method, Registration, ResultState, Session
from activities.past import PastActivity, PastCrowd, PastParty, PastResult, PastSession
from activities.results import Count, ResultFacts
from activities.services.takingover import take_over_activities
from core.errors import Invalid, NotAllowed
from core.models import OutboxMessage
from insights.services.tally import recount
from tests.activities.conftest import lecture

pytestmark = pytest.mark.django_db


def past(now: datetime, reference: str = "old-1", **more: Any) -> PastActivity:
    starts = now - timedelta(days=30)
    session = SessionFacts(starts, starts + timedelta(hours=2), capacity=50)
    facts = replace(lecture(now), reference=reference, sessions=(session, session), **more)
    first = PastSession(
        parties=(PastParty(2, "youth", starts), PastParty(3, "youth", None)),
        crowds=(PastCrowd(40, "residents", Method.PAPER, starts),),
    )
    result = PastResult(ResultFacts((Count("farmers", 300),), "很好"), ResultState.CONFIRMED, starts)
    return PastActivity(facts, starts - timedelta(days=9), (first, PastSession(result=result)))


def test_what_was_held_is_in_the_ledger_and_nobody_is_told(now: datetime) -> None:
    (made,) = take_over_activities(items=[past(now)], by=SYSTEM, now=now)
    activity = Activity.objects.get(pk=made.pk)
    assert activity.status == ActivityStatus.PUBLISHED and activity.published_at < now
    entries = CheckIn.objects.filter(session__activity=activity).order_by("count")
    assert [(one.count, one.method) for one in entries] == [(2, "ticket"), (40, "paper"), (300, "headcount")]
    first = activity.sessions.order_by("pk")[0]
    assert (first.seats_taken, first.registrations.count()) == (5, 2)
    assert {row.name for row in Registration.objects.filter(session=first)} == {None}
    assert set(activity.steps.values_list("step", flat=True)) == {"published", "reported", "results_confirmed"}
    assert not OutboxMessage.objects.filter(event__startswith="activity.").exists()
    assert recount() == []


def test_the_same_again_adds_nothing(now: datetime) -> None:
    items = [past(now), past(now, "old-2")]
    assert len(take_over_activities(items=items, by=SYSTEM, now=now)) == 2
    assert take_over_activities(items=items, by=SYSTEM, now=now) == []
    assert CheckIn.objects.count() == 6


@pytest.mark.parametrize("wrong", [{"reference": ""}, {"form": "x"}, {"sessions": ()}, {"where": Where()}])
def test_one_that_is_wrong_refuses_all(now: datetime, wrong: dict[str, Any]) -> None:
    good, bad = past(now), past(now, "old-2")
    with pytest.raises(Invalid) as refusal:
        take_over_activities(items=[good, replace(bad, facts=replace(bad.facts, **wrong))], by=SYSTEM, now=now)
    assert refusal.value.data["index"] == 1
    assert not Activity.objects.filter(reference="old-1").exists()


def test_check_ins_outside_of_their_session_refuse_all(now: datetime) -> None:
    item = past(now)
    late = PastSession(crowds=(PastCrowd(1, "youth", Method.PAPER, now + timedelta(days=9)),))
    with pytest.raises(Invalid):
        take_over_activities(items=[replace(item, sessions=(late, PastSession()))], by=SYSTEM, now=now)
    assert not Session.objects.filter(activity__reference="old-1").exists()


def test_a_unit_is_no_office(now: datetime) -> None:
    with pytest.raises(NotAllowed):
        take_over_activities(items=[past(now)], by=Actor(user_id=1, organizer_of=frozenset({1})), now=now)


def test_the_statements_do_not_grow_with_the_activities(now: datetime, django_assert_max_num_queries: Any) -> None:
    items = [past(now, f"old-{n}", rural_stated=True, rural_reason="村里") for n in range(30)]
    with django_assert_max_num_queries(60):
        take_over_activities(items=items, by=SYSTEM, now=now)
