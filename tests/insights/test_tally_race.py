"""While many write, others fold and recount: no figure is ever off, and none is lost."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from activities.models import CheckIn, Session
from insights.models import TallyDelta
from insights.services.tally import fold_deltas, recount
from tests.activities.checkins import sent, take_in
from tests.committed import in_parallel

WRITERS, BATCHES, PEOPLE = 6, 8, 5


def told(session: Session) -> int:
    """What a reader sees: tallies and deltas in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(count), 0) FROM insights_counted WHERE session_id = %s", [session.pk])
        return int(cursor.fetchone()[0])


def test_folding_beside_writers_loses_and_doubles_nothing(session: Session, now: datetime) -> None:
    def write() -> None:
        for _batch in range(BATCHES):
            take_in(*[sent(session, count=1) for _one in range(PEOPLE)], now=session.starts_at)

    def fold() -> None:
        for _time in range(30):
            fold_deltas()

    def look() -> list[Any]:
        seen = [told(session) for _time in range(30)]
        assert seen == sorted(seen), "a figure never goes back while only people come"
        return [difference for _time in range(10) for difference in recount()]

    results = in_parallel(*[write] * WRITERS, fold, fold, look, look)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert [result for result in results if result] == []
    fold_deltas()
    assert recount() == []
    written = CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"]
    assert told(session) == written == WRITERS * BATCHES * PEOPLE
    assert not TallyDelta.objects.exists()
