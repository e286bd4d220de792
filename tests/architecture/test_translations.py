"""Screens are Chinese, and completely English too."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.tree import tracked

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)(?:\.\d+)?[a-z]|%%")


def catalog(path: Path) -> dict[tuple[str | None, str], tuple[str, ...]]:
    with path.open("rb") as source:
        messages = [message for message in read_po(source) if message.id and not message.fuzzy]
    found = {}
    for message in messages:
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        found[message.context, key] = message.string if isinstance(message.string, tuple) else (message.string,)
    return found


ENGLISH = catalog(CATALOG)


@pytest.mark.parametrize(("key", "english"), ENGLISH.items(), ids=[key[1][:30] for key in ENGLISH])
def test_a_string_has_its_english(key: tuple[str | None, str], english: tuple[str, ...]) -> None:
    for text in english:
        assert text
        assert not CHINESE.search(text)
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(key[1]))


def test_every_string_of_the_source_is_in_the_catalog(tmp_path: Path) -> None:
    """What makemessages finds now must be in the catalog."""
    copy = tmp_path / "source"
    sources = tracked("*.py", "*.html", "*/templates/*.txt", "templates/*.txt")
    for name in (path.relative_to(ROOT).as_posix() for path in sources):
        if name.startswith(("tests/", "bench/", "docs/")) or "migrations" in name:
            continue
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "-e", "html,py,txt"],
        cwd=copy,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
        capture_output=True,
    )
    wanted = set(catalog(copy / "locale/en/LC_MESSAGES/django.po"))
    assert wanted - set(ENGLISH) == set()
    assert set(ENGLISH) - wanted == set(), "no longer used"


# Django gives "" for a name that leads nowhere, but not in a filter's argument: there a null link is a server error.
THROUGH_A_LINK = re.compile(r"\|(?:default|default_if_none|add|date|floatformat|stringformat):[a-z_]+\.[a-z_.]+\.")


def test_no_filters_argument_reaches_through_a_link() -> None:
    paths = tracked("*/templates/*.html", "templates/*.html")
    assert paths
    assert [str(path) for path in paths if THROUGH_A_LINK.search(path.read_text(encoding="utf-8"))] == []


VISIBLE = re.compile(
    r">[^<>{}]*[\u4e00-\u9fff][^<>{}]*<|(?:title|placeholder|aria-label|alt)=\"[^\"{}]*[\u4e00-\u9fff]"
)

OWN_NAME = ">中文<"  # a language's own name stays as it is in every language


@pytest.mark.parametrize(
    "path",
    [*ROOT.glob("*/templates/**/*.html"), *(ROOT / "templates").glob("**/*.html")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_template_says_nothing_outside_gettext(path: Path) -> None:
    if path.name in {"500.html", "503.html"}:  # must work without a context
        return
    text = path.read_text(encoding="utf-8").replace(OWN_NAME, "><")
    text = re.sub(r"\{% blocktranslate.*?endblocktranslate %\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    assert not VISIBLE.search(text)
