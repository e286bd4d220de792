"""Promise 2 with kills: writers and folders die in the middle (SIGKILL), again and again; no figure is ever off."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db.models import Sum

from activities.models import CheckIn, Session
from insights.models import SessionTally, TallyDelta
from insights.services.tally import fold_deltas, recount
from tests.journeys.server import database_url

ROOT = Path(__file__).resolve().parents[2]
SECONDS, LIVES = 12, (0.25, 0.9)
# Writes tell what was acknowledged, one line each; a death between the commit and the line is told by neither.
WRITER = """
import sys, django
django.setup()
from activities.models import Session
from tests.activities.checkins import sent, take_in
session = Session.objects.get(pk=int(sys.argv[1]))
print("up", flush=True)
while True:
    entries = [sent(session, count=1) for _one in range(5)]
    take_in(*entries, now=session.starts_at)
    print(*[entry["id"] for entry in entries], flush=True)
"""
FOLDER = """
import django
django.setup()
from insights.services.tally import fold_deltas
print("up", flush=True)
while True:
    fold_deltas()
"""


class Child:
    """A process that is killed after a random while and begun again; what it has acknowledged is kept."""

    def __init__(self, code: str, log: Path, *arguments: str) -> None:
        self.code, self.log, self.arguments = code, log, arguments
        self.deaths = 0
        self.start()

    def start(self) -> None:
        env = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "sciencemap.settings.test"}
        self.out = self.log.open("ab")
        command = [sys.executable, "-c", self.code, *self.arguments]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=self.out, stderr=subprocess.DEVNULL)
        self.dies_at = 0.0

    def is_up(self) -> bool:
        return self.log.read_bytes().count(b"up\n") > self.deaths

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.out.close()
        self.deaths += 1


def test_figures_survive_dying_writers_and_folders(session: Session, tmp_path: Path) -> None:
    writers = [Child(WRITER, tmp_path / f"writer-{n}", str(session.pk)) for n in range(2)]
    folder = Child(FOLDER, tmp_path / "folder")
    children = [*writers, folder]
    chance = random.Random(7)
    checks = 0
    ends = time.monotonic() + SECONDS
    try:
        while time.monotonic() < ends:
            for child in children:
                now = time.monotonic()
                if not child.dies_at and child.is_up():
                    child.dies_at = now + chance.uniform(*LIVES)
                elif child.dies_at and now > child.dies_at:
                    child.kill()
                    child.start()
            assert recount() == []
            checks += 1
    finally:
        for child in children:
            child.kill()
    _settled(session, writers)
    assert sum(child.deaths for child in children) > len(children) and checks > 20


def _settled(session: Session, writers: list[Child]) -> None:
    """After the last death: what was acknowledged is there, and every figure equals a recount, folded or not."""
    lines = [line for child in writers for line in child.log.read_text().splitlines() if line and line != "up"]
    acknowledged = {key for line in lines for key in line.split() if len(key) == 36}
    assert len(acknowledged) > 50
    kept = {str(key) for key in CheckIn.objects.filter(session=session).values_list("pk", flat=True)}
    assert acknowledged <= kept
    assert recount() == []
    for _try in range(100):  # a dead folder's lock goes with its connection
        fold_deltas()
        if not TallyDelta.objects.exists():
            break
        time.sleep(0.05)
    assert recount() == []
    told = SessionTally.objects.filter(session_id=session.pk).aggregate(n=Sum("count"))["n"]
    assert told == len(kept)
