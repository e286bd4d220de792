"""No acknowledged check-in is lost and none counts twice, while processes of a real `script/run` are killed.

Clients post batches until they are acknowledged, and some of them again; a random process of the web server, the
worker or the database gets SIGKILL every few seconds. The oracle is the clients' own log against a recount.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uuid6

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 32
MOST_AT_ONCE = 3
AGAIN = 0.1  # of the batches are sent once more after their answer
EVERY_S = (5, 20)
START_S, CALM_S, LONGEST_S = 300, 120, 3 * 3600

DOOR = f"""import dataclasses, json
from bench.cases.checkins import open_door
print(json.dumps(dataclasses.asdict(open_door({CLIENTS}))))"""
SABOTAGE = """from django.conf import settings
from django.db import connection
name = connection.ops.quote_name(settings.DATABASES["default"]["NAME"])
connection.cursor().execute(f"ALTER DATABASE {name} SET synchronous_commit = off")"""
TAKEN = {"accepted", "duplicate"}


@dataclass(slots=True)
class Log:
    """What was acknowledged, and what was done to whom."""

    wanted: int
    acknowledged: set[str] = field(default_factory=set)
    killed: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def acknowledge(self, ids: list[str]) -> None:
        with self.lock:
            self.acknowledged.update(ids)
            if len(self.acknowledged) >= self.wanted:
                self.over.set()


def main(entries: int, *, sabotaged: bool, say: Callable[[str], None]) -> int:
    """Run it; 0 if nothing was lost and nothing counted twice."""
    log = Log(entries)
    with tempfile.TemporaryDirectory(prefix="sciencemap-chaos-") as home, serving(home, say) as port:
        if sabotaged:
            ask(home, SABOTAGE)
        door = json.loads(ask(home, DOOR).splitlines()[-1])
        say(f"{CLIENTS} clients, {entries:,} check-ins")
        threads = [threading.Thread(target=post, args=(port, door, key, log), daemon=True) for key in door["keys"]]
        threads.append(threading.Thread(target=kill, args=(home, log, say), daemon=True))
        for thread in threads:
            thread.start()
        log.over.wait(LONGEST_S)
        log.over.set()
        for thread in threads:
            thread.join(CALM_S)
        wait_for(port, CALM_S)
        lost, extra = recount(home, door["session_id"], log)
    done = f"{len(log.acknowledged):,} acknowledged, killed {log.killed}, {log.failures:,} requests tried again"
    print(f"{done}; lost {lost}, counted twice {extra}")
    return int(bool(lost or extra))


@contextmanager
def serving(home: str, say: Callable[[str], None]) -> Iterator[int]:
    """`script/run` in a home of its own; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = environment_of(home) | {"PORT": str(port)}
    say("script/run")
    with Path(home, "run.log").open("wb") as out:
        process = subprocess.Popen(
            [ROOT / "script/run"], cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        try:
            wait_for(port, START_S)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                process.kill()


def environment_of(home: str) -> dict[str, str]:
    mine = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "BENCH_CACHE_PREFIX", "SCIENCEMAP_SERVING"}
    return {name: value for name, value in os.environ.items() if name not in mine} | {"SCIENCEMAP_HOME": home}


def wait_for(port: int, seconds: float) -> None:
    """Until the server is ready, with everything behind it. Raises RuntimeError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            line.request("GET", "/readyz")
            if line.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"the server on {port} is not ready after {seconds:.0f} s")


def ask(home: str, code: str) -> str:
    """What some code prints with the product at hand; tried again while the database recovers."""
    command = [sys.executable, "-W", "ignore", "manage.py", "shell", "--no-imports", "-c", code]
    for _attempt in range(20):
        run = subprocess.run(command, cwd=ROOT, env=environment_of(home), capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return run.stdout
        time.sleep(3)
    raise RuntimeError(run.stderr[-1000:])


def post(port: int, door: dict, key: str, log: Log) -> None:
    """One client: each batch is sent until it is acknowledged."""
    dice = random.Random(key)
    while not log.over.is_set():
        moment = datetime.now(UTC).isoformat()
        entry = {"session": door["session"], "count": 1, "audience": "youth", "method": "turnstile", "undo_of": None}
        batch = [
            entry | {"id": str(uuid6.uuid7()), "occurred_at": moment} for _one in range(dice.randint(1, MOST_AT_ONCE))
        ]
        deliver(port, key, batch, log)
        log.acknowledge([one["id"] for one in batch])
        if dice.random() < AGAIN:
            dice.shuffle(batch)
            deliver(port, key, batch, log)


def deliver(port: int, key: str, batch: list[dict], log: Log) -> None:
    """Send a batch until it is answered with a status for each of its entries."""
    body = json.dumps({"entries": batch, "sent_at": datetime.now(UTC).isoformat()})
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            line.request("POST", "/api/v1/checkins/", body, headers)
            reply = line.getresponse()
            said = reply.read()
            line.close()
            if reply.status == 200 and {one["status"] for one in json.loads(said)["results"]} <= {
                "accepted",
                "duplicate",
            }:
                return
        except (OSError, http.client.HTTPException, ValueError):
            pass
        log.failures += 1
        time.sleep(0.2 + random.random())


def kill(home: str, log: Log, say: Callable[[str], None]) -> None:
    """SIGKILL to a random process every few seconds; each kind has its turn before one comes again."""
    turns: list[str] = []
    while not log.over.wait(random.uniform(*EVERY_S)):
        kinds = victims(home)
        if not kinds:
            continue
        turns = [kind for kind in turns if kind in kinds] or random.sample(sorted(kinds), len(kinds))
        kind = turns.pop()
        pid = random.choice(kinds[kind])
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        log.killed[kind] = log.killed.get(kind, 0) + 1
        say(f"killed {kind} {pid}; {len(log.acknowledged):,} acknowledged")


def victims(home: str) -> dict[str, list[int]]:
    """The processes of a home by their kind: found as `script/run` finds its own."""
    servers = os.path.realpath(Path(home, "servers"))
    found: dict[str, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            mine = f"SCIENCEMAP_SERVING={home}".encode() in (folder / "environ").read_bytes().split(b"\0")
            cluster = os.readlink(folder / "cwd") == f"{servers}/cluster"
        except OSError:
            continue
        kind = "database" if cluster and title.startswith("postgres: ") else ""
        if mine and not kind:
            kind = "web" if "granian" in title else "worker" if "celery" in title else ""
        if kind:
            found.setdefault(kind, []).append(int(folder.name))
    return found


def recount(home: str, session_id: int, log: Log) -> tuple[int, int]:
    """How many acknowledged ids the ledger lacks, and how many person-times it has too many."""
    file = Path(home, "acknowledged.json")
    file.write_text(json.dumps(sorted(log.acknowledged)))
    code = (
        "import json; from activities.models import CheckIn; from django.db.models import Sum;"
        f" wanted = set(json.load(open({str(file)!r}))); rows = CheckIn.objects.filter(session_id={session_id});"
        " known = {str(own) for own in rows.values_list('pk', flat=True)};"
        " print(len(wanted - known), (rows.aggregate(n=Sum('count'))['n'] or 0) - len(wanted & known))"
    )
    lost, extra = ask(home, code).splitlines()[-1].split()
    return int(lost), int(extra)
