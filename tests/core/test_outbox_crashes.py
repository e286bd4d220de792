"""Processes are killed, the broker is away, two relays race: nothing is lost and nothing done twice."""

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction

from core import outbox
from core.models import OutboxMessage
from core.outbox import LEASE, MOST_TRIES, record, relay
from tests.committed import in_parallel, in_process
from tests.core.outboxes import EVENT, Handled, happen, later


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Handled:
    return Handled(monkeypatch)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rows that other connections see; gone at the end."""
    monkeypatch.setattr(outbox, "_wake", lambda: None)
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            OutboxMessage.objects.all().delete()
            connection.close()


def test_an_event_outside_of_a_transaction_is_a_mistake(committed: None, handled: Handled) -> None:
    handled.add("one")
    with pytest.raises(RuntimeError, match="transaction"):
        record(EVENT, n=1)


KILLER = f"""
import os, signal
from datetime import datetime
from core import outbox
def killer(n): os.kill(os.getpid(), signal.SIGKILL)
outbox._handlers["{EVENT}"] = {{"killer": killer, "good": lambda n: None}}
"""


def killed_at(moment: datetime, sabotage: str = "") -> None:
    ended = in_process(f"{KILLER}\n{sabotage}\noutbox.relay(datetime.fromisoformat('{moment.isoformat()}'))")
    assert ended.returncode == -9, ended.stderr


def test_a_handler_that_kills_its_process_is_dead_after_three_tries(committed: None, handled: Handled) -> None:
    handled.add("killer")
    happen(1)
    handled.registry.clear()
    handled.add("good")
    happen(2)
    moment = later()
    for _try in range(MOST_TRIES):
        killed_at(moment)
        assert OutboxMessage.objects.get(handler="killer").leased_until == moment + LEASE
        moment += LEASE
    relay(moment)
    row = OutboxMessage.objects.get(handler="killer")
    assert row.dead_at == moment
    assert row.attempts == MOST_TRIES
    assert OutboxMessage.objects.get(handler="good").done_at is not None, "its neighbour completes"


def test_saboteur_without_the_lease_a_killer_is_tried_for_ever(committed: None, handled: Handled) -> None:
    handled.add("killer")
    happen()
    sabotage = "outbox.take = lambda now: outbox.OutboxMessage.objects.waiting().filter(due_at__lte=now).first()"
    killed_at(later(), sabotage)
    row = OutboxMessage.objects.get()
    assert (row.attempts, row.dead_at) == (0, None), "nothing tells that it was tried at all"


def test_a_process_killed_between_commit_and_send_loses_nothing(committed: None, handled: Handled) -> None:
    ended = in_process(f"""{KILLER}
from django.db import transaction
outbox._wake = lambda: os.kill(os.getpid(), signal.SIGKILL)
with transaction.atomic():
    outbox.record("{EVENT}", n=7)
""")
    assert ended.returncode == -9, ended.stderr
    handled.add("killer")
    handled.add("good")
    assert relay(later()) == 2, "the beat finds them"
    assert sorted(handled.calls) == [("good", 7), ("killer", 7)]


def test_saboteur_sending_after_the_commit_without_a_row_loses(committed: None) -> None:
    ended = in_process(f"""{KILLER}
from django.db import transaction
outbox.record = lambda event, **data: transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
with transaction.atomic():
    outbox.record("{EVENT}", n=7)
""")
    assert ended.returncode == -9
    assert not OutboxMessage.objects.exists()


def test_without_a_broker_the_cause_commits_soon_and_its_row_stays(committed: None, handled: Handled) -> None:
    code = f"""{KILLER}
import time
from django.db import transaction
from sciencemap.celery import app
app.conf.task_always_eager = False
start = time.monotonic()
with transaction.atomic():
    outbox.record("{EVENT}", n=7)
assert time.monotonic() - start < 20
"""
    ended = in_process(code, BROKER_URL="redis://127.0.0.1:1/0")
    assert ended.returncode == 0, ended.stderr
    handled.add("killer")
    handled.add("good")
    assert relay(later()) == 2


def test_two_relays_share_the_work_and_do_nothing_twice(committed: None, handled: Handled) -> None:
    together = threading.Barrier(2, timeout=20)
    first: list[int] = []

    def meet(n: int) -> None:
        if len(first) < 2:
            first.append(n)
            together.wait()

    handled.add("one", meet)
    with transaction.atomic():
        for n in range(20):
            record(EVENT, n=n)
    moment = later()
    done = in_parallel(lambda: relay(moment), lambda: relay(moment))
    assert sum(done) == 20, done
    assert min(done) > 0, "both took part"
    assert sorted(n for _name, n in handled.calls) == list(range(20))


def test_saboteur_without_lock_and_lease_a_row_runs_twice(
    committed: None, handled: Handled, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=20)

    def take(now: datetime) -> OutboxMessage | None:
        return OutboxMessage.objects.waiting().filter(due_at__lte=now).order_by("pk").first()

    monkeypatch.setattr(outbox, "take", take)
    handled.add("one", lambda _n: together.wait())
    happen()
    moment = later()
    in_parallel(lambda: relay(moment, most=1), lambda: relay(moment, most=1))
    assert len(handled.calls) == 2
