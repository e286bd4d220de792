"""What the documents say is so: links lead somewhere, settings and commands exist, and none is left out."""

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import resolve

from tests.tree import tracked

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
NAME = r"[A-Z][A-Z0-9_]+"
LOOKUPS = {"text", "required", "flag", "whole", "words"}
LARGEST_PICTURE = 250 * 1024


DOCUMENTS = tracked("*.md")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def links(document: Path) -> list[str]:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    found = [link or image for link, image in LINK.findall(text)]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@cache
def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{link} leads nowhere"
        assert target.is_relative_to(ROOT), f"{link} leads out of the repository"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


def test_every_document_can_be_reached_from_the_first() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in reached:
            continue
        reached.add(document)
        targets = ((document.parent / link.partition("#")[0]).resolve() for link in links(document))
        waiting += [target for target in targets if target.suffix == ".md" and target.is_file()]
    assert set(DOCUMENTS) <= reached


def names_read(source: str) -> set[str]:
    """Names that a settings module asks of the environment."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            asked = node.func.attr in LOOKUPS and ast.unparse(node.func.value) == "env"
            asked = asked or ast.unparse(node.func) in {"os.environ.get", "os.environ.setdefault", "os.getenv"}
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            asked = True
        else:
            continue
        name = node.args[0] if isinstance(node, ast.Call) else node.slice
        if asked and isinstance(name, ast.Constant):
            found.add(str(name.value))
    return found


def settings_read() -> set[str]:
    modules = [*(ROOT / "sciencemap").rglob("*.py"), ROOT / "manage.py"]
    found = set().union(*(names_read(path.read_text(encoding="utf-8")) for path in modules))
    return {name for name in found if not name.startswith("PYTEST_")}  # the test runner's own


def names_of_commands() -> set[str]:
    """What script/serve and the administrator's command take from the environment, and what compose asks for."""
    serve = re.findall(rf"\$\{{({NAME}):-", (ROOT / "script/serve").read_text(encoding="utf-8"))
    health = re.findall(rf"\$\{{({NAME}):-", (ROOT / "script/lib/base.sh").read_text(encoding="utf-8"))
    compose = re.findall(rf"\$\{{({NAME})", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    command = ROOT / "accounts/management/commands/create_administrator.py"
    administrator = re.findall(r"\"(SCIENCEMAP_ADMIN_\w+)\"", command.read_text(encoding="utf-8"))
    return {*serve, *health, *compose, *administrator} - {"SETUP_LOG"}


def rows(document: str) -> list[tuple[str, str]]:
    """First cell and the whole of each row whose first cell begins with code."""
    return [(line.split("|")[1], line) for line in document.splitlines() if line.startswith("| `")]


def settings_told() -> set[str]:
    return {name for first, _line in rows(README) for name in re.findall(rf"`({NAME})`", first)}


def test_the_table_of_settings_is_whole() -> None:
    assert settings_read() - settings_told() == set(), "missing in README's table"
    assert names_of_commands() - settings_told() == set(), "missing in README's table"


def test_the_table_holds_no_setting_that_nothing_reads() -> None:
    assert settings_told() - settings_read() - names_of_commands() == set()


def test_what_production_requires_is_marked() -> None:
    production = ast.parse((ROOT / "sciencemap/settings/prod.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(production) if isinstance(node, ast.Call)]
    required = {ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "env.required"}
    marked = {name for first, line in rows(README) if "**required**" in line for name in re.findall(NAME, first)}
    assert marked == required | {"SITE_HOST", "DATABASE_PASSWORD"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_names_in_the_documents_exist(document: Path) -> None:
    """Commands of script/ and of manage.py, and settings written as code."""
    text = document.read_text(encoding="utf-8")
    for command in re.findall(r"(?<![\w/])script/[a-z][\w/.-]*\w", text):
        assert (ROOT / command).is_file(), command
        assert command.startswith("script/lib/") or os.access(ROOT / command, os.X_OK), f"{command} can't be run"
    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in get_commands(), command


def test_every_command_is_told() -> None:
    for path in tracked("script/*"):
        if path.parent.name == "script":
            assert f"script/{path.name}`" in README or f"script/{path.name} " in README, path.name


def test_addresses_in_the_readme_exist() -> None:
    told = {address for first, _line in rows(README) for address in re.findall(r"`(/[^`<]*)`", first)}
    assert len(told) > 10
    for address in told - {"/sitemap.xml"}:
        resolve(address)


def test_pictures_are_small_shown_and_taken_by_the_script() -> None:
    script = (ROOT / "docs/screenshots.py").read_text(encoding="utf-8")
    shown = {(document.parent / link).resolve() for document in DOCUMENTS for link in links(document)}
    for picture in tracked("docs/img/*"):
        assert picture.stat().st_size <= LARGEST_PICTURE, picture.name
        assert picture in shown, f"{picture.name} is shown nowhere"
        assert f'"{picture.name}"' in script, f"{picture.name} can't be taken again"
