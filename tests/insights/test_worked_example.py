"""Figures added up by hand: activities of two units, campaigns, rural places, trainings, undoing, and online views."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Unit, UnitKind
from accounts.permissions import SYSTEM, Actor
from activities.facts import SessionFacts
from activities.models import Campaign, Session
from activities.services import copy_plan
from insights.figures import DIMENSIONS, FIGURES
from insights.selectors.pivot import Question, activities_behind, pivot
from tests.activities.checkins import sent, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(make: Any, now: datetime) -> dict[str, Session]:
    """Five activities of December 2026 and what came to them; `late` takes place after `then`."""
    copy_plan(from_year=2020, to_year=2026, by=SYSTEM)
    one, other = Campaign.objects.filter(plan__year=2026).order_by("pk")[:2]
    first, second = Unit.objects.filter(kind=UnitKind.LEADING_GROUP_MEMBER).order_by("pk")[:2]
    starts = now + timedelta(days=7)
    open_end = (SessionFacts(starts, starts + timedelta(hours=2)),)
    later = (SessionFacts(starts + timedelta(days=20), starts + timedelta(days=20, hours=2)),)
    (talk,) = make(unit_id=first.pk, sessions=open_end, campaign_ids=(one.pk, other.pk))
    (course,) = make(unit_id=first.pk, sessions=open_end, form="training", rural_stated=True, rural_reason="村里")
    (welders,) = make(unit_id=second.pk, sessions=open_end, form="training", campaign_ids=(one.pk,))
    (film,) = make(unit_id=second.pk, sessions=open_end, online=True)
    (late,) = make(unit_id=second.pk, sessions=later)

    def came(session: Session, count: int, audience: str, method: str = "turnstile") -> str:
        entry = sent(session, count=count, audience=audience, method=method)
        take_in(entry, now=starts)
        return str(entry["id"])

    came(talk, 40, "youth")
    came(talk, 2, "residents", "paper")
    wrong = came(talk, 100, "youth")
    take_in(sent(talk, undo_of=wrong, reason="数错了"), now=starts, undoes_all=True)
    came(course, 30, "farmers")
    came(course, 5, "residents")
    came(welders, 20, "urban_workers", "headcount")
    came(film, 900, "youth", "online")
    return {"talk": talk, "course": course, "welders": welders, "film": film, "late": late}


def ask(figure: str, now: datetime, **more: Any) -> Any:
    return pivot(Question(FIGURES[figure], date(2026, 1, 1), date(2026, 12, 31), **more), now)


@pytest.mark.parametrize(
    ("figure", "total"),
    [
        ("participations", 97),  # 40 + 2 + 30 + 5 + 20
        ("scanned", None),  # not reported, which is not 0
        ("listed", 77),
        ("head_counted", 20),
        ("rural", 35),
        ("farmers_trained", 30),
        ("workers_trained", 20),
        ("online", 900),
        ("activities", 4),  # the late one is still to come
        ("sessions", 4),
    ],
)
def test_totals(year: dict[str, Session], figure: str, total: int | None) -> None:
    then = year["talk"].ends_at + timedelta(hours=1)
    found = ask(figure, then).total
    assert (found or 0 if FIGURES[figure].of_sessions else found) == total


def test_an_activity_of_two_campaigns_counts_once_in_the_total(year: dict[str, Session]) -> None:
    then = year["talk"].ends_at + timedelta(hours=1)
    found = ask("participations", then, rows=DIMENSIONS["campaign"])
    assert sorted(found.by_row.values()) == [42, 62]  # 42 and 42 + 20: more than the total of who has campaigns
    assert found.total == 97


def test_a_cell_leads_to_its_activities(year: dict[str, Session]) -> None:
    then = year["talk"].ends_at
    question = Question(
        FIGURES["participations"],
        date(2026, 1, 1),
        date(2026, 12, 31),
        chosen={"audience": "residents"},
    )
    behind = dict(activities_behind(question, then))
    assert behind == {year["talk"].activity_id: 2, year["course"].activity_id: 5}
    assert pivot(question, then).total == sum(behind.values())


def test_units_see_their_own_and_the_office_all(year: dict[str, Session]) -> None:
    then = year["talk"].ends_at
    unit = year["talk"].activity.unit_id
    assert ask("participations", then, scope=Actor(user_id=1, organizer_of=frozenset({unit}))).total == 77
    assert ask("participations", then, scope=Actor(user_id=1)).total is None
    assert ask("participations", then, scope=SYSTEM).total == 97


def test_filing_an_activity_anew_moves_its_figures_at_once(year: dict[str, Session]) -> None:
    activity = year["course"].activity
    activity.form = "lecture"
    activity.save()
    assert ask("farmers_trained", year["talk"].ends_at).total is None


@pytest.mark.parametrize("rows", DIMENSIONS)
@pytest.mark.parametrize("columns", DIMENSIONS)
def test_any_two_dimensions_make_a_table(year: dict[str, Session], rows: str, columns: str) -> None:
    for figure in ("participations", "activities"):
        found = ask(figure, year["talk"].ends_at, rows=DIMENSIONS[rows], columns=DIMENSIONS[columns])
        multiplies = {"campaign", "task"} & {rows, columns}
        if found.cells and not multiplies:
            assert sum(found.cells.values()) == found.total
