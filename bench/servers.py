"""The database of one benchmark run, and the web servers over it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parents[1]
# The same as script/serve, with one process, so that a case measures work and not the number of cores.
GRANIAN = ("--interface", "wsgi", "--host", "127.0.0.1", "--no-ws", "--workers", "1", "--blocking-threads", "4")


def database_url() -> str:
    """Where the servers are. Raises KeyError if `DATABASE_URL` is not set."""
    return os.environ["DATABASE_URL"]


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """A new database beside the one of `DATABASE_URL`, dropped at the end; the environment names it meanwhile."""
    given = database_url()
    parts = conninfo_to_dict(given)
    admin = make_conninfo(given, dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    os.environ["DATABASE_URL"] = make_conninfo(**{**parts, "dbname": name})
    try:
        yield os.environ["DATABASE_URL"]
    finally:
        os.environ["DATABASE_URL"] = given
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(settings: str, *, ready: str, log: Path, application: str = "sciencemap.wsgi") -> Iterator[int]:
    """One web process with these settings on a free port of the loopback; yields the port."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", *GRANIAN, "--port", str(port), f"{application}:application"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PORT": str(port)}
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}", log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(url, timeout=10):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server does not answer at {url}; see {log}") from None
            time.sleep(0.2)
