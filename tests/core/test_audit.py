"""The audit trail can't be bent: rows are only added, and the chain of seals shows any tampering."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.models import Unit, UnitKind
from core.audit import broken_seals, seal, sources
from core.models import AuditSeal

pytestmark = pytest.mark.django_db
TABLE = "accounts_unitevent"
HOUR = timedelta(hours=1)


def change_units(*names: str) -> None:
    for name in names:
        Unit.objects.create(name=name, short_name=name, kind=UnitKind.OTHER)


@pytest.fixture
def sealed(now: datetime) -> datetime:
    change_units("甲单位", "乙单位", "丙单位")
    seal(now)
    change_units("丁单位")
    seal(now + HOUR)
    return now


def tamper(statement: str) -> None:
    """As somebody would who has the database's owner and takes the guard out."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")


def where_broken() -> list[tuple[str, str]]:
    return [(found.source, found.what) for found in broken_seals()]


def test_every_history_table_is_a_source() -> None:
    tables = {model._meta.db_table for model in sources()}
    assert {"venues_venueevent", "accounts_unitevent", "accounts_membershipevent", "venues_venuestep"} <= tables


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {TABLE} SET name = '改写' WHERE name = '甲单位'", f"DELETE FROM {TABLE} WHERE name = '甲单位'"],
)
def test_history_is_only_added_to(statement: str, sealed: datetime) -> None:
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert where_broken() == []


LAST = f"(SELECT max(pgh_id) FROM {TABLE} WHERE name = '乙单位')"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET name = '改写' WHERE pgh_id = {LAST}",
        f"UPDATE {TABLE} SET pgh_created_at = pgh_created_at - interval '1 day' WHERE pgh_id = {LAST}",
        f"DELETE FROM {TABLE} WHERE pgh_id = {LAST}",
    ],
)
def test_an_altered_or_missing_row_is_shown(statement: str, sealed: datetime) -> None:
    assert where_broken() == []
    tamper(statement)
    assert where_broken() == [(TABLE, "rows")]
    with pytest.raises(CommandError):
        call_command("verify_audit")


def test_a_row_slipped_in_among_the_sealed_is_shown(sealed: datetime) -> None:
    tamper(f"DELETE FROM {TABLE} WHERE pgh_id = {LAST}")
    tamper(f"UPDATE {TABLE} SET pgh_id = pgh_id WHERE false")
    assert where_broken() == [(TABLE, "rows")]


@pytest.mark.parametrize(
    "bend",
    [
        lambda link: AuditSeal.objects.filter(pk=link.pk).update(rows=link.rows - 1),
        lambda link: AuditSeal.objects.filter(pk=link.pk).update(sealed_at=link.sealed_at - HOUR),
        lambda link: AuditSeal.objects.filter(pk=link.pk).delete(),
    ],
)
def test_an_altered_or_missing_link_is_shown(bend: Callable[[AuditSeal], object], sealed: datetime) -> None:
    bend(AuditSeal.objects.filter(source=TABLE)[0])
    assert any(what == "chain" for _table, what in where_broken())


def test_who_alters_a_row_and_reseals_its_link_is_shown_by_the_next(sealed: datetime, now: datetime) -> None:
    tamper(f"UPDATE {TABLE} SET name = '改写' WHERE pgh_id = {LAST}")
    first = AuditSeal.objects.filter(source=TABLE)[0]
    AuditSeal.objects.filter(source=TABLE, pk=first.pk).update(digest="0" * 64, hash="1" * 64)
    assert any(what == "chain" for _table, what in where_broken())


def test_a_seal_covers_what_has_come_since_the_last_and_nothing_twice(sealed: datetime) -> None:
    links = list(AuditSeal.objects.filter(source=TABLE))
    assert all(before.to_id + 1 == after.from_id for before, after in pairwise(links))
    assert seal(sealed + 2 * HOUR) == 0


def test_a_new_column_does_not_break_old_seals(sealed: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN later text DEFAULT 'x'")
    assert where_broken() == []


def test_the_change_tells_who_what_before_and_after(sealed: datetime) -> None:
    from core.history import attributed

    unit = Unit.objects.get(name="甲单位")
    with attributed(user=7, path="/workspace/"):
        Unit.objects.filter(pk=unit.pk).update(short_name="甲")
    before, after = unit.events.order_by("pgh_id")
    assert (before.short_name, after.short_name) == ("甲单位", "甲")
    assert after.pgh_context.metadata == {"user": 7, "path": "/workspace/"}
