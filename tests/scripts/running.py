"""Starting the commands of script/ on homes of their own, as a person would."""

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "PERSONAL_DATA_KEYS", "LOOKUP_KEY", "TICKET_KEY")
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "PORT", "MEDIA_ROOT", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE", *SECRETS)


def environment(home: Path, **extra: str) -> dict[str, str]:
    """This process's environment without what points to the servers of the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
    return kept | {"SCIENCEMAP_HOME": str(home)} | extra


def run_command(*command: str, home: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """The finished command with its output; both streams are kept apart."""
    return subprocess.run(
        [f"{ROOT}/script/{command[0]}", *command[1:]],
        env=environment(home, **extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def manage(*arguments: str, home: Path) -> str:
    """What `python manage.py …` prints in a terminal that knows nothing but the home."""
    finished = subprocess.run(
        [f"{ROOT}/.venv/bin/python", f"{ROOT}/manage.py", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def shell(code: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Bash with the commands' shared part loaded."""
    return subprocess.run(
        ["bash", "/dev/stdin"],  # as a file: given by -c, bash reports on its jobs
        input=f'. "{ROOT}/script/lib/all.sh"\n{code}\n',
        env=dict(os.environ) | extra,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def processes_of(home: Path) -> list[str]:
    """Command lines of whatever still runs for a home."""
    found = []
    mark = f"SCIENCEMAP_SERVING={home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark in (folder / "environ").read_bytes().split(b"\0")
                or str(home).encode() in (folder / "cmdline").read_bytes()
            ):
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return found


class Serving:
    """A `script/run` on a home; `wait_ready` gives the address that it prints."""

    def __init__(self, home: Path, *arguments: str, **extra: str) -> None:
        self.home = home
        self.log = home.with_suffix(".log")
        self.start(*arguments, **extra)

    def start(self, *arguments: str, **extra: str) -> None:
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [f"{ROOT}/script/run", *arguments],
                env=environment(self.home, **extra),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A shell's background job hands down an ignored Ctrl-C, which bash can't take back.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def printed(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str, silence: float = 300) -> None:
        """Returns when the text has been printed; fails when the command ends or has said nothing new for so long.

        On a busy machine each step takes its time.
        """
        said, deadline = "", time.monotonic() + silence
        while text not in (printed := self.printed()):
            assert self.process.poll() is None, printed
            if printed != said:
                said, deadline = printed, time.monotonic() + silence
            assert time.monotonic() < deadline, printed
            time.sleep(0.1)

    def wait_ready(self) -> str:
        self.wait_for("ready: http")
        (line,) = [line for line in self.printed().splitlines() if line.startswith("ready: ")]
        return line.removeprefix("ready: ")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=90)


def status(url: str) -> int:
    """The status of a GET; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
