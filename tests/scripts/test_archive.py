"""`script/backup` and `script/restore`: while serving, onto an empty home, and with damaged files."""

from pathlib import Path

import pytest

from tests.scripts.conftest import needs_setup
from tests.scripts.running import Serving, manage, processes_of, run_command

pytestmark = needs_setup
USERS = "from accounts.models import User; print(sorted(User.objects.values_list('username', 'password')))"


@pytest.fixture(scope="module")
def archive(kept_run: Serving, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = kept_run.home
    (home / "media/venues").mkdir(parents=True)
    (home / "media/venues/白莲洞.txt").write_text("a photo")
    file = tmp_path_factory.mktemp("archive") / "state.tar"
    finished = run_command("backup", str(file), home=home)
    assert finished.returncode == 0, finished.stderr
    assert f"keep PERSONAL_DATA_KEYS and LOOKUP_KEY ({home}/env) in another place" in finished.stdout
    return file


def test_a_backup_is_for_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_an_empty_home_gets_the_same_database_and_media(serving: Serving, archive: Path, home: Path) -> None:
    finished = run_command("restore", str(archive), home=home)
    assert finished.returncode == 0, finished.stderr
    assert processes_of(home) == []
    assert (home / "media/venues/白莲洞.txt").read_text() == "a photo"

    second = Serving(home)
    second.wait_ready()
    try:
        restored = manage("shell", "-v", "0", "-c", USERS, home=home)
    finally:
        assert second.end() == 0
    assert restored == manage("shell", "-v", "0", "-c", USERS, home=serving.home)


def test_a_database_with_accounts_is_replaced_only_by_force(serving: Serving, archive: Path) -> None:
    late = serving.home / "media/late.txt"
    late.write_text("made after the backup")

    refused = run_command("restore", str(archive), home=serving.home)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert late.exists()

    forced = run_command("restore", "--force", str(archive), home=serving.home)
    assert forced.returncode == 0, forced.stderr
    assert not late.exists()


@pytest.mark.parametrize("place", ["header", "manifest", "dump", "cut"])
def test_a_damaged_backup_says_so_and_changes_nothing(
    serving: Serving, archive: Path, tmp_path: Path, place: str
) -> None:
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(_damage(archive.read_bytes(), place))
    before = manage("shell", "-v", "0", "-c", USERS, home=serving.home)

    finished = run_command("restore", "--force", str(damaged), home=serving.home)

    assert finished.returncode == 1
    assert finished.stderr == f"script/restore: {damaged} is damaged or no backup; nothing was changed\n"
    assert manage("shell", "-v", "0", "-c", USERS, home=serving.home) == before


def _damage(whole: bytes, place: str) -> bytes:
    if place == "cut":
        return whole[: len(whole) // 2]
    at = {"header": 10, "manifest": whole.index(b"made "), "dump": whole.index(b"PGDMP") + 4000}[place]
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
