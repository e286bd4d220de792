"""What races and killed processes need: rows that other connections see, and threads with their own connection."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

from tests.journeys.server import database_url

ROOT = Path(__file__).resolve().parents[1]
ENDS_WITHIN_S = 60
PREAMBLE = "import django; django.setup()\n"


def in_parallel(*deeds: Callable[[], Any]) -> list[Any]:
    """Run deeds at once, each on a connection of its own; their results or errors, in order."""
    results: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            results[place] = deed()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ENDS_WITHIN_S)
        assert not thread.is_alive()
    return results


def in_process(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run code in a process of its own on the tests' database."""
    env = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "sciencemap.settings.test"}
    return subprocess.run(
        [sys.executable, "-c", PREAMBLE + code],
        cwd=ROOT,
        env={**env, **environment},
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN_S,
    )


@contextmanager
def without_triggers(table: str) -> Iterator[None]:
    """For tidying up, and to show what a table's triggers are good for."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks can't be altered
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
