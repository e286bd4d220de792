"""`script/backup` and `script/restore`: while serving, onto an empty home, and with damaged files."""

import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.scripts.conftest import needs_setup
from tests.scripts.running import Serving, manage, processes_of, run_command

pytestmark = needs_setup
PG_RESTORE = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_restore"))[-1]
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


def give_keys(of: Path, to: Path) -> None:
    """The keys of personal data, as an operator carries them to another machine."""
    lines = (of / "env").read_text().splitlines()
    to.mkdir()
    (to / "env").write_text("".join(f"{line}\n" for line in lines if line.startswith(("PERSONAL_DATA", "LOOKUP"))))


def test_nobody_is_signed_in_by_a_backup(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as whole:
        whole.extract("database.dump", tmp_path)
    listed = subprocess.run(
        [PG_RESTORE, "--list", tmp_path / "database.dump"], capture_output=True, text=True, check=True
    )
    data = {line.split()[6] for line in listed.stdout.splitlines() if " TABLE DATA " in line}
    assert {"accounts_user", "accounts_phone", "mfa_authenticator", "venues_venue"} <= data
    assert not {"django_session", "accounts_signincode"} & data


def test_where_nothing_is_installed_there_is_no_backup(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "state.tar"
    finished = run_command("backup", str(file), home=home)
    assert finished.returncode == 1
    assert f"there is no installation in {home}" in finished.stderr
    assert "DATABASE_URL" in finished.stderr
    assert not file.exists()
    assert not home.exists(), "nothing is made"


def test_half_of_a_servers_settings_are_told(home: Path, tmp_path: Path) -> None:
    finished = run_command(
        "backup", str(tmp_path / "state.tar"), home=home, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"
    )
    assert finished.returncode == 1
    assert "without REDIS_URL PERSONAL_DATA_KEYS LOOKUP_KEY" in finished.stderr


def test_a_database_of_nobody_is_no_installation(serving: Serving, tmp_path: Path) -> None:
    """As when the address names another database than the site's."""
    lines = (serving.home / "env").read_text().splitlines()
    (url,) = [line.removeprefix("DATABASE_URL=") for line in lines if line.startswith("DATABASE_URL=")]
    empty = url.replace("/sciencemap?", "/template1?")
    file = tmp_path / "state.tar"
    keys = dict.fromkeys(("REDIS_URL", "PERSONAL_DATA_KEYS", "LOOKUP_KEY"), "redis://127.0.0.1:1/0")
    finished = run_command("backup", str(file), home=tmp_path / "home", DATABASE_URL=empty, **keys)
    assert finished.returncode == 1
    assert "holds no accounts" in finished.stderr
    assert not file.exists()


def test_a_backup_is_not_restored_beside_other_keys(archive: Path, home: Path) -> None:
    refused = run_command("restore", str(archive), home=home)
    assert refused.returncode == 1
    assert "keys that are not here" in refused.stderr
    assert "PERSONAL_DATA_KEYS and LOOKUP_KEY" in refused.stderr
    assert "nothing was changed" in refused.stderr


def test_a_backup_is_for_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o077 == 0


def test_an_empty_home_gets_the_same_database_and_media(serving: Serving, archive: Path, home: Path) -> None:
    give_keys(serving.home, home)
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
