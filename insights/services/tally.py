"""Keeping the tally: deltas are folded, recounted against the ledger, and built anew from it."""

from dataclasses import dataclass

import structlog
from django.db import connection, transaction

from core.sql import fetch

log = structlog.get_logger(__name__)
ROOM = 7_221_036  # the advisory lock under which deltas are folded

FOLD = """
WITH gone AS (
    DELETE FROM insights_tallydelta RETURNING session_id, day, audience, method, count
), sums AS (
    SELECT session_id, day, audience, method, sum(count) AS count FROM gone GROUP BY 1, 2, 3, 4
), folded AS (
    INSERT INTO insights_sessiontally (session_id, day, audience, method, count)
    SELECT session_id, day, audience, method, count FROM sums ORDER BY 1, 2, 3, 4
    ON CONFLICT (session_id, day, audience, method)
        DO UPDATE SET count = insights_sessiontally.count + excluded.count
)
SELECT count(*) FROM gone"""

# The ledger is read once; what the tally says is compared within the same snapshot.
DIFFERENCES = """
WITH ledger AS (
    SELECT session_id, day, audience, method, sum(count) AS count
    FROM activities_checkin GROUP BY 1, 2, 3, 4
), told AS (
    SELECT session_id, day, audience, method, sum(count) AS count FROM insights_counted GROUP BY 1, 2, 3, 4
)
SELECT session_id, day, audience, method, coalesce(ledger.count, 0), coalesce(told.count, 0)
FROM ledger FULL JOIN told USING (session_id, day, audience, method)
WHERE coalesce(ledger.count, 0) <> coalesce(told.count, 0)
ORDER BY 1, 2, 3, 4 LIMIT 1000"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which the tally and the ledger disagree."""

    session_id: int
    day: object
    audience: str
    method: str
    in_ledger: int
    in_tally: int


@transaction.atomic
def fold_deltas() -> int:
    """Fold what has been committed; returns how many deltas. Somebody else's folding is as good: then 0."""
    if not fetch("SELECT pg_try_advisory_xact_lock(%(room)s)", {"room": ROOM})[0][0]:
        return 0
    return int(fetch(FOLD, {})[0][0])


@transaction.atomic
def recount() -> list[Difference]:
    """Compare every cell with the ledger, in one snapshot; a difference raises an alarm in the log."""
    found = [Difference(*row) for row in fetch(DIFFERENCES, {})]
    if found:
        log.error("tally_differs", cells=len(found), session=found[0].session_id)
    else:
        log.info("tally_recounted")
    return found


@transaction.atomic
def rebuild_tally() -> int:
    """Build the tally anew from the ledger; writers wait meanwhile. Returns how many cells there are."""
    with connection.cursor() as cursor:
        # In this order, as writers take them: the ledger, then the deltas of its trigger.
        cursor.execute("LOCK TABLE activities_checkin IN SHARE MODE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROOM])
        cursor.execute("DELETE FROM insights_tallydelta")
        cursor.execute("DELETE FROM insights_sessiontally")
        cursor.execute(
            "INSERT INTO insights_sessiontally (session_id, day, audience, method, count)"
            " SELECT session_id, day, audience, method, sum(count)"
            " FROM activities_checkin GROUP BY 1, 2, 3, 4"
        )
        return int(cursor.rowcount)
