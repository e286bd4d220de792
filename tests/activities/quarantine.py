"""What the tests of the quarantine share."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from activities.models import (
    CheckIn,
    QuarantinedEntry,
    QuarantineState,
    ScannerDevice,
    Session,
)
from activities.selectors.quarantine import GroupKey, groups_of
from activities.services import Verdict
from tests.activities.checkins import sent, take_in

RESET = "2020-01-01T00:%02d:00+08:00"
COUNT = Verdict(counts=True)


def of_2020(session: Session, n: int, **facts: Any) -> list[dict[str, Any]]:
    return [sent(session, occurred_at=RESET % (one % 60), **{"count": 1 + one % 3, **facts}) for one in range(n)]


def arrive(entries: list[Any], device: ScannerDevice | None, now: datetime, size: int = 100) -> None:
    """In batches, a minute apart."""
    for start in range(0, len(entries), size):
        take_in(*entries[start : start + size], device=device, now=now + timedelta(minutes=start // size))


def only_group(session: Session) -> GroupKey:
    ((group,), total) = groups_of(session.activity_id, limit=20)
    assert total == 1
    return group.key


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0


def waiting() -> int:
    return QuarantinedEntry.objects.filter(state=QuarantineState.WAITING).count()


def url(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/quarantine/"


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]
