"""People check in by themselves, and put right what they said. What is more than one person tells waits."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from activities.checkins import Answer, Code, Entry
from activities.models import CheckIn, Method, QuarantinedEntry, QuarantineState, Registration, Session
from activities.onsite import CORRECT_WITHIN, as_sent, why_wait
from activities.selectors.live import people_in
from activities.services.ledger import Source, let_wait, record_checkins
from core.errors import Conflict, Sentence
from core.sql import fetch

BY_CODES = frozenset({Method.SCREEN, Method.POSTER})
ROOM = 7_221_037  # of advisory locks: one a session


@transaction.atomic
def check_in_oneself(*, entry: Entry, is_burst: bool = False, now: datetime) -> Answer:
    """Write one party that came by a code. Who they are stays a keyed hash: no account is named as the actor.

    What is not believed without the organizer waits in quarantine, and moves no figure.
    """
    why = _why_wait(entry, is_burst=is_burst)
    if why is not None:
        return let_wait(entry=entry, code=why, sent=as_sent(entry), source=Source(now=now))
    return record_checkins(given=[(entry, as_sent(entry))], source=Source(now=now))[0]


def _why_wait(entry: Entry, *, is_burst: bool, already: int = 0) -> Code | None:
    """Whether an entry waits; `already` of its people are in, and will be taken back."""
    session = Session.objects.get(public_id=entry.session)
    if session.capacity is not None:  # two who come at once don't both take the last places
        fetch("SELECT pg_advisory_xact_lock(%(room)s, %(session)s)", {"room": ROOM, "session": session.pk % 2**31})
    live = CheckIn.objects.filter(session=session, undo_of=None, undone_by=None)
    if not already and (live.filter(subject=entry.subject).exists() or live.filter(pk=entry.id).exists()):
        return None  # is in, and is told so
    named = Registration.objects.filter(public_id=entry.registration or None, session=session)
    return why_wait(
        people=entry.count,
        registered=named.values_list("people", flat=True).first() or 0,
        inside=people_in(session) - already if session.capacity is not None else 0,
        capacity=session.capacity,
        is_burst=is_burst,
    )


@transaction.atomic
def correct_own_checkin(
    *, entry: Entry, target_id: UUID, undo_id: UUID, subjects: Collection[bytes], is_burst: bool = False, now: datetime
) -> Answer:
    """Take one's own check-in back and write what is right. The same again changes nothing.

    `undo_id` comes before the entry's id. Raises Conflict for what is not one's own, is too old, or would
    have to wait: what counts already is not taken out for it.
    """
    target = CheckIn.objects.filter(pk=target_id, session__public_id=entry.session, undo_of=None).first()
    is_own = target is not None and target.subject is not None and bytes(target.subject) in subjects
    if target is None or not is_own or target.method not in BY_CODES or target.device_id is not None:
        raise Conflict("not_yours", _("只能更正自己的签到，请找现场工作人员。"))
    if not CheckIn.objects.filter(pk=undo_id).exists():
        _require_recent(target.received_at, now)
        why = _why_wait(entry, is_burst=is_burst, already=target.count)
        if why is not None:
            raise Conflict(why, _waits(why))
    undo = Entry(
        id=undo_id,
        session=entry.session,
        method=entry.method,
        count=1,
        audience="",
        occurred_at=now,
        undo_of=target_id,
        reason=_("本人更正"),
    )
    given = [(one, as_sent(one)) for one in (undo, entry)]
    return record_checkins(given=given, source=Source(now=now))[1]


def _waits(why: Code) -> Sentence:
    return _("%(why)s原来的签到不变；这样多的人请告诉现场工作人员，由主办方确认。") % {"why": str(why.sentence)}


def _require_recent(received_at: datetime, now: datetime) -> None:
    if now > received_at + CORRECT_WITHIN:
        raise Conflict("too_late", _("签到十分钟以后不能自己更正，请找现场工作人员。"))


@transaction.atomic
def correct_own_waiting(
    *, entry: Entry, target_id: UUID, subjects: Collection[bytes], is_burst: bool = False, now: datetime
) -> Answer:
    """Put something else in the place of what one has said and nobody has decided on; that stays to be seen.

    Raises Conflict for what is not one's own, is too old, or has been decided on.
    """
    rows = QuarantinedEntry.objects.select_for_update().filter(pk=target_id, session__public_id=entry.session)
    target = rows.first()
    if target is None or target.subject is None or bytes(target.subject) not in subjects:
        raise Conflict("not_yours", _("只能更正自己的签到，请找现场工作人员。"))
    if target.state != QuarantineState.WAITING:
        raise Conflict("quarantine_decided", _("主办方已经办理过了，请找现场工作人员。"))
    _require_recent(target.received_at, now)
    target.state, target.reason, target.decided_at = QuarantineState.DISCARDED, _("本人更正"), now
    target.save(update_fields=["state", "reason", "decided_at"])
    return check_in_oneself(entry=entry, is_burst=is_burst, now=now)
