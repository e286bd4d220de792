"""The tally: a year's table of counties and months against GROUP BY over the ledger, and what it costs a write."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import connection

from bench import report
from bench.cases import Bench
from bench.cases.checkins import BATCH, COLUMNS, ROW, Door, open_door, pgbench, prepare_limit

SIZES = {1_000_000: "10⁶", 10_000_000: "10⁷", 100_000_000: "10⁸"}
SESSIONS, CHUNK = 900, 500_000
# Keys in the order of time, as the ledger's own are.
ORDERED = "(lpad(to_hex(1700000000000 + n), 12, '0') || rpad('70008', 20, '0'))::uuid"
YEAR = 2026
# The same table straight from the ledger: the dashboard's first idea.
NAIVE = """
SELECT coalesce(session.county_id::text, ''), to_char(checkin.occurred_at AT TIME ZONE 'Asia/Shanghai', 'MM'),
    sum(checkin.count)
FROM activities_checkin checkin
JOIN activities_session session ON session.id = checkin.session_id
JOIN activities_activity activity ON activity.id = session.activity_id
JOIN accounts_unit unit ON unit.id = activity.unit_id
WHERE checkin.method <> 'online'
    AND (checkin.occurred_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
GROUP BY 1, 2"""


def lines(bench: Bench, largest: int) -> list[report.Line]:
    """The table at each size, and a hot session's writes with and without the tally."""
    door = open_door(1)
    sessions = spread(door)
    found: list[report.Line] = []
    before = 0
    for size, name in SIZES.items():
        if size > largest:
            break
        bench.say(f"generating {size:,} entries")
        fill(sessions, before, size)
        before = size
        found += table(bench, name)
    return [*found, *writes(bench, door)]


def spread(door: Door) -> list[int]:
    """Sessions over the year and the counties, copied from the door's; their keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'activities_session'")
        own = {"id", "public_id", "starts_at", "ends_at", "county_id"}
        names = ", ".join(sorted({name for (name,) in cursor.fetchall()} - own))
        cursor.execute(
            f"""INSERT INTO activities_session (public_id, starts_at, ends_at, county_id, {names})
            SELECT lpad(n::text, 10, '0'), at, at + interval '2 hours',
                (ARRAY(SELECT code FROM venues_region WHERE level = 'county' ORDER BY code))[1 + n %% 10], {names}
            FROM activities_session, generate_series(1, %(sessions)s) n,
                LATERAL (SELECT make_timestamptz(%(year)s, 1, 1, 9, 0, 0, 'Asia/Shanghai')
                    + n * interval '350 days' / %(sessions)s) moment(at)
            WHERE id = %(door)s RETURNING id""",
            {"sessions": SESSIONS, "year": YEAR, "door": door.session_id},
        )
        return [own for (own,) in cursor.fetchall()]


def fill(sessions: list[int], before: int, size: int) -> None:
    """Entries up to a number, evenly over sessions, five audiences and three methods; the tally folded."""
    from insights.services.tally import fold_deltas, recount

    with connection.cursor() as cursor:
        for start in range(before, size, CHUNK):
            cursor.execute(
                f"""INSERT INTO activities_checkin ({COLUMNS})
                SELECT {ORDERED}, session.id, NULL, NULL, 0, 1 + n %% 5,
                    (ARRAY['youth', 'farmers', 'urban_workers', 'residents', 'elderly'])[1 + n %% 5],
                    (ARRAY['ticket', 'turnstile', 'paper'])[1 + n %% 3], session.starts_at, now(), 0,
                    NULL, NULL, '', '{{}}', NULL, ''
                FROM generate_series(%(start)s, %(end)s) n
                JOIN activities_session session ON session.id = (%(sessions)s::bigint[])[1 + n %% %(many)s]""",
                {"start": start, "end": min(start + CHUNK, size) - 1, "sessions": sessions, "many": len(sessions)},
            )
            fold_deltas()
        cursor.execute("VACUUM ANALYZE activities_checkin, insights_sessiontally, insights_tallydelta")
    if recount():
        raise SystemExit("the tally is not what a recount of the ledger gives")


def table(bench: Bench, name: str) -> list[report.Line]:
    """Counties by months of a year, ours and straight from the ledger; both must say the same."""
    from core.sql import fetch
    from insights.dimensions import DIMENSIONS
    from insights.figures import FIGURES
    from insights.selectors.pivot import Question, statement, told

    bench.say(f"the year's table at {name}")
    question = Question(FIGURES["participations"], date(YEAR, 1, 1), date(YEAR, 12, 31))
    days = {"first": question.first, "last": question.last}
    asked = replace(question, rows=DIMENSIONS["county"], columns=DIMENSIONS["month"])
    now = datetime.now(UTC)

    ours = asked, now, asked.rows, asked.columns
    wanted = {(county, month): int(n) for county, month, n in fetch(NAIVE, days)}
    if told(*ours) != wanted:
        raise SystemExit("the table is not what the ledger says")
    text, values = statement(*ours)
    sides = report.in_turn(
        {"ours": bench.ask([(text, values)], prepare=False), "peer": bench.ask([(NAIVE, days)], prepare=False)},
        rounds=bench.rounds,
    )
    case = f"table of counties and months, {name}"
    return [
        report.against_peer(case, sides["ours"], sides["peer"], least=500),
        report.at_most(f"  {name}: p95", sides["ours"].p95_ms, "ms", 5),
    ]


def writes(bench: Bench, door: Door) -> list[report.Line]:
    """Batches of a hundred into one session: the ledger with its tally, and a table that differs by the tally alone."""
    bench.say("writes on a hot session")
    prepare_limit(door)
    with connection.cursor() as cursor:  # what LIKE leaves out of a table, and these rows have
        cursor.execute(
            "ALTER TABLE bench_checkin ADD FOREIGN KEY (session_id) REFERENCES activities_session"
            " DEFERRABLE INITIALLY DEFERRED"
        )
    values = f"SELECT {ROW % door.session_id} FROM generate_series(1, {BATCH}) ON CONFLICT DO NOTHING;"
    sides = report.in_turn(
        {
            "ours": lambda: pgbench(bench.url, f"INSERT INTO activities_checkin ({COLUMNS}) {values}", bench.seconds),
            "limit": lambda: pgbench(bench.url, f"INSERT INTO bench_checkin ({COLUMNS}) {values}", bench.seconds),
        },
        rounds=bench.rounds,
    )
    return [report.against_limit("batches of 100 with the tally", sides["ours"], sides["limit"], least=0.77)]
