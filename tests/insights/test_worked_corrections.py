"""The year of twelve activities, when people correct themselves: every figure by hand."""

from datetime import date, datetime, timedelta

import pytest

from accounts.permissions import SYSTEM
from activities.models import Session
from activities.results import Count, ResultFacts
from activities.services import (
    cancel_activity,
    confirm_results,
    move_session,
    reopen_results,
    report_results,
    take_back_session,
)
from core.errors import Conflict
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.behind import behind, entries_behind, sessions_behind
from insights.selectors.pivot import Question, pivot
from tests.activities.results import photo
from tests.insights.test_worked_example import NEW_YEAR, TOTAL, Year, ask, question
from tests.insights.test_worked_example import year as year
from venues.facts import GivenPhoto

pytestmark = pytest.mark.django_db


def test_a_corrected_december_is_of_december(year: Year) -> None:
    """Confirmed in December, sent back and corrected in March: the old year has it, the new one nothing."""
    session = year.sessions[1][0]
    counted_then = session.ends_at + timedelta(hours=1)

    def tell(people: int, at: datetime) -> None:
        facts = ResultFacts((Count("residents", people),), "办过", (GivenPhoto(image.public_id, "现场"),))
        report_results(session_id=session.pk, facts=facts, by=SYSTEM, now=at)
        confirm_results(session_id=session.pk, by=SYSTEM, now=at)

    image = photo()
    tell(2_618, counted_then)
    assert ask(year, "participations").total == TOTAL + 2_618
    march = NEW_YEAR + timedelta(days=70)
    reopen_results(session_id=session.pk, reason="多写了一位", by=SYSTEM, now=march)
    next_year = Question(FIGURES["participations"], date(2027, 1, 1), date(2027, 12, 31), DIMENSIONS["day"])
    assert ask(year, "participations").total == TOTAL
    assert pivot(next_year, march).by_row == {}
    tell(200, march)
    by_month = ask(year, "participations", rows=DIMENSIONS["month"]).by_row
    assert by_month == {"12": TOTAL + 200}
    assert pivot(next_year, march).by_row == {}


def test_a_cancelled_activity_that_was_held_is_in_no_figure(year: Year) -> None:
    (session,) = year.sessions[5]
    with pytest.raises(Conflict):
        cancel_activity(activity_id=session.activity_id, reason="录错了", by=SYSTEM, now=year.then)
    take_back_session(session=session, reason="没有办过", by=SYSTEM, now=year.then)
    assert (ask(year, "participations").total, ask(year, "activities").total) == (TOTAL - 280, 11)
    cancel_activity(activity_id=session.activity_id, reason="没有办过", by=SYSTEM, now=year.then)
    assert (ask(year, "participations").total, ask(year, "activities").total) == (TOTAL - 280, 10)
    assert str(year.c.pk) in ask(year, "participations", rows=DIMENSIONS["unit"]).by_row  # activity 6 is theirs too


def test_what_a_cancelled_session_had_before_the_rule_counts_nowhere(year: Year) -> None:
    """Cancelled with all that it has, as databases of before have it."""
    (session,) = year.sessions[5]
    Session.objects.filter(pk=session.pk).update(cancelled_at=year.then, cancel_reason="录错了")
    assert (ask(year, "participations").total, ask(year, "sessions").total) == (TOTAL - 280, 11)
    assert behind(question("participations", chosen={"unit": str(year.c.pk)}), year.then)[0].n == 15


def test_a_held_session_that_moves_takes_all_along(year: Year) -> None:
    """From December to October: the activity and its 人次, in every table."""
    (session,) = year.sessions[7]
    starts = session.starts_at.replace(month=10)
    move_session(
        session_id=session.pk, starts_at=starts, ends_at=starts + timedelta(hours=2), reason="日期录错", by=SYSTEM,
        now=year.then,
    )  # fmt: skip
    months = {figure: ask(year, figure, rows=DIMENSIONS["month"]).by_row for figure in ("participations", "sessions")}
    assert months == {"participations": {"10": 60, "12": TOTAL - 60}, "sessions": {"10": 1, "12": 11}}
    assert ask(year, "farmers_trained", rows=DIMENSIONS["month"]).by_row == {"10": 60, "12": 30}
    (row,) = behind(question("participations", chosen={"month": "10"}), year.then)
    (held,) = sessions_behind(question("participations", chosen={"month": "10"}), row.what, year.then)
    assert [
        entry.count
        for entry in entries_behind(question("participations", chosen={"month": "10"}), held.what, year.then)
    ] == [60]


def test_the_months_of_several_years_are_told_apart(year: Year) -> None:
    asked = Question(FIGURES["participations"], date(2025, 1, 1), date(2026, 12, 31), DIMENSIONS["month"])
    assert pivot(asked, year.then).by_row == {"2026-12": TOTAL}
