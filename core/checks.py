"""System checks of what the product needs from its database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def database_can_search_chinese(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A cluster made without a UTF-8 locale has no trigrams of Chinese text."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            if cursor.fetchone() is None:
                continue  # the first migration makes the extension
            cursor.execute("SELECT show_trgm('柳州') <> '{}'")
            (searchable,) = cursor.fetchone()
        if not searchable:
            problems.append(
                Error(
                    "The database finds no trigrams in Chinese text.",
                    hint="Make the cluster with initdb -E UTF8 --locale=C.UTF-8.",
                    id="core.E001",
                )
            )
    return problems
