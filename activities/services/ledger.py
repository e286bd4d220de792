"""Writing the ledger: one way for a scan, a batch, people's own codes, lists, head counts and imports.

A run of facts is one statement: judged, told from what is known already, inserted, and what can't
be counted laid aside. What two unique indexes refuse (the id, and one live row for a subject at a session) is a
duplicate, also when the other came in at the same instant; then it is looked at once more.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from activities.checkins import (
    FAR,
    MOST_ENTRIES,
    NEAR,
    Answer,
    Code,
    Entry,
    First,
    Status,
    Unreadable,
    as_kept,
    put_right,
)
from activities.models import QuarantinedEntry, QuarantineState, ScannerDevice, Session
from activities.services.ledgersql import EARLY_UNDOS, FACTS, UNDOS
from core.sql import Row, fetch

ROOM = 7_221_035  # of advisory locks: one a device
TRIES = 3  # each loser of a race sees the winner the next time


@dataclass(frozen=True, slots=True)
class Source:
    """Where entries come from. `activities` and `sessions` bound what a device may write; None is unbounded.

    `offset` is by how much its clock was measured to be behind. `undoes_all`: not only its own rows.
    """

    now: datetime
    device_id: int | None = None
    actor_id: int | None = None
    activities: frozenset[int] | None = None
    sessions: frozenset[int] | None = None
    offset: timedelta | None = None
    undoes_all: bool = False

    @property
    def offset_s(self) -> int:
        return round(self.offset.total_seconds()) if self.offset else 0


Given = tuple[Entry | Unreadable, Any]  # with what came in, of which `as_kept` is kept should it have to wait


@transaction.atomic
def record_checkins(*, given: Sequence[Given], source: Source) -> list[Answer]:
    """Take entries in, in the order of their ids; an answer for each, in the order given.

    An entry that comes again gets its first answer. Nothing is refused: what can't be counted waits
    in quarantine. At most MOST_ENTRIES.
    """
    assert len(given) <= MOST_ENTRIES
    answers: dict[int, Answer] = {}
    if source.device_id is not None:
        # A device's undoing must not overtake its fact on another connection.
        fetch("SELECT pg_advisory_xact_lock(%(room)s, %(device)s)", {"room": ROOM, "device": source.device_id % 2**31})
    readable = [(place, entry) for place, (entry, _kept) in enumerate(given) if isinstance(entry, Entry)]
    # Ids carry the device's own order, whatever order a line has made of it.
    readable.sort(key=lambda pair: (pair[1].id, pair[0]))
    for undoes, run in groupby(readable, key=lambda pair: pair[1].undo_of is not None):
        places = list(run)
        if undoes:
            answers |= _undo(places, given, source)
        else:
            answers |= _add(places, given, source)
    answers |= _lay_aside(given, source)
    return [answers[place] for place in range(len(given))]


def _add(places: Sequence[tuple[int, Entry]], given: Sequence[Given], source: Source) -> dict[int, Answer]:
    answers: dict[int, Answer] = {}
    waiting = [(place, put_right(entry, now=source.now, offset=source.offset)) for place, entry in places]
    for _try in range(TRIES):
        rows = fetch(FACTS, _columns(waiting, source))
        answers |= {row[0]: _answer(row) for row in rows if row[2]}
        waiting = [(place, entry) for place, entry in waiting if place not in answers]
        if not waiting:
            break
    assert not waiting, "a race that is lost has a winner to be seen"
    added = [answer.id for answer in answers.values() if answer.status is Status.ACCEPTED]
    _quarantine(answers, dict(places), given, source)
    _undo_at_last(added, source)
    return answers


def _columns(waiting: Iterable[tuple[int, Entry]], source: Source) -> dict[str, Any]:
    rows = list(waiting)
    return {
        "place": [place for place, _entry in rows],
        "id": [entry.id for _place, entry in rows],
        "session": [entry.session for _place, entry in rows],
        "registration": [entry.registration for _place, entry in rows],
        "subject": [entry.subject for _place, entry in rows],
        "count": [entry.count for _place, entry in rows],
        "audience": [entry.audience for _place, entry in rows],
        "method": [entry.method.value for _place, entry in rows],
        "occurred_at": [entry.occurred_at for _place, entry in rows],
        "evidence": [entry.evidence for _place, entry in rows],
        "flags": [",".join(entry.flags) for _place, entry in rows],
        **_common(source),
    }


def _common(source: Source) -> dict[str, Any]:
    return {
        "device": source.device_id,
        "actor": source.actor_id,
        "now": source.now,
        "offset": source.offset_s,
        "activities": None if source.activities is None else sorted(source.activities),
        "sessions": None if source.sessions is None else sorted(source.sessions),
        "far": FAR,
        "near": NEAR,
        "undoes_all": source.undoes_all,
    }


def _answer(row: Row) -> Answer:
    _place, own, status, code, first, moment, device = row
    return Answer(
        id=own,
        status=Status(status),
        code=Code(code) if code else None,
        first=First(first, moment, device or "") if first else None,
    )


def _undo(places: Sequence[tuple[int, Entry]], given: Sequence[Given], source: Source) -> dict[int, Answer]:
    rows = fetch(
        UNDOS,
        {
            "place": [place for place, _entry in places],
            "id": [entry.id for _place, entry in places],
            "target": [entry.undo_of for _place, entry in places],
            "occurred_at": [
                put_right(entry, now=source.now, offset=source.offset).occurred_at for _place, entry in places
            ],
            "reason": [entry.reason for _place, entry in places],
            **_common(source),
        },
    )
    answers = {row[0]: _answer(row) for row in rows}
    _discard(answers, dict(places), source)
    _quarantine(answers, dict(places), given, source)
    return answers


def _discard(answers: dict[int, Answer], entries: dict[int, Entry], source: Source) -> None:
    """What waits in quarantine can be taken back too: by its own device or owner, without anybody's decision."""
    unknown = {
        entry.undo_of: place
        for place, entry in entries.items()
        if entry.undo_of is not None and answers[place].code is Code.UNKNOWN_TARGET
    }
    if not unknown:
        return
    own = Q(device=source.device_id)
    if source.device_id is not None:
        own |= Q(device__paired_by__in=ScannerDevice.objects.filter(pk=source.device_id).values("paired_by"))
    rows = QuarantinedEntry.objects.filter(
        own, pk__in=unknown, state__in=[QuarantineState.WAITING, QuarantineState.DISCARDED]
    )
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        place = unknown[row.pk]
        answers[place] = Answer(entries[place].id, Status.UNDONE)
        if row.state == QuarantineState.WAITING:
            row.state, row.reason, row.decided_at = QuarantineState.DISCARDED, entries[place].reason, source.now
            row.save(update_fields=["state", "reason", "decided_at"])


