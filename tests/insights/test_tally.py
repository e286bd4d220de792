"""Promise 2: every figure equals a recount straight from the ledger, folded or not; who forgets is found."""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.models import CheckIn, Session
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.models import SessionTally, TallyDelta
from insights.selectors.pivot import Question, pivot
from insights.services.tally import fold_deltas, rebuild_tally, recount
from tests.activities.checkins import sent, take_in

pytestmark = pytest.mark.django_db
AUDIENCES = ("youth", "farmers", "residents")
METHODS = ("turnstile", "paper", "online")
# The oracle knows the ledger alone, not the tally, and how it tells things apart is written here anew. These sessions
# are of one day: what came to them came on it.
APART = {
    "audience": "c.audience",
    "method": "c.method",
    "month": "to_char(s.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')",  # of three years in one table
    "day": "to_char(s.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
    "week": "to_char(s.starts_at AT TIME ZONE 'Asia/Shanghai', 'IYYY-IW')",
    "county": "coalesce(s.county_id, '')",
    "unit": "a.unit_id::text",
    "form": "a.form",
    "setting": "a.setting",
}
ORACLE = """
SELECT {rows}, {columns}, sum(c.count) FROM activities_checkin c
JOIN activities_session s ON s.id = c.session_id JOIN activities_activity a ON a.id = s.activity_id
WHERE {condition} GROUP BY 1, 2 HAVING sum(c.count) <> 0"""
COUNTS = {
    "participations": "c.method <> 'online'",
    "online": "c.method = 'online'",
    "listed": "c.method IN ('paper', 'turnstile')",
}
deeds = st.one_of(
    st.tuples(st.just("in"), st.integers(1, 90), st.integers(0, 8), st.integers(-20, 20)),
    st.tuples(st.just("undo"), st.integers(0, 20), st.just(0), st.just(0)),
    st.tuples(st.just("fold"), st.just(0), st.just(0), st.just(0)),
)


def played(session: Session, script: Any) -> None:
    now = session.starts_at + timedelta(minutes=5)
    for kind, number, which, hours in script:
        if kind == "in":
            moment = session.starts_at + timedelta(hours=hours)
            said = sent(
                session,
                count=number,
                audience=AUDIENCES[which % 3],
                method=METHODS[which // 3],
                occurred_at=moment.isoformat(),
            )
            take_in(said, now=max(now, moment))
        elif kind == "undo":
            facts = list(CheckIn.objects.filter(undo_of=None, undone_by=None).order_by("pk"))
            if facts:
                take_in(
                    sent(session, undo_of=str(facts[number % len(facts)].pk), reason="误签"), now=now, undoes_all=True
                )
        else:
            fold_deltas()
        compared(session)


def compared(session: Session, figure: str = "participations", rows: str = "audience", columns: str = "month") -> None:
    year = session.starts_at.year
    question = Question(
        FIGURES[figure],
        first=datetime(year - 1, 1, 1).date(),
        last=datetime(year + 1, 12, 31).date(),
        rows=DIMENSIONS[rows],
        columns=DIMENSIONS[columns],
    )
    found = pivot(question, session.ends_at)
    with connection.cursor() as cursor:
        cursor.execute(ORACLE.format(rows=APART[rows], columns=APART[columns], condition=COUNTS[figure]))
        wanted = {(row, column): int(n) for row, column, n in cursor.fetchall()}
    assert dict(found.cells) == wanted
    assert (found.total or 0) == sum(wanted.values())
    assert recount() == []


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=st.lists(deeds, min_size=1, max_size=10))
def test_every_cell_equals_a_recount_after_every_deed(make: Any, script: Any) -> None:
    with transaction.atomic():
        (session,), (other,) = make(), make(form="training", setting="village")
        Session.objects.update(capacity=None)
        for one in (session, other):
            one.refresh_from_db()
        played(session, script)
        played(other, script[::2])
        for figure in COUNTS:
            for rows, columns in combinations(APART, 2):
                compared(session, figure, rows, columns)
        transaction.set_rollback(True)


def test_folding_changes_no_figure_and_leaves_no_delta(make: Any) -> None:
    (session,) = make()
    played(session, [("in", 3, 0, 0), ("in", 2, 1, 0)])
    assert TallyDelta.objects.count() == 2
    assert fold_deltas() == 2
    assert (TallyDelta.objects.count(), SessionTally.objects.aggregate(n=Sum("count"))["n"]) == (0, 5)
    played(session, [("in", 1, 0, 0), ("fold", 0, 0, 0)])
    assert SessionTally.objects.aggregate(n=Sum("count"))["n"] == 6


def test_a_batch_leaves_one_delta_for_each_sum(make: Any, now: datetime) -> None:
    (session,) = make()
    take_in(*[sent(session, count=1) for _entry in range(50)], now=session.starts_at)
    assert list(TallyDelta.objects.values_list("audience", "method", "count")) == [("youth", "turnstile", 50)]


def test_an_evening_that_passes_midnight_of_new_years_eve_is_of_the_old_year(make: Any, now: datetime) -> None:
    (session,) = make()
    last = datetime.fromisoformat("2026-12-31T23:59:59+08:00")
    Session.objects.filter(pk=session.pk).update(starts_at=last, ends_at=last + timedelta(hours=2), capacity=None)
    session.refresh_from_db()
    for moment in (last, last + timedelta(seconds=1)):
        take_in(sent(session, occurred_at=moment.isoformat()), now=last + timedelta(minutes=1))
    years = [
        pivot(Question(FIGURES["participations"], datetime(y, 1, 1).date(), datetime(y, 12, 31).date()), last).total
        for y in (2026, 2027)
    ]
    assert years == [2, None]  # of the evening on which it began


@pytest.mark.parametrize(
    "sabotage",
    [
        "UPDATE insights_tallydelta SET count = count + 1",
        "DELETE FROM insights_tallydelta",
        "INSERT INTO insights_sessiontally (session_id, day, audience, method, count) VALUES (1, now(), 'x', 'y', 1)",
    ],
)
def test_twin_a_tally_that_was_tampered_with_is_found_and_built_anew(make: Any, sabotage: str) -> None:
    (session,) = make()
    played(session, [("in", 3, 0, 0)])
    with connection.cursor() as cursor:
        cursor.execute(sabotage)
    assert recount() != []
    with pytest.raises(CommandError):
        call_command("tally")
    assert rebuild_tally() == 1
    assert recount() == []
    call_command("tally")


def test_twin_without_the_trigger_the_recount_differs(make: Any) -> None:
    (session,) = make()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE activities_checkin DISABLE TRIGGER insights_tally")
    take_in(sent(session), now=session.starts_at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE activities_checkin ENABLE TRIGGER insights_tally")
    (found,) = recount()
    assert (found.in_ledger, found.in_tally) == (1, 0)
