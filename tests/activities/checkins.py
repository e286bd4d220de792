"""What the tests of check-ins share: entries as a device sends them, and a device."""

from datetime import datetime, timedelta
from typing import Any

import uuid6

from accounts.permissions import SYSTEM
from activities.checkins import Answer, read_entry
from activities.models import Method, ScannerDevice, Session
from activities.services import make_pairing_code, pair_device, record_checkins
from activities.services.ledger import Source

KEY = "k" * 43
AUDIENCES = {"youth", "residents", "farmers", "urban_workers"}


def sent(session: Session, /, **facts: Any) -> dict[str, Any]:
    """An entry of one walk-in at the session's start."""
    return {
        "id": str(uuid6.uuid7()),
        "session": session.public_id,
        "ticket": None,
        "count": 1,
        "audience": "youth",
        "method": "turnstile",
        "occurred_at": session.starts_at.isoformat(),
        "undo_of": None,
        **facts,
    }


def paired(session: Session, now: datetime, key: str = KEY) -> ScannerDevice:
    """A device that may check in at the session's activity."""
    code = make_pairing_code(
        activity_ids=[session.activity_id], device_until=now + timedelta(days=30), by=SYSTEM, now=now
    )
    return pair_device(code=code, name="东门", key=key, now=now)


def take_in(*entries: Any, device: ScannerDevice | None = None, now: datetime, **source: Any) -> list[Answer]:
    """Record entries as the interface for devices does."""
    given = [(read_entry(entry, methods=set(Method), audiences=AUDIENCES), entry) for entry in entries]
    scope = frozenset(device.activities.values_list("pk", flat=True)) if device else None
    return record_checkins(
        given=given, source=Source(now=now, device_id=device.pk if device else None, activities=scope, **source)
    )
