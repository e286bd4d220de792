"""What could not be counted, in groups that one decision settles, and what was decided."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMinute

from activities.checkins import MOST_AT_ONCE
from activities.models import QuarantinedEntry, QuarantineState, ScannerDevice
from core.sql import fetch

KEY = re.compile(r"([0-9a-z]{10}|-)\.([a-z_]{1,30})\.([0-9a-z]{10}|-)\.([fu])", re.ASCII)
NOBODY = "-"
MOST_MINUTES = 90


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What one decision is about: a device (none: people by themselves), a reason, a session, facts or undoings."""

    device: str
    code: str
    session: str
    undoes: bool

    def __str__(self) -> str:
        return ".".join([self.device or NOBODY, self.code, self.session or NOBODY, "u" if self.undoes else "f"])

    def filter(self) -> Q:
        device = Q(device__public_id=self.device) if self.device else Q(device=None)
        session = Q(session__public_id=self.session) if self.session else Q(session=None)
        return device & session & Q(code=self.code, undo_of__isnull=not self.undoes)


def read_key(text: str) -> GroupKey | None:
    """The group that a text names; None for what names none."""
    found = KEY.fullmatch(text)
    if found is None:
        return None
    device, code, session, sort = found.groups()
    return GroupKey(device.replace(NOBODY, ""), code, session.replace(NOBODY, ""), sort == "u")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which entries of an activity are meant: some by their ids, else a group, of it a minute's arrivals.

    What has arrived after `upto` is not meant: whoever decides has not seen it.
    """

    ids: frozenset[UUID] = frozenset()
    key: GroupKey | None = None
    minute: int | None = None
    upto: datetime | None = None

    def of(self, activity_id: int) -> QuerySet[QuarantinedEntry]:
        """The entries, whatever has become of them."""
        rows = quarantine_of(activity_id)
        if self.ids:
            return rows.filter(pk__in=self.ids)
        if self.key is None:
            return rows.none()
        rows = rows.filter(self.key.filter())
        if self.minute is not None:
            since = datetime.fromtimestamp(self.minute * 60, UTC)
            rows = rows.filter(received_at__gte=since, received_at__lt=since + timedelta(minutes=1))
        return rows.filter(received_at__lte=self.upto) if self.upto is not None else rows


def quarantine_of(activity_id: int) -> QuerySet[QuarantinedEntry]:
    """Entries of an activity that could not be counted; where no session is known, by the device that sent them."""
    devices = ScannerDevice.objects.filter(activities=activity_id)
    mine = Q(session__activity_id=activity_id) | Q(session=None, device__in=devices.values("pk"))
    return QuarantinedEntry.objects.filter(mine)


def waiting_of_activity(activity_id: int) -> QuerySet[QuarantinedEntry]:
    """Those that wait for a decision."""
    return quarantine_of(activity_id).filter(state=QuarantineState.WAITING)


def waiting_count(activity_id: int) -> int:
    """How many entries wait for a decision."""
    return waiting_of_activity(activity_id).count()


# The people that an entry says; a number missing is one, and what is no number, or none of people, says nothing.
_PEOPLE = """sum(CASE
    WHEN entry.sent -> 'count' IS NULL THEN 1
    WHEN jsonb_typeof(entry.sent -> 'count') = 'number'
        THEN CASE WHEN (entry.sent ->> 'count')::numeric BETWEEN 1 AND %(most)s
            THEN (entry.sent ->> 'count')::numeric END
END)::bigint"""
_OF = """
FROM activities_quarantinedentry entry
LEFT JOIN activities_session session ON session.id = entry.session_id
LEFT JOIN activities_scannerdevice device ON device.id = entry.device_id
WHERE (session.activity_id = %(activity)s OR entry.session_id IS NULL AND entry.device_id IN (
    SELECT scannerdevice_id FROM activities_scannerdevice_activities WHERE activity_id = %(activity)s))
"""
GROUPS = f"""
SELECT coalesce(device.public_id, ''), coalesce(device.name, ''), entry.code, coalesce(session.public_id, ''),
    session.starts_at, session.ends_at, entry.undo_of IS NOT NULL, count(*), {_PEOPLE},
    min(entry.received_at), max(entry.received_at), min(entry.occurred_at), max(entry.occurred_at),
    bool_or(jsonb_exists(entry.sent, 'service')), count(*) OVER ()
{_OF} AND entry.state = 'waiting'
GROUP BY device.id, session.id, entry.code, entry.undo_of IS NOT NULL
ORDER BY min(entry.received_at), entry.code, device.id, session.id
LIMIT %(limit)s OFFSET %(offset)s"""
DECISIONS = f"""
SELECT entry.decided_at, entry.decided_by_id, coalesce(device.name, ''), entry.code, entry.state, entry.reason,
    count(*), {_PEOPLE}, count(*) OVER ()
{_OF} AND entry.state <> 'waiting'
GROUP BY entry.decided_at, entry.decided_by_id, device.id, entry.code, entry.state, entry.reason
ORDER BY entry.decided_at DESC NULLS LAST, entry.code, device.id
LIMIT %(limit)s OFFSET %(offset)s"""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one device, reason and session that wait: how many, of how many people, when they came."""

    key: GroupKey
    device: str
    starts_at: datetime | None
    ends_at: datetime | None
    entries: int
    people: int | None
    first_received: datetime
    last_received: datetime
    first_said: datetime | None
    last_said: datetime | None
    is_service: bool  # volunteers' comings and goings, which are never 人次


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided at one moment about entries of one device and reason."""

    at: datetime | None
    by: Any
    device: str
    code: str
    state: str
    reason: str
    entries: int
    people: int | None


def groups_of(activity_id: int, *, limit: int, offset: int = 0) -> tuple[list[Group], int]:
    """Groups that wait, the longest waiting first, and how many there are; one query."""
    rows = fetch(GROUPS, {"activity": activity_id, "most": MOST_AT_ONCE, "limit": limit, "offset": offset})
    found = [Group(GroupKey(row[0], row[2], row[3], row[6]), row[1], *row[4:6], *row[7:14]) for row in rows]
    return found, rows[0][-1] if rows else 0


def decisions_of(activity_id: int, *, limit: int, offset: int = 0) -> tuple[list[Decision], int]:
    """Decisions, the latest first, and how many there are."""
    rows = fetch(DECISIONS, {"activity": activity_id, "most": MOST_AT_ONCE, "limit": limit, "offset": offset})
    users = get_user_model().objects.in_bulk({row[1] for row in rows if row[1] is not None})
    return [Decision(row[0], users.get(row[1]), *row[2:8]) for row in rows], rows[0][-1] if rows else 0


def minutes_of(rows: QuerySet[QuarantinedEntry]) -> list[dict[str, Any]]:
    """How many arrived in which minute: what came in one bunch was mostly one thing."""
    counted = rows.annotate(at=TruncMinute("received_at")).values("at").annotate(n=Count("pk")).order_by("at")
    return [
        {"at": row["at"], "n": row["n"], "minute": int(row["at"].timestamp()) // 60} for row in counted[:MOST_MINUTES]
    ]
