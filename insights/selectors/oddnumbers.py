"""The numbers of a year that want a second look: all of them, the one with most reasons first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.permissions import Actor
from activities.models import Session
from activities.models.session import COUNTS
from activities.results import FEWEST_FOR_USUAL, ROUND
from core.clock import day_start
from core.sql import fetch
from insights.oddnumbers import Told, why_odd
from insights.sources import OF_ACTIVITIES

BATCH = 500


@dataclass(frozen=True, slots=True)
class Odd:
    """A session whose reported number wants a second look, and why; `n` is the head count on site."""

    session_id: int
    n: int
    checked_in: int
    reasons: Sequence[str]


TOLD = f"""
    WITH counted AS (
        SELECT result.session_id, activity.unit_id, session.capacity, sum(head.people)::int AS head,
            coalesce((SELECT sum(ledger.count) FROM insights_counted ledger WHERE ledger.session_id = result.session_id
                AND ledger.method NOT IN ('headcount', 'online')), 0)::int AS checked_in
        FROM activities_sessionresult result
        JOIN activities_headcount head ON head.result_id = result.session_id AND NOT head.online
        JOIN activities_session session ON session.id = result.session_id {OF_ACTIVITIES}
        WHERE {COUNTS} AND result.state <> 'sent_back'
          AND session.starts_at >= %(first)s AND session.starts_at < %(after)s
          AND (%(all)s OR unit.county_code <> '' AND unit.county_code = ANY (%(counties)s))
        GROUP BY 1, 2, 3
    ), of_units AS (
        SELECT unit_id, count(*) AS sessions,
            count(*) FILTER (WHERE head >= %(round)s AND head %% %(round)s = 0) AS round,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY head + checked_in) AS usual
        FROM counted GROUP BY 1
    )
    SELECT session_id, head, checked_in, capacity, sessions, round, count(*) OVER (PARTITION BY unit_id, head),
        CASE WHEN sessions >= %(enough)s THEN round(usual)::int END
    FROM counted JOIN of_units USING (unit_id)"""


def odd_numbers(actor: Actor, year: int, now: datetime) -> list[Odd]:
    """Sessions of an actor's counties, or all, whose head count somebody would ask about."""
    values = {
        "round": ROUND,
        "now": now,
        "enough": FEWEST_FOR_USUAL,
        "first": day_start(date(year, 1, 1)),
        "after": day_start(date(year + 1, 1, 1)),
        "all": actor.sees_all,
        "counties": sorted(actor.reviewer_of_counties),
    }
    found = [
        Odd(session, head, checked_in, reasons)
        for session, head, checked_in, *rest in fetch(TOLD, values)
        if (reasons := why_odd(Told(head, checked_in, *rest)))
    ]
    return sorted(found, key=lambda row: (-len(row.reasons), -row.n, row.session_id))


def with_sessions(rows: Sequence[Odd]) -> Iterator[tuple[Odd, Session]]:
    """Each with its session, its activity and unit, some at a time."""
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        known = Session.objects.select_related("activity__unit").in_bulk([row.session_id for row in part])
        yield from ((row, known[row.session_id]) for row in part)
