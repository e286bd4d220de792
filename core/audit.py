"""The audit trail: history tables that are only added to, and a chain of seals that shows any tampering.

Every history table (of django-pghistory, or with the `APPEND_ONLY` trigger) is sealed in stretches:
the digest of the rows between two keys, chained to the seal before. Whoever alters, adds or removes
a row, or a seal, later is found by `broken_seals`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pgtrigger
import structlog
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models import Max, Model
from pghistory.models import Event
from psycopg import sql

from core.models import AuditSeal

log = structlog.get_logger(__name__)
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
CHAIN = 7_221_034  # the advisory lock under which links are added
ORIGIN = "0" * 64


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch of a history table that does not say any more what was sealed."""

    seal_id: int
    source: str
    from_id: int
    to_id: int
    what: str  # rows, or chain


def sources() -> list[type[Model]]:
    """The history tables' models, by table."""
    found = [model for model in apps.get_models() if _is_history(model)]
    return sorted(found, key=lambda model: model._meta.db_table)


def _is_history(model: type[Model]) -> bool:
    if model._meta.proxy or not model._meta.managed:
        return False
    kept = any(trigger.name == APPEND_ONLY.name for trigger in getattr(model._meta, "triggers", []))
    return kept or issubclass(model, Event)


def seal(now: datetime) -> int:
    """Seal what has come to rest since the last time; returns how many links were added.

    A table into which somebody is writing is left for the next time: a row with a lower key
    could still be committed.
    """
    return sum(_seal_table(model, now) for model in sources())


def _seal_table(model: type[Model], now: datetime) -> int:
    table = model._meta.db_table
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
        if not _at_rest(table):
            return 0
        last = AuditSeal.objects.filter(source=table).aggregate(last=Max("to_id"))["last"] or 0
        columns = [str(field.column) for field in model._meta.concrete_fields]
        stretch = _stretch(table, _key(model), columns, last + 1, None)
        if stretch is None:
            return 0
        to_id, rows, digest = stretch
        before = AuditSeal.objects.order_by("-id").values_list("hash", flat=True).first() or ORIGIN
        link = AuditSeal(
            source=table, columns=columns, from_id=last + 1, to_id=to_id, rows=rows, digest=digest, sealed_at=now
        )
        link.hash = _linked(link, before)
        link.save(force_insert=True)
    log.info("audit_sealed", table=table, to=link.to_id, head=link.hash)
    return 1


def _at_rest(table: str) -> bool:
    """Keep writers out until the transaction ends; False where one is at work."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE NOWAIT").format(sql.Identifier(table)))
    except OperationalError:
        return False
    return True


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)


DIGEST = """
    SELECT max({key}), count(*), encode(sha256(convert_to(coalesce(string_agg(
        encode(sha256(convert_to(ROW({columns})::text, 'UTF8')), 'hex'), '' ORDER BY {key}), ''), 'UTF8')), 'hex')
    FROM {table} WHERE {key} >= %s AND (%s::bigint IS NULL OR {key} <= %s)"""


def _stretch(table: str, key: str, columns: list[str], first: int, last: int | None) -> tuple[int, int, str] | None:
    """The last key, the number and the digest of the rows between two keys; None if there are none."""
    statement = sql.SQL(DIGEST).format(
        table=sql.Identifier(table),
        key=sql.Identifier(key),
        columns=sql.SQL(", ").join(sql.Identifier(column) for column in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last, last])
        to_id, rows, digest = cursor.fetchone()
    return (to_id, rows, digest) if rows else None


def _linked(link: AuditSeal, before: str) -> str:
    parts: list[Any] = [before, link.source, ",".join(link.columns), link.from_id, link.to_id, link.rows, link.digest]
    parts.append(link.sealed_at.timestamp())
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def broken_seals() -> Iterator[Broken]:
    """Every link whose rows or place in the chain are not what was sealed."""
    keys = {model._meta.db_table: _key(model) for model in sources()}
    before = ORIGIN
    for link in AuditSeal.objects.order_by("id").iterator(chunk_size=500):
        if _linked(link, before) != link.hash:
            yield Broken(link.pk, link.source, link.from_id, link.to_id, "chain")
        elif not _rows_hold(link, keys.get(link.source)):
            yield Broken(link.pk, link.source, link.from_id, link.to_id, "rows")
        before = link.hash


def _rows_hold(link: AuditSeal, key: str | None) -> bool:
    if key is None:
        return False
    return _stretch(link.source, key, link.columns, link.from_id, link.to_id) == (link.to_id, link.rows, link.digest)
