import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scripts.running import ROOT, Serving

needs_setup = pytest.mark.skipif(
    not (ROOT / ".venv/installed-run").exists(), reason="script/test or script/run has to set up the checkout first"
)


def _new_home() -> Path:
    # Not pytest's own folder: only its maker can enter that, and the servers run as another user.
    folder = Path(tempfile.mkdtemp(prefix="sciencemap-home-"))
    folder.chmod(0o755)
    return folder / "home"


@pytest.fixture
def home() -> Iterator[Path]:
    path = _new_home()
    yield path
    shutil.rmtree(path.parent)


@pytest.fixture(scope="session")
def kept_run() -> Iterator[Serving]:
    path = _new_home()
    path.mkdir()
    run = Serving(path)
    run.wait_ready()
    yield run
    if run.process.poll() is None:
        run.end()
    shutil.rmtree(path.parent)


@pytest.fixture
def serving(kept_run: Serving) -> Serving:
    """The one `script/run` of all tests, started again where a test has ended it."""
    if kept_run.process.poll() is not None:
        kept_run.start()
        kept_run.wait_ready()
    return kept_run
