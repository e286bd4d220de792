"""The benchmarks' servers can be started: what they are compared with must not rot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SERVED = sorted(path.stem for path in (ROOT / "bench/settings").glob("*.py") if path.stem != "__init__")
LOAD = "from django.core.wsgi import get_wsgi_application; get_wsgi_application(); from django.urls import resolve"


@pytest.mark.parametrize("name", SERVED)
def test_a_server_of_the_benchmarks_loads(name: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": f"bench.settings.{name}"}
    code = f"{LOAD}; resolve('/checkins/' if {name == 'peers'} else '/healthz')"
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, env=environment, capture_output=True)
    assert run.returncode == 0, run.stderr.decode()[-2000:]
