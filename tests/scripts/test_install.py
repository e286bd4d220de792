"""The set-up's decisions, on the shared shell functions themselves."""

import subprocess
from pathlib import Path

import pytest

from tests.scripts.running import ROOT, shell

LIBRARY = sorted((ROOT / "script/lib").glob("*.sh"))
COMMANDS = sorted(file for file in (ROOT / "script").iterdir() if file.is_file())


@pytest.mark.parametrize("file", [*COMMANDS, *LIBRARY, ROOT / ".ci/run"], ids=lambda f: f.name)
def test_every_script_is_valid_bash(file: Path) -> None:
    subprocess.run(["bash", "-n", str(file)], check=True)


@pytest.mark.parametrize("file", [*COMMANDS, ROOT / ".ci/run"], ids=lambda f: f.name)
def test_every_command_can_be_typed(file: Path) -> None:
    assert file.stat().st_mode & 0o111 == 0o111


def test_an_ordinary_user_without_packages_gets_one_line_with_the_apt_command() -> None:
    finished = shell("is_root() { false; }; find_postgres() { return 1; }; install_packages python postgres")

    assert finished.returncode == 1
    (line,) = finished.stderr.splitlines()
    assert line.endswith(
        "apt-get update && apt-get install --no-install-recommends postgresql-15 postgresql-15-postgis-3"
    )


def test_nothing_is_installed_where_nothing_is_missing() -> None:
    finished = shell("missing_packages() { :; }; run_apt() { echo apt; }; install_packages python node; echo end")

    assert finished.stdout == "end\n"


def test_a_failed_step_is_one_line_with_the_commands_own_last_words(tmp_path: Path) -> None:
    broken = 'broken() { echo first; echo "the disk is full" >&2; return 3; }'
    finished = shell(f'SETUP_LOG={tmp_path}/log; {broken}; step "Trying" broken')

    assert finished.returncode == 1
    assert finished.stderr == f"script/stdin: Trying: failed with: the disk is full; all of it is in {tmp_path}/log\n"


def test_a_step_is_done_once_for_its_inputs(tmp_path: Path) -> None:
    steps = 'once static one "Collecting" true; once static one "Collecting" true; once static two "Collecting" true'
    finished = shell(f"HOME_DIR={tmp_path}; SETUP_LOG={tmp_path}/log; mkdir {tmp_path}/stamps; {steps}")

    assert finished.stdout.splitlines() == ["· Collecting", "· Collecting"]


def test_a_step_that_failed_is_not_done(tmp_path: Path) -> None:
    shell(f'HOME_DIR={tmp_path}; SETUP_LOG={tmp_path}/log; mkdir {tmp_path}/stamps; once static one "Collecting" false')

    assert not (tmp_path / "stamps/static").exists()


def test_lock_files_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "package-lock.json"):
        text = (ROOT / name).read_text()
        assert "--index-url" not in text
        assert "--find-links" not in text
        assert '"resolved": "http' not in text
