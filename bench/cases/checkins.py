"""Check-ins over HTTP, single and in batches, against the same insert by pgbench and DRF's ModelSerializer.

Every entry carries a signed ticket of a registration that is not in yet, so that all rules are asked.
"""

import json
import os
import re
import secrets
import subprocess
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from bench import report
from bench.cases import Bench
from bench.load import Sample
from bench.posting import Post, PostRows

DEVICES = 8
SINGLE, BATCH = 1, 100
PARTIES = {SINGLE: 2_000, BATCH: 12_000}  # that one client can let in during one run
COLUMNS = (
    "id, session_id, registration_id, subject, turn, count, audience, method, occurred_at, received_at, clock_offset,"
    " device_id, actor_id, evidence, flags, undo_of_id, reason"
)
ROW = (
    "gen_random_uuid(), %d, NULL, uuid_send(gen_random_uuid()), 0, 1, 'youth', 'ticket', now(), now(), 0,"
    " NULL, NULL, '', '{}', NULL, ''"
)


@dataclass(frozen=True, slots=True)
class Door:
    """A session that takes place, and a device's key for each client."""

    session_id: int
    session: str
    keys: tuple[str, ...]


def open_door(devices: int = DEVICES) -> Door:
    """An activity of today, published, with its devices. The product is set up."""
    from accounts.models import Unit
    from accounts.permissions import SYSTEM
    from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
    from activities.services import make_pairing_code, pair_device, save_activity, submit_activity

    now = datetime.now(UTC)
    facts = ActivityFacts(
        title="bench",
        unit_id=Unit.objects.order_by("pk")[0].pk,
        form="lecture",
        audiences=("youth",),
        where=Where(name="bench"),
        rural_stated=False,
        registration=RegistrationFacts(mode=RegistrationMode.OPEN),
        sessions=(SessionFacts(now, now + timedelta(hours=3)),),
    )
    activity = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=activity.pk, by=SYSTEM, now=now)
    keys = []
    for number in range(devices):
        until = now + timedelta(days=1)
        code = make_pairing_code(activity_ids=[activity.pk], device_until=until, by=SYSTEM, now=now)
        keys.append(secrets.token_urlsafe(32))
        pair_device(code=code, name=f"bench {number}", key=keys[-1], now=now)
    session = activity.sessions.get()
    return Door(session.pk, session.public_id, tuple(keys))


def tickets_for(door: Door, count: int) -> list[str]:
    """Signed tickets of fresh registrations."""
    from activities.models import AgeBand, Registration, RegistrationState, Session
    from activities.selectors.tickets import ticket_of

    session = Session.objects.select_related("activity").get(pk=door.session_id)
    now = datetime.now(UTC)
    rows = [
        Registration(
            session=session,
            state=RegistrationState.CONFIRMED,
            people=1,
            audience="youth",
            age_band=AgeBand.ADULT,
            notice="1",
            created_at=now,
        )
        for _row in range(count)
    ]
    return [ticket_of(row) for row in Registration.objects.bulk_create(rows, batch_size=2_000)]


def pgbench(url: str, script: str, seconds: float) -> Sample:
    """A script by pgbench's clients; the rate is transactions a second."""
    parts = conninfo_to_dict(url)
    given = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    known = {name: str(parts[part]) for name, part in given.items() if part in parts}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        whole = max(1, round(seconds))
        command = ["pgbench", "-n", "-c", str(DEVICES), "-j", "2", "-M", "prepared", "-T", str(whole), "-f", str(file)]
        run = subprocess.run(command, env=os.environ | known, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr[-500:])
    rate = float(re.search(r"tps = ([\d.]+)", run.stdout)[1])
    latency = float(re.search(r"latency average = ([\d.]+)", run.stdout)[1])
    return Sample(rate, latency, latency)


def prepare_limit(door: Door) -> dict[int, str]:
    """A table with the ledger's columns, indexes and checks, and the statements that fill it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_checkin (LIKE activities_checkin INCLUDING ALL)")
    insert, row = f"INSERT INTO bench_checkin ({COLUMNS})", ROW % door.session_id
    return {
        SINGLE: f"{insert} VALUES ({row}) ON CONFLICT DO NOTHING;",
        BATCH: f"{insert} SELECT {row} FROM generate_series(1, {BATCH}) ON CONFLICT DO NOTHING;",
    }


def lines(bench: Bench) -> list[report.Line]:
    """Single check-ins and batches of a hundred, and what a batch sent again adds."""
    door = open_door()
    limits = prepare_limit(door)
    found = []
    for size, name, least, over_peer in ((SINGLE, "single", 0.22, 4), (BATCH, "batches of 100", 0.40, None)):
        bench.say(f"check-ins, {name}")
        sides = report.in_turn(
            {
                "limit": lambda size=size: pgbench(bench.url, limits[size], bench.seconds),
                "ours": lambda size=size: _run(bench, door, "served", "/api/v1/checkins/", size),
                "peer": lambda size=size: _run(bench, door, "peers", "/checkins/", size, PostRows, status=201),
            },
            rounds=bench.rounds,
        )
        found += [
            report.against_limit(f"check-ins, {name}", sides["ours"], sides["limit"], least=least),
            report.against_peer(f"check-ins, {name}", sides["ours"], sides["peer"], least=over_peer),
            report.at_most(f"  {name}: p95", sides["ours"].p95_ms, "ms", 50 if size == BATCH else None),
        ]
    return [*found, report.at_most("a batch sent again adds", _rows_of_a_replay(bench, door), "rows", 0)]


def _run(
    bench: Bench, door: Door, server: str, path: str, size: int, kind: type[Post] = Post, *, status: int = 200
) -> Sample:
    tickets = tickets_for(door, DEVICES * PARTIES[size])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE activities_registration, activities_checkin")  # as autovacuum would have by then
    shares = tuple(tuple(tickets[number::DEVICES]) for number in range(DEVICES))
    job = kind(bench.ports[server], path, door.session, door.keys, shares, size, mkdtemp(), status)
    return bench.clients.run(job, bench.seconds)


def _rows_of_a_replay(bench: Bench, door: Door) -> float:
    """Post one batch twice and count the ledger before and after the second."""
    import urllib.request

    import uuid6

    from activities.models import CheckIn

    entries = [
        {
            "id": str(uuid6.uuid7()),
            "session": door.session,
            "ticket": ticket,
            "count": 1,
            "audience": "youth",
            "method": "ticket",
            "occurred_at": datetime.now(UTC).isoformat(),
            "undo_of": None,
        }
        for ticket in tickets_for(door, BATCH)
    ]
    counts = []
    for _time in range(2):
        request = urllib.request.Request(
            f"http://127.0.0.1:{bench.ports['served']}/api/v1/checkins/",
            json.dumps({"entries": entries}).encode(),
            {"Authorization": f"Bearer {door.keys[0]}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30):
            counts.append(CheckIn.objects.count())
        time.sleep(0.1)
    return float(counts[1] - counts[0])
