"""Running SQL of our own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Row = tuple[Any, ...]


def fetch(statement: str, params: Mapping[str, Any]) -> list[Row]:
    """The rows of a statement; planned once and kept, as the connection is set to."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def fetch_planned_anew(statement: str, params: Mapping[str, Any]) -> list[Row]:
    """The rows of a statement that is planned for these very parameters.

    After five executions PostgreSQL may take one plan for all; where the right plan hangs on a
    parameter (how large a box is), that one plan is wrong for most.
    """
    with connection.cursor() as cursor, connection.wrap_database_errors:
        # psycopg's own cursor: Django's wrapper has no way to say this.
        cursor.cursor.execute(statement, params, prepare=False)
        return list(cursor.fetchall())


@contextmanager
def one_snapshot(*, writes: bool = False) -> Iterator[None]:
    """Let all questions of this block see the database at one moment; nothing can be written without `writes`.

    Within a transaction that has begun already it is that transaction's business what it sees.
    """
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ {'WRITE' if writes else 'ONLY'}")
        yield
