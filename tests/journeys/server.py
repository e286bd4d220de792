"""The web server that the journeys visit: a process of its own on the tests' database."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 60
ENDED_WITHIN_S = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The tests' database as libpq URL; options that the settings add by themselves are left to them."""
    entry = connection.settings_dict
    own = {name: value for name, value in entry["OPTIONS"].items() if name not in settings.DATABASE_OPTIONS}
    given = {"user": entry["USER"], "password": entry["PASSWORD"], "host": entry["HOST"], "port": entry["PORT"], **own}
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in given.items() if value)
    return f"postgresql:///{quote(entry['NAME'])}?{query}"


@contextmanager
def running_server(log: Path) -> Iterator[str]:
    """Serves until the block ends; gives the site's address. Raises with the log's end when it doesn't come up."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "sciencemap.settings.test",
        "SITE_URL": site,
        "SMS_BACKEND": "console",
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "sciencemap.wsgi:application"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _await_ready(f"{site}/readyz", process, log)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(ENDED_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(ENDED_WITHIN_S)


def _await_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not become ready:\n{log.read_text(errors='replace')[-3000:]}")
