"""What must happen after a commit happens, once, whatever dies; what can't happen stops nobody else."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from core.outbox import LEASE, MOST_TRIES, record, relay, send_again, sweep
from core.tasks import relay_outbox
from tests.committed import in_parallel, in_process
from tests.conftest import client_of, make_user

EVENT = "test.happened"
AFTER_BACKOFF = timedelta(minutes=6)


class Handled:
    """Handlers of the test's event, and what they were given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, int]] = []
        self.registry: dict[str, Any] = {}
        monkeypatch.setitem(outbox._handlers, EVENT, self.registry)

    def add(self, name: str, deed: Any = None) -> None:
        def handler(n: int) -> None:
            self.calls.append((name, n))
            if deed is not None:
                deed(n)

        self.registry[name] = handler


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Handled:
    return Handled(monkeypatch)


def fails(n: int) -> None:
    raise ValueError(f"the secret of {n}")


def happen(n: int = 1) -> None:
    with transaction.atomic():
        record(EVENT, n=n)


def later(times: int = 0) -> datetime:
    from django.utils import timezone

    return timezone.now() + timedelta(seconds=1) + times * AFTER_BACKOFF


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


@pytest.mark.django_db
def test_every_event_of_the_product_has_its_handlers_registered() -> None:
    assert outbox._handlers.keys() >= {
        "notice.created",
        "venue.submitted",
        "venue.returned",
        "venue.published",
        "revision.submitted",
        "revision.returned",
        "revision.accepted",
    }


@pytest.mark.django_db
def test_an_event_is_written_with_its_cause_and_goes_with_it(handled: Handled) -> None:
    handled.add("one")
    handled.add("other")
    with transaction.atomic():
        record(EVENT, n=1)
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    happen()
    assert OutboxMessage.objects.filter(event=EVENT).count() == 2, "one row a handler"


def test_an_event_outside_of_a_transaction_is_a_mistake(committed: None, handled: Handled) -> None:
    handled.add("one")
    with pytest.raises(RuntimeError, match="transaction"):
        record(EVENT, n=1)


@pytest.mark.django_db
def test_an_event_that_nobody_handles_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        happen()


@pytest.mark.django_db
def test_a_poisoned_row_is_dead_after_three_tries_and_its_neighbours_complete(handled: Handled) -> None:
    handled.add("good")
    handled.add("poison", fails)
    for n in range(3):
        happen(n)
    for times in range(5):
        relay(later(times))
    tries = [call for call in handled.calls if call[0] == "poison"]
    assert len(tries) == 3 * MOST_TRIES
    assert sorted(n for name, n in handled.calls if name == "good") == [0, 1, 2]
    assert OutboxMessage.objects.dead().count() == 3
    row = OutboxMessage.objects.dead()[0]
    assert "ValueError" in row.error
    assert "secret" not in row.error, "an error's text may hold personal data"


@pytest.mark.django_db
def test_what_a_failed_handler_wrote_is_taken_back(handled: Handled) -> None:
    def writes_and_fails(n: int) -> None:
        make_user(f"half-{n}")
        fails(n)

    handled.add("half", writes_and_fails)
    happen()
    relay(later())
    assert not User.objects.filter(username="half-1").exists()


@pytest.mark.django_db
def test_a_failure_is_tried_again_later_and_not_at_once(handled: Handled) -> None:
    troubles = [ValueError()]

    def fails_once(_n: int) -> None:
        if troubles:
            raise troubles.pop()

    handled.add("shaky", fails_once)
    happen()
    assert relay(later()) == 0
    assert relay(later()) == 0
    assert len(handled.calls) == 1
    assert relay(later(1)) == 1
    assert relay(later(2)) == 0


@pytest.mark.django_db
def test_saboteur_marking_done_before_running_loses(handled: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    def deliver(message: OutboxMessage, now: datetime) -> bool:
        OutboxMessage.objects.filter(pk=message.pk).update(done_at=now)
        try:
            outbox._handlers[message.event][message.handler](**message.data)
        except ValueError:
            return False
        return True

    monkeypatch.setattr(outbox, "deliver", deliver)
    handled.add("shaky", fails)
    happen()
    for times in range(4):
        relay(later(times))
    assert len(handled.calls) == 1, "never tried again"
    assert not OutboxMessage.objects.dead().exists(), "and nobody sees it"


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


@pytest.mark.django_db
def test_a_broker_that_refuses_is_no_trouble_of_the_cause(
    handled: Handled, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def refuse(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(relay_outbox, "apply_async", refuse)
    handled.add("one")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        happen()
    assert callbacks
    assert relay(later()) == 1


def test_the_beat_looks_for_what_was_left_behind() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["relay-outbox"]
    assert entry["task"] == relay_outbox.name
    assert entry["schedule"] <= 60


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


@pytest.mark.django_db
def test_an_administrator_sees_the_dead_and_sends_them_again(handled: Handled, people: dict[str, User]) -> None:
    handled.add("poison", fails)
    happen()
    for times in range(MOST_TRIES):
        relay(later(times))
    row = OutboxMessage.objects.dead().get()
    client = client_of(people["administrator"])
    page = client.get("/admin/core/outboxmessage/?state=dead").content.decode()
    assert "ValueError" in page
    handled.registry.clear()
    handled.add("poison")
    answer = client.post(
        "/admin/core/outboxmessage/", {"action": "send_again", "_selected_action": [row.pk]}, follow=True
    )
    assert answer.status_code == 200
    assert relay(later()) == 1
    row.refresh_from_db()
    assert row.done_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["office", "county_reviewer", "organizer", "member"])
def test_others_do_not_see_the_outbox(role: str, people: dict[str, User]) -> None:
    assert client_of(people[role]).get("/admin/core/outboxmessage/").status_code == 302


@pytest.mark.django_db
def test_only_the_dead_are_sent_again(handled: Handled) -> None:
    handled.add("one")
    happen()
    relay(later())
    assert send_again([OutboxMessage.objects.get().pk], later()) == 0
    assert relay(later(1)) == 0


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten_and_the_dead_are_kept(handled: Handled) -> None:
    handled.add("good")
    handled.add("poison", fails)
    happen()
    for times in range(MOST_TRIES):
        relay(later(times))
    assert sweep(later() + timedelta(days=40)) == 1
    assert OutboxMessage.objects.get().dead_at is not None
