"""Batches from outside: what the database itself can't take waits alone, and stops nothing beside it.

Reading finds what is known to be wrong. This is for what nobody has thought of: a device sends the same
batch until all of it is answered, so one bad row would keep its neighbours out for ever.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from django.db import DataError, transaction

from activities.checkins import Answer, Code, Entry, Unreadable, read_uuid
from activities.kept import id_of
from activities.services.ledger import Given, Source, record_checkins

log = structlog.get_logger(__name__)
UNTAKEABLE = (DataError, UnicodeError, OverflowError)
One = TypeVar("One")


def record_batch(*, given: Sequence[Given], source: Source) -> list[Answer]:
    """`record_checkins`, of which no entry can fail another."""

    def alone(pair: Given) -> Answer:
        entry, _sent = pair
        return _kept(Unreadable(entry.id, Code.BAD_ENTRY, entry.session if isinstance(entry, Entry) else ""), source)

    return _in_parts(given, lambda part: record_checkins(given=part, source=source), alone)


def take_batch(
    *, sent: Sequence[Any], take: Callable[[Sequence[Any], Source], list[Answer]], source: Source
) -> list[Answer]:
    """Entries of another sort by who takes them, of which none can fail another."""

    def alone(one: Any) -> Answer:
        own = read_uuid(one.get("id")) if isinstance(one, dict) else None
        return _kept(Unreadable(own or id_of(one), Code.BAD_ENTRY), source)

    return _in_parts(sent, lambda part: take(part, source), alone)


def _in_parts(
    given: Sequence[One], take: Callable[[Sequence[One]], list[Answer]], alone: Callable[[One], Answer]
) -> list[Answer]:
    """All at once; where that fails by halves, down to the one that does."""
    if not given:
        return []
    try:
        with transaction.atomic():
            return take(given)
    except UNTAKEABLE as error:
        if len(given) == 1:
            log.warning("entry_untakeable", error=type(error).__name__)  # never what it says
            return [alone(given[0])]
    half = len(given) // 2
    return [*_in_parts(given[:half], take, alone), *_in_parts(given[half:], take, alone)]


def _kept(entry: Unreadable, source: Source) -> Answer:
    """Its id and when it came are all that is sure to be storable."""
    return record_checkins(given=[(entry, {"id": str(entry.id)})], source=source)[0]
