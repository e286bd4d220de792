"""A model's column of sealed text, and what puts old columns under a new key."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models, transaction

from core.crypto import current_head, opened, sealed

BATCH = 500
# What puts sealed values elsewhere than in a `SealedField` under the current key: how many there were.
resealers: list[Callable[[], int]] = []

if TYPE_CHECKING:
    _Column = models.Field[str, str]
else:
    _Column = models.BinaryField


class SealedField(_Column):
    """Text that the database holds sealed. `context` names the column for good, such as `accounts.phone`.

    It can't be searched, only be empty or not: keep a `crypto.lookup` beside it. Reading a value whose
    key is gone raises `crypto.Unreadable`; `defer()` the column where that must not stop a page.
    """

    def __init__(self, context: str = "", **options: Any) -> None:
        self.context = context
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "context": self.context}

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def from_db_value(self, value: bytes | memoryview | None, *_: Any) -> str | None:
        return None if value is None else opened(bytes(value), self.context)

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else sealed(str(value), self.context)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """What dumps hold: nothing in clear."""
        value = self.value_from_object(obj)
        return "" if value is None else sealed(value, self.context).hex()


def sealed_columns() -> list[tuple[type[models.Model], SealedField]]:
    """Every column of sealed text in the installation."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    ]


def reseal() -> int:
    """Put every sealed value that is under an older key under the current one; returns how many there were.

    Batches are transactions of their own, so it can run beside the site and be cut off and begun again.
    Raises Unreadable when a value's key is not kept.
    """
    columns = sum(_reseal_column(model, field) for model, field in sealed_columns())
    return columns + sum(others() for others in resealers)


def _reseal_column(model: type[models.Model], field: SealedField) -> int:
    quote = connection.ops.quote_name
    assert model._meta.pk is not None and model._meta.pk.column and field.column
    table, key, column = quote(model._meta.db_table), quote(model._meta.pk.column), quote(field.column)
    stale = f"SELECT {key}, {column} FROM {table} WHERE substring({column} FROM 1 FOR 2) <> %s"
    changed = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{stale} ORDER BY {key} LIMIT {BATCH} FOR UPDATE", [current_head()])
            rows = cursor.fetchall()
            for pk, value in rows:
                fresh = sealed(opened(bytes(value), field.context), field.context)
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [fresh, pk])
        changed += len(rows)
        if len(rows) < BATCH:
            return changed
