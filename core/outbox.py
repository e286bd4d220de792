"""The outbox: what must happen after a commit, as rows of the transaction that causes it.

`record()` writes one row for each handler of an event; a Celery task takes them one at a time
(`relay`). A row is leased before its handler runs, so that a handler which kills its process
counts as a try too, and marked done in the handler's own transaction: what a handler does in the
database happens once, what it does outside may happen again and has to bear it. After
`MOST_TRIES` a row is dead: it stops nobody else, and an administrator can send it again.
"""

import traceback
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Conflict
from core.models import OutboxMessage

log = structlog.get_logger(__name__)
Handler = Callable[..., None]

MOST_TRIES = 3
LEASE = timedelta(minutes=10)  # as long as a task may run
BACKOFF = (timedelta(seconds=30), timedelta(minutes=5))
KEEP_DONE = timedelta(days=30)

_handlers: dict[str, dict[str, Handler]] = {}


def handles(event: str) -> Callable[[Handler], Handler]:
    """Register a function of a `handlers.py` for an event; it takes the event's data by keyword."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(event, {})[f"{handler.__module__}.{handler.__name__}"] = handler
        return handler

    return register


def record(event: str, **data: str | int) -> None:
    """Leave what the handlers of `event` have to do to them; the caller holds the transaction.

    Raises LookupError for an event that nobody handles and RuntimeError outside of a transaction.
    """
    record_for_later(event, timedelta(), **data)


def record_for_later(event: str, wait: timedelta, **data: str | int) -> None:
    """As `record`, but the handlers hear of it only after `wait`: until then it can be taken back."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event}: an event is recorded in the transaction that causes it")
    names = _handlers.get(event)
    if not names:
        raise LookupError(f"no handler for {event}")
    now = timezone.now()
    due = now + wait
    rows = [OutboxMessage(event=event, handler=name, data=data, created_at=now, due_at=due) for name in names]
    OutboxMessage.objects.bulk_create(rows)
    if not wait:
        transaction.on_commit(_wake, robust=True)


def take_back(event: str, **data: str | int) -> None:
    """Forget an event of which no handler has heard yet; the caller holds the transaction. Raises Conflict."""
    rows = OutboxMessage.objects.filter(event=event, data=data).waiting()
    known = list(rows.select_for_update().values_list("attempts", flat=True))
    if not known or any(known):
        raise Conflict("told_already", _("已经开始通知，不能再撤回。"))
    rows.delete()


def _wake() -> None:
    """Ask for a relay at once. Without a broker the next beat finds the rows."""
    from core.tasks import relay_outbox

    relay_outbox.apply_async(retry=False, ignore_result=True)


TAKE = """
    UPDATE core_outboxmessage SET attempts = attempts + 1, leased_until = %(until)s
    WHERE id = (
        SELECT id FROM core_outboxmessage
        WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= %(now)s AND attempts < %(most)s
          AND (leased_until IS NULL OR leased_until <= %(now)s)
        ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id"""


def take(now: datetime) -> OutboxMessage | None:
    """Lease the next row that is due, or None; two who ask at once get different rows."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"now": now, "until": now + LEASE, "most": MOST_TRIES})
        row = cursor.fetchone()
    return OutboxMessage.objects.get(pk=row[0]) if row else None


def deliver(message: OutboxMessage, now: datetime) -> bool:
    """Run a leased row's handler; whether it is done. A failure waits for its next try or is dead."""
    try:
        with transaction.atomic():
            handler = _handlers[message.event][message.handler]
            handler(**message.data)
            OutboxMessage.objects.filter(pk=message.pk).update(done_at=now, leased_until=None, error="")
    except Exception as error:
        _fail(message, now, where_it_broke(error))
        return False
    return True


def _fail(message: OutboxMessage, now: datetime, error: str) -> None:
    values: dict[str, Any] = {"leased_until": None, "error": error}
    if message.attempts >= MOST_TRIES:
        values["dead_at"] = now
        log.error("outbox_dead", event_name=message.event, handler=message.handler, message=message.pk, error=error)
    else:
        values["due_at"] = now + BACKOFF[min(message.attempts, len(BACKOFF)) - 1]
        log.warning("outbox_failed", event_name=message.event, handler=message.handler, error=error)
    OutboxMessage.objects.filter(pk=message.pk).update(**values)


def where_it_broke(error: Exception) -> str:
    """What kind of error and in which line; its text may hold personal data and is left out."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"[:300]


def bury(now: datetime) -> int:
    """Give up rows whose last try ended with its process; returns how many."""
    lost = OutboxMessage.objects.waiting().filter(attempts__gte=MOST_TRIES, leased_until__lte=now)
    return lost.update(dead_at=now, leased_until=None, error="the process ended")


def relay(now: datetime, *, most: int = 500) -> int:
    """Deliver what is due at `now`, at most `most` rows; returns how many were done."""
    bury(now)
    done = 0
    for _row in range(most):
        message = take(now)
        if message is None:
            break
        done += deliver(message, now)
    return done


@transaction.atomic
def send_again(ids: Collection[int], now: datetime) -> int:
    """Give dead rows their tries anew; returns how many were dead."""
    rows = OutboxMessage.objects.dead().filter(pk__in=ids)
    count = rows.update(dead_at=None, attempts=0, due_at=now, error="")
    if count:
        transaction.on_commit(_wake, robust=True)
    return count


def sweep(now: datetime) -> int:
    """Forget what was done long ago; returns how many rows went."""
    return OutboxMessage.objects.filter(done_at__lt=now - KEEP_DONE).delete()[0]
