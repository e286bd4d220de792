"""What must happen after a commit happens, once, whatever dies; what can't happen stops nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from core import outbox
from core.models import OutboxMessage
from core.outbox import MOST_TRIES, record, relay, send_again, sweep
from core.tasks import relay_outbox
from tests.conftest import client_of, make_user
from tests.core.outboxes import EVENT, Handled, fails, happen, later


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Handled:
    return Handled(monkeypatch)


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
