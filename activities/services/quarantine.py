"""Deciding on entries that could not be counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import FAR, MOST_AT_ONCE, Code, Entry, Flag, Status, subject_of
from activities.models import CheckIn, Method, QuarantinedEntry, QuarantineState, Registration, Session
from activities.models.registration import RegistrationState
from activities.permissions import can_edit_activity
from activities.selectors.vocabulary import known_words
from activities.services.ledger import Source, record_checkins
from activities.services.undoing import reason_of
from core.errors import Conflict, Invalid, NotFound, Sentence
from core.identifiers import is_public_id


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of an entry. To count it, state the session (its public id), audience and people."""

    counts: bool
    reason: str = ""
    session: str = ""
    audience: str = ""
    count: int = 0


@transaction.atomic
def decide_quarantined(*, entry_id: UUID, verdict: Verdict, by: Actor, now: datetime) -> QuarantinedEntry:
    """Count a waiting entry under its own id, so that a replay finds it, or discard it with a reason.

    The same decision again changes nothing. Raises NotFound, Invalid, and Conflict for another decision.
    """
    row = QuarantinedEntry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if row is None or not _may_decide(row, by):
        raise NotFound("quarantined", _("没有找到这一条。"))
    wanted = QuarantineState.COUNTED if verdict.counts else QuarantineState.DISCARDED
    if row.state == wanted:
        return row
    if verdict.counts and row.code == Code.NO_SERVICE:
        raise _wrong("count", _("志愿者的签到签退不计人次，请作废；时长在岗位页面补录。"))
    if row.state != QuarantineState.WAITING:
        raise Conflict("quarantine_decided", _("这一条已经办理过了。"))
    row.reason = reason_of(verdict.reason) if not verdict.counts or verdict.reason else ""
    row.state, row.decided_at, row.decided_by_id = wanted, now, by.user_id
    # Before it is counted: what waits is answered as waiting.
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    if verdict.counts:
        _count(row, verdict, by, now)
    return row


def _may_decide(row: QuarantinedEntry, by: Actor) -> bool:
    """The session's keepers; where no session is known, those of the device's activities."""
    if row.session is not None:
        return can_edit_activity(by, row.session.activity)
    if row.device is None:
        return by.sees_all
    return any(can_edit_activity(by, one) for one in row.device.activities.select_related("unit"))


def _count(row: QuarantinedEntry, verdict: Verdict, by: Actor, now: datetime) -> None:
    if row.undo_of is not None:
        entry, session = _undoing(row, by, now)
    else:
        session = _session(verdict.session, by)
        entry = _fact(row, verdict, session)
    source = Source(
        now=now,
        device_id=row.device_id,
        actor_id=by.user_id,
        activities=frozenset({session.activity_id}),
        offset=timedelta(seconds=row.clock_offset),
        undoes_all=True,
    )
    answer = record_checkins(given=[(entry, row.sent)], source=source)[0]
    if answer.status is Status.QUARANTINED:
        sentence = answer.code.sentence if answer.code else ""
        raise Invalid("still_not_countable", sentence, fields={"count": [sentence]})


def _session(public_id: str, by: Actor) -> Session:
    found = Session.objects.select_related("activity__unit").filter(public_id=public_id[:10]).first()
    if found is None or not can_edit_activity(by, found.activity):
        raise _wrong("session", _("请选择计入哪一场。"))
    return found


def _wrong(field: str, sentence: Sentence) -> Invalid:
    return Invalid("quarantine_verdict", sentence, fields={field: [sentence]})


def _fact(row: QuarantinedEntry, verdict: Verdict, session: Session) -> Entry:
    if verdict.audience not in known_words().audiences:
        raise _wrong("audience", _("请选择人群。"))
    if not 1 <= verdict.count <= MOST_AT_ONCE:
        raise _wrong("count", _("人数要是 1 到 100000。"))
    offset = timedelta(seconds=row.clock_offset)
    moment = row.occurred_at + offset if row.occurred_at else row.received_at
    flags: tuple[Flag, ...] = ()
    if not session.starts_at - FAR <= moment <= session.ends_at + FAR:
        # Who decides says that these people were there; when, nobody knows better than the session.
        moment, flags = min(max(row.received_at, session.starts_at), session.ends_at), (Flag.CLOCK,)
    stated = row.sent.get("ticket")
    stated = stated if isinstance(stated, str) and is_public_id(stated) else ""
    method = row.sent.get("method")
    return Entry(
        id=row.pk,
        session=session.public_id,
        method=Method(method) if method in set(Method) - {Method.ONLINE, Method.HEADCOUNT} else Method.TURNSTILE,
        count=verdict.count,
        audience=verdict.audience,
        occurred_at=moment - offset,
        registration=_registration(stated, session),
        # Whoever holds the ticket of another session is the same person here, however often they show it.
        subject=bytes(row.subject) if row.subject else subject_of("registration", stated) if stated else None,
        flags=flags,
    )


def _registration(stated: str, session: Session) -> str:
    """The registration, where it is one of this session that holds."""
    rows = Registration.objects.filter(public_id=stated, session=session, state=RegistrationState.CONFIRMED)
    return stated if stated and rows.exists() else ""


def _undoing(row: QuarantinedEntry, by: Actor, now: datetime) -> tuple[Entry, Session]:
    facts = CheckIn.objects.select_related("session__activity__unit").filter(undo_of=None)
    fact = facts.filter(pk__in=[row.undo_of] if row.undo_of else []).first()
    if fact is None or not can_edit_activity(by, fact.session.activity):
        raise _wrong("count", _("要撤销的签到还没有收到。"))
    entry = Entry(
        id=row.pk,
        session=fact.session.public_id,
        method=Method(fact.method),
        count=1,
        audience="",
        occurred_at=row.occurred_at or now,
        undo_of=fact.pk,
        reason=str(row.sent.get("reason") or row.reason or _("补办撤销"))[:200],
    )
    return entry, fact.session
