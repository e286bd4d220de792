"""Reading of settings from the environment and from the home's `env` file.

The real environment wins over the file; the file is written by `script/run`, so that
`python manage.py …` finds the same servers and secrets.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("SCIENCEMAP_HOME") or BASE_DIR / ".local").expanduser().absolute()


def _home_file() -> dict[str, str]:
    path = HOME / "env"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


class Environment:
    """Typed look-ups; `missing` gathers the names of required values that are not set."""

    def __init__(self, *, use_home_file: bool) -> None:
        self._values = (_home_file() if use_home_file else {}) | dict(os.environ)
        self.missing: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name) or default

    def required(self, name: str) -> str:
        value = self._values.get(name, "")
        if not value:
            self.missing.append(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "1" if default else "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no"}:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
        return value in {"1", "true", "yes"}

    def whole(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.lstrip("-").isdigit():
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]


def refuse_to_start(env: Environment) -> None:
    """End with one line that names every required value which is missing."""
    if env.missing:
        names = ", ".join(env.missing)
        sys.exit(f"sciencemap: cannot start, please set in the environment: {names}")


def database(url: str) -> dict[str, Any]:
    """Django's database entry for a libpq URL such as postgresql://user@/name?host=/folder."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL can't be read: {error}".strip()) from None
    known = {key: str(parts.pop(key, "") or "") for key in ("dbname", "user", "password", "host", "port")}
    return {
        "ENGINE": "core.database",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "OPTIONS": parts,
    }


def home_database_url() -> str:
    """Where `script/run` puts its private PostgreSQL."""
    return f"postgresql://sciencemap@/sciencemap?host={quote(str(HOME / 'run'), safe='')}"