def _undo_at_last(added: Collection[Any], source: Source) -> None:
    """Undo what has just come in where its undoing came first."""
    early = [own for (own,) in fetch(EARLY_UNDOS, {"added": list(added)})] if added else []
    for row in QuarantinedEntry.objects.filter(pk__in=early).order_by("pk") if early else ():
        fetch(
            UNDOS,
            {
                "place": [0],
                "id": [row.id],
                "target": [row.undo_of],
                "occurred_at": [row.occurred_at or row.received_at],
                "reason": [str(row.sent.get("reason") or "")[:200]],
                **_common(source),
                "device": row.device_id,
                "actor": row.actor_id,
                "undoes_all": True,
            },
        )
        row.delete()


def _quarantine(answers: dict[int, Answer], entries: dict[int, Entry], given: Sequence[Given], source: Source) -> None:
    """Lay aside what can't be counted; what is there already stays as it was."""
    rows = [
        _waiting(entry.id, answers[place].code, entry.session, given[place][1], source, entry=entry)
        for place, entry in entries.items()
        if answers[place].status is Status.QUARANTINED
    ]
    _keep(rows)


def lay_aside(*, refused: Sequence[tuple[UUID, Code, str, Any]], source: Source) -> None:
    """Keep entries of another sort that can't be taken: id, why, the session's public id, what came in."""
    _keep(_waiting(own, code, session, sent, source) for own, code, session, sent in refused)


def _lay_aside(given: Sequence[Given], source: Source) -> dict[int, Answer]:
    """Answers for what can't be read, which is kept too."""
    unreadable = [(place, *pair) for place, pair in enumerate(given) if isinstance(pair[0], Unreadable)]
    _keep(
        _waiting(entry.id, entry.code, entry.session, sent, source)
        for _place, entry, sent in unreadable
        if isinstance(entry, Unreadable)
    )
    return {
        place: Answer(entry.id, Status.QUARANTINED, entry.code)
        for place, entry, _kept in unreadable
        if isinstance(entry, Unreadable)
    }


def _waiting(
    own: UUID, code: Code | None, session: str, sent: Any, source: Source, entry: Entry | None = None
) -> dict[str, Any]:
    return {
        "id": own,
        "code": code or Code.BAD_ENTRY,
        "session": session,
        "sent": as_kept(sent),
        "undo_of": entry.undo_of if entry else None,
        "occurred_at": entry.occurred_at if entry else None,
        "received_at": source.now,
        "clock_offset": source.offset_s,
        "device_id": source.device_id,
        "actor_id": source.actor_id,
    }


def _keep(rows: Iterable[dict[str, Any]]) -> None:
    """What is there already stays as it was."""
    found = list(rows)
    if not found:
        return
    wanted = {row["session"] for row in found} - {""}
    sessions = dict(Session.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    QuarantinedEntry.objects.bulk_create(
        [QuarantinedEntry(session_id=sessions.get(row.pop("session")), **row) for row in found],
        ignore_conflicts=True,
    )
