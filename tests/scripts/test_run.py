"""`script/run` from the first start to the last, on one home; the tests follow each other."""

import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from tests.scripts.conftest import needs_setup
from tests.scripts.running import SECRETS, Serving, manage, processes_of, run_command, shell, status

pytestmark = needs_setup
COUNT = """
from accounts.models import User
from venues.models import Venue
print(User.objects.count(), Venue.objects.count())"""


def test_the_page_answers_and_the_logins_are_printed(serving: Serving) -> None:
    address = serving.wait_ready()
    serving.wait_for("demo-office / ")

    assert status(f"{address}/") == 200
    assert status(f"{address}/readyz") == 200


def test_a_second_start_on_the_same_home_says_where_the_first_one_runs(serving: Serving) -> None:
    second = run_command("run", home=serving.home)

    assert second.returncode == 1
    assert f"process {serving.process.pid}, {serving.wait_ready()}" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_manage_py_finds_the_same_servers(serving: Serving) -> None:
    users, venues = manage("shell", "-v", "0", "-c", COUNT, home=serving.home).split()

    assert int(users) > 0
    assert int(venues) > 0


def test_secrets_are_for_the_owner_alone(serving: Serving) -> None:
    assert (serving.home / "env").stat().st_mode & 0o777 == 0o600
    assert (serving.home / "servers").stat().st_mode & 0o777 == 0o700


def test_each_home_has_secrets_of_its_own(serving: Serving) -> None:
    lines = dict(line.split("=", 1) for line in (serving.home / "env").read_text().splitlines())

    assert all(len(lines[name]) >= 44 for name in SECRETS)
    assert len({lines[name].removeprefix("1:") for name in SECRETS}) == len(SECRETS)


def test_a_web_server_that_was_killed_comes_back(serving: Serving) -> None:
    address = serving.wait_ready()
    os.kill(_child(serving, "granian"), signal.SIGKILL)

    serving.wait_for("web ended and is started again")

    deadline = time.monotonic() + 30
    while status(f"{address}/readyz") != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_a_killed_start_left_behind_is_ended_and_no_data_changes(serving: Serving) -> None:
    before = manage("shell", "-v", "0", "-c", COUNT, home=serving.home)
    serving.end(signal.SIGKILL)
    assert processes_of(serving.home)

    serving.start()
    serving.wait_ready()

    assert "that an earlier start left behind" in serving.printed()
    assert "Loading the demonstration" not in serving.printed()
    assert manage("shell", "-v", "0", "-c", COUNT, home=serving.home) == before


def test_the_end_by_a_signal_is_clean(serving: Serving) -> None:
    assert serving.end(signal.SIGINT) == 0
    assert processes_of(serving.home) == []


def test_a_port_that_is_in_use_or_none_is_refused_in_one_line(home: Path) -> None:
    finished = run_command("run", home=home, PORT="eighty")

    assert finished.returncode == 1
    assert finished.stderr == "script/run: PORT must be a port's number, not eighty\n"


def test_an_empty_start_without_an_administrator_says_what_to_set(home: Path) -> None:
    finished = run_command("run", "--empty", home=home)

    assert finished.returncode == 1
    assert "SCIENCEMAP_ADMIN_USERNAME" in finished.stderr.splitlines()[-1]
    assert processes_of(home) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as another user")
def test_servers_lie_outside_a_home_that_only_root_can_enter(home: Path) -> None:
    home.parent.chmod(0o700)
    finished = shell(f"open_home {home}; locate_servers; echo $SERVERS; rm -rf ${{SERVERS%/*}}")

    assert finished.stdout.startswith("/var/lib/sciencemap/"), finished.stderr
    assert (home / "servers").is_symlink()


@pytest.mark.parametrize("name", ["名 称", "long" * 30])
def test_sockets_of_an_unusual_home_lie_in_a_short_private_folder(home: Path, name: str) -> None:
    finished = shell(f"open_home '{home}/{name}'; locate_servers; stat -c '%a %n' $SOCKETS; rmdir $SOCKETS")

    mode, folder = finished.stdout.split()
    assert mode == "700"
    assert len(f"{folder}/.s.PGSQL.5432".encode()) <= 107


def _child(serving: Serving, word: str) -> int:
    children = Path(f"/proc/{serving.process.pid}/task/{serving.process.pid}/children").read_text().split()
    (pid,) = [int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text()]
    return pid


def test_a_slow_process_is_waited_for_as_long_as_it_moves() -> None:
    """With the clock of waiting at a fiftieth: five seconds of work are longer than a minute there."""
    code = """
    wait_short() { eval "$(declare -f wait_moving | sed 's/+ 60/+ 2/g; s/wait_moving/shortened/')"; shortened "$@"; }
    declare -gA PIDS
    { end=$((SECONDS + 5)); while ((SECONDS < end)); do :; done; touch "$MARK"; } & PIDS[worker]=$!
    wait_short worker test -e "$MARK" && echo "waited"
    sleep 60 & PIDS[idle]=$!
    wait_short idle test -e "$MARK.never" || echo "idle"
    kill -- "-${PIDS[idle]}"
    """
    with tempfile.TemporaryDirectory() as folder:
        finished = shell(code, MARK=f"{folder}/mark")
    assert finished.stdout.split() == ["waited", "idle"], finished.stderr
