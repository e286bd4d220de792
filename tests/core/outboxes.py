"""An event of the tests' own, and what its handlers were given."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from core import outbox
from core.outbox import record

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


def fails(n: int) -> None:
    raise ValueError(f"the secret of {n}")


def happen(n: int = 1) -> None:
    with transaction.atomic():
        record(EVENT, n=n)


def later(times: int = 0) -> datetime:
    return timezone.now() + timedelta(seconds=1) + times * AFTER_BACKOFF
