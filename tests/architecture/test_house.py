"""The house as it is meant to be: where code stands, what it knows, how long it gets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import tracked

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "accounts", "venues", "activities", "volunteers", "portal", "sciencemap")


SOURCES = [
    path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in ROOMS and "migrations" not in path.parts
]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


PURE = [
    "core/clock.py",
    "core/errors.py",
    "core/identifiers.py",
    "venues/rules.py",
    "venues/opening.py",
    "venues/facts.py",
    "venues/query.py",
    "venues/stops.py",
    "venues/navigation.py",
    "venues/placelinks.py",
    "venues/placenumbers.py",
    "venues/placetext.py",
]
IMPURE = (
    "django.db.transaction",
    "django.db.connection",
    "django.http",
    "django.utils.timezone",
    "rest_framework",
    "django.core.cache",
)


@pytest.mark.parametrize("name", PURE)
def test_rules_ask_no_database_no_clock_and_no_request(name: str) -> None:
    assert not {found for found in imports(ROOT / name) if found.startswith(IMPURE)}


@pytest.mark.parametrize("name", ["accounts/permissions.py", "venues/permissions.py"])
def test_permissions_never_see_a_request(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "request" not in text.split('"""', 2)[2]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_geometry_room_knows_datums(path: Path) -> None:
    if path.name != "geo.py":
        assert not any(found.startswith("geocoordinates_ffi") for found in imports(path))


def outside_doors() -> Iterator[Path]:
    """Views, serializers, admin and tasks: they write through services."""
    for path in SOURCES:
        if {"web", "api"} & set(path.parts) or path.name in {"admin.py", "tasks.py"}:
            yield path


WRITES = re.compile(
    r"\.objects\.(create|update_or_create|get_or_create|bulk_create|bulk_update)\(|\.update\(\*?\*?[a-z_]+="
)


@pytest.mark.parametrize("path", list(outside_doors()), ids=lambda path: str(path.relative_to(ROOT)))
def test_doors_write_through_services(path: Path) -> None:
    assert not WRITES.search(path.read_text(encoding="utf-8"))


LIMITS = {".py": 300, ".js": 200, ".html": 150}


@pytest.mark.parametrize(
    "path",
    [p for p in tracked("*.py", "*.js", "*.html") if "migrations" not in p.parts],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_file_can_be_read_in_one_go(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LIMITS[path.suffix], f"{lines} lines: is there a natural seam?"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_fits_on_a_screen(path: Path) -> None:
    assert not [(name, length) for name, length in functions(path) if length > 45]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_is_called_utils(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "misc", "common"}


CITY_WORDS = re.compile(r"柳州|liuzhou|4502\d\d", re.IGNORECASE)
EXAMPLES = {"core/search.py", "core/checks.py"}  # spell a name to show what they do
CITY_PLACES = ("reference", "tests", "docs", "bench", "README.md", "CHANGELOG.md", "CONTRIBUTING.md")


def test_no_code_outside_its_folder_says_which_city_it_is() -> None:
    """Only the setting's default names the folder; an example in a comment or docstring is no dependence."""
    named = {
        str(path.relative_to(ROOT))
        for path in tracked("*.py", "*.js", "*.html", "*.css", "*.po", "*.sh", "*.yml", "script/*")
        if not str(path.relative_to(ROOT)).startswith(CITY_PLACES)
        and CITY_WORDS.search(path.read_text(encoding="utf-8"))
    }
    assert named <= {"sciencemap/settings/shared.py", *EXAMPLES}


HOSTS = re.compile(r"py[p]i[.]org|python[h]osted|registry[.]np[m]js|deb[.]de[b]ian[.]org|np[m]mirror")


def test_no_tracked_file_names_a_registrys_host() -> None:
    for path in tracked("*"):
        if path.suffix not in {".png", ".ico", ".jpg"}:
            assert not HOSTS.search(path.read_text(encoding="utf-8")), path


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        packages = re.findall(r"^[a-z0-9][^\s]*==", text, re.MULTILINE)
        assert len(packages) > 50
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", text.strip()) if "==" in block)
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
