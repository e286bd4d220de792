"""Deciding on entries that could not be counted: one, some, or a whole group, by who keeps the activity."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import MOST_ENTRIES, Code, Status
from activities.models import Activity, QuarantinedEntry, QuarantineState
from activities.permissions import can_edit_activity
from activities.selectors.quarantine import Chosen
from activities.services.believing import Believed, believed
from activities.services.ledger import ROOM, Source, record_checkins
from activities.services.undoing import reason_of
from activities.services.verdicts import Verdict, why_no_verdict
from core.errors import Conflict, Invalid, NotFound
from core.sql import fetch

MOST_AT_A_TIME = 5_000  # entries in one decision; the next takes the rest


@dataclass(slots=True)
class Outcome:
    """What a decision did: entries settled, person-times that count now, who was in already, and what still waits."""

    settled: int = 0
    people: int = 0
    again: int = 0
    left: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def decide_group(*, activity: Activity, chosen: Chosen, verdict: Verdict, by: Actor, now: datetime) -> Outcome:
    """Count what is meant of an activity's waiting entries, each under its own id, or discard it with a reason.

    What can't be counted so stays as it was, and is told. The same decision again finds nothing to do.
    Raises NotFound and Invalid.
    """
    if not can_edit_activity(by, activity):
        raise NotFound("activity", _("没有找到这个活动。"))
    meant = chosen.of(activity.pk).filter(state=QuarantineState.WAITING)
    _hold_devices(meant.order_by().values_list("device_id", flat=True).distinct())
    rows = meant.select_related("session__activity__unit", "device").select_for_update(of=("self",))
    return _decide(list(rows.order_by("id")[:MOST_AT_A_TIME]), verdict, by, now)


@transaction.atomic
def decide_quarantined(*, entry_id: UUID, verdict: Verdict, by: Actor, now: datetime) -> QuarantinedEntry:
    """`decide_group` for one entry, whatever activity it is of.

    The same decision again changes nothing. Raises NotFound, Invalid, and Conflict for another decision.
    """
    row = QuarantinedEntry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if row is None or not _may_decide(row, by):
        raise NotFound("quarantined", _("没有找到这一条。"))
    wanted = QuarantineState.COUNTED if verdict.counts else QuarantineState.DISCARDED
    if row.state == wanted:
        return row
    if row.state != QuarantineState.WAITING:
        raise Conflict("quarantine_decided", _("这一条已经办理过了。"))
    outcome = _decide([row], verdict, by, now)
    for sentence in outcome.left:
        raise Invalid("still_not_countable", sentence, fields={"count": [sentence]})
    row.refresh_from_db()
    return row


def _hold_devices(device_ids: Iterable[int | None]) -> None:
    """Hold devices as their batches do, which then ask for rows: the other way round two would wait in a ring."""
    for device_id in sorted(one for one in device_ids if one is not None):
        fetch("SELECT pg_advisory_xact_lock(%(room)s, %(device)s)", {"room": ROOM, "device": device_id % 2**31})


def _may_decide(row: QuarantinedEntry, by: Actor) -> bool:
    """The session's keepers; where no session is known, those of the device's activities."""
    if row.session is not None:
        return can_edit_activity(by, row.session.activity)
    if row.device is None:
        return by.sees_all
    return any(can_edit_activity(by, one) for one in row.device.activities.select_related("unit"))


def _decide(rows: Sequence[QuarantinedEntry], verdict: Verdict, by: Actor, now: datetime) -> Outcome:
    reason = reason_of(verdict.reason) if not verdict.counts or verdict.reason else ""
    if not verdict.counts:
        _settle(rows, QuarantineState.DISCARDED, reason, by, now)
        return Outcome(settled=len(rows))
    wrong = why_no_verdict(verdict)
    if wrong is not None:
        raise wrong
    found, left = believed(rows, verdict, by, now)
    outcome = Outcome(left=left)
    # Before they are counted: what waits is answered as waiting.
    _settle([one.row for one in found], QuarantineState.COUNTED, reason, by, now)
    for _source, same in groupby(sorted(found, key=_source_of), key=_source_of):
        together = list(same)
        for start in range(0, len(together), MOST_ENTRIES):
            _count(together[start : start + MOST_ENTRIES], by, now, outcome)
    return outcome


def _source_of(one: Believed) -> tuple[int, int]:
    return one.row.device_id or 0, one.row.clock_offset


def _settle(rows: Sequence[QuarantinedEntry], state: QuarantineState, reason: str, by: Actor, now: datetime) -> None:
    QuarantinedEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, reason=reason, decided_at=now, decided_by_id=by.user_id
    )


def _count(together: Sequence[Believed], by: Actor, now: datetime, outcome: Outcome) -> None:
    """Entries of one device and offset into the ledger; what it still refuses waits on."""
    first = together[0].row
    source = Source(
        now=now,
        device_id=first.device_id,
        actor_id=by.user_id,
        activities=frozenset(one.activity_id for one in together),
        offset=timedelta(seconds=first.clock_offset),
        undoes_all=True,
        decided=True,
    )
    answers = record_checkins(given=[(one.entry, one.row.sent) for one in together], source=source)
    refused = []
    for one, answer in zip(together, answers, strict=True):
        if answer.status is Status.QUARANTINED:
            refused.append(one.row.pk)
            outcome.left[str(answer.code.sentence) if answer.code else Code.BAD_ENTRY] += 1
            continue
        outcome.settled += 1
        outcome.again += answer.status is Status.DUPLICATE
        outcome.people += one.entry.count if answer.status is Status.ACCEPTED else 0
    waiting = {"state": QuarantineState.WAITING, "reason": "", "decided_at": None, "decided_by": None}
    QuarantinedEntry.objects.filter(pk__in=refused).update(**waiting)


__all__ = ["Chosen", "Outcome", "Verdict", "decide_group", "decide_quarantined"]
