"""What is confirmed stays where it is filed, unless who may confirm files it otherwise; the rest may be put right."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.permissions import Actor
from activities.models import Activity, ActivityStep, Session, Step
from activities.selectors.facts import facts_of
from activities.services import move_session, save_activity
from core.errors import Conflict
from tests.activities.results import after, confirm, reported

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(session: Session) -> Activity:
    reported(session)
    confirm(session)
    return Activity.objects.get(pk=session.activity_id)


@pytest.mark.parametrize("change", [{"form": "training"}, {"setting": "village"}, {"topics": ("farmland",)}])
def test_an_organizer_alone_files_nothing_confirmed_otherwise(
    confirmed: Activity, session: Session, actors: dict[str, Actor], change: dict[str, Any]
) -> None:
    facts = facts_of(confirmed)
    changed = replace(facts, **change)
    assert changed != facts
    with pytest.raises(Conflict, match="results_confirmed"):
        save_activity(facts=changed, by=actors["organizer"], now=after(session), activity_id=confirmed.pk)
    assert facts_of(Activity.objects.get(pk=confirmed.pk)) == facts


def test_nor_moves_its_session(confirmed: Activity, session: Session, actors: dict[str, Actor]) -> None:
    day = timedelta(days=1)
    with pytest.raises(Conflict, match="results_confirmed"):
        move_session(
            session_id=session.pk,
            starts_at=session.starts_at - day,
            ends_at=session.ends_at - day,
            reason="写错了",
            by=actors["organizer"],
            now=after(session),
        )


def test_words_may_be_put_right(confirmed: Activity, session: Session, actors: dict[str, Actor]) -> None:
    facts = replace(facts_of(confirmed), title="改了题目")
    saved = save_activity(facts=facts, by=actors["organizer"], now=after(session), activity_id=confirmed.pk)
    assert saved.title == "改了题目"
    assert not ActivityStep.objects.filter(step=Step.REFILED).exists()


def test_a_reviewer_files_otherwise_and_the_organizers_hear_of_it(
    confirmed: Activity, session: Session, actors: dict[str, Actor], people: dict[str, User | None]
) -> None:
    facts = replace(facts_of(confirmed), form="training")
    save_activity(facts=facts, by=actors["office"], now=after(session), activity_id=confirmed.pk)
    step = ActivityStep.objects.get(step=Step.REFILED)
    assert step.by == people["office"]


def test_before_anything_is_confirmed_all_may_be_put_right(session: Session, actors: dict[str, Actor]) -> None:
    reported(session)
    activity = Activity.objects.get(pk=session.activity_id)
    facts = replace(facts_of(activity), form="training")
    saved = save_activity(facts=facts, by=actors["organizer"], now=after(session), activity_id=activity.pk)
    assert saved.form == "training"
