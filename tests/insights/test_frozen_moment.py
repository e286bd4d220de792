"""A frozen report is of one moment, though people check in while it is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from accounts.permissions import Actor
from activities.models import Session
from insights.figures import FIGURES
from insights.models import FrozenReport
from insights.selectors.pivot import Question, rows_behind
from insights.services import freezing
from tests.activities.checkins import sent, take_in
from tests.committed import in_parallel, without_triggers


@pytest.fixture
def office(session: Session) -> Iterator[Actor]:
    user = User.objects.create(username="freezes")
    yield Actor(user_id=user.pk, is_office=True)
    with without_triggers("insights_frozenreport"):
        FrozenReport.objects.all().delete()
    user.delete()


def frozen(session: Session, office: Actor, monkeypatch: Any) -> tuple[int, int]:
    """A report made while five more come in between its total and its rows: the total, and what the rows give."""
    take_in(sent(session, count=40), now=session.starts_at)

    def rows_after_more(*arguments: Any) -> Any:
        in_parallel(lambda: take_in(sent(session, count=5), now=session.starts_at))
        return rows_behind(*arguments)

    monkeypatch.setattr(freezing, "rows_behind", rows_after_more)
    year = session.starts_at.year
    question = Question(FIGURES["participations"], date(year, 1, 1), date(year, 12, 31), scope=office)
    made = freezing.freeze_report(question=question, title="一刻", by=office, now=session.ends_at)
    return made.result["total"], sum(n for _key, n in made.behind)


def test_it_is_of_one_moment(session: Session, office: Actor, monkeypatch: Any) -> None:
    assert frozen(session, office, monkeypatch) == (40, 40)


def test_twin_without_the_snapshot_the_rows_do_not_make_the_total(
    session: Session, office: Actor, monkeypatch: Any
) -> None:
    @contextmanager
    def plain(*, writes: bool) -> Iterator[None]:
        with transaction.atomic():
            yield

    monkeypatch.setattr(freezing, "one_snapshot", plain)
    assert frozen(session, office, monkeypatch) == (40, 45)
