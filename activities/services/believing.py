"""Entries that waited as facts for the ledger, once somebody says that they are to be believed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.checkins import FAR, MOST_AT_ONCE, Code, Entry, Flag, subject_of
from activities.models import CheckIn, Method, QuarantinedEntry, Registration, Session
from activities.models.registration import RegistrationState
from activities.permissions import can_edit_activity
from activities.selectors.vocabulary import known_words
from activities.services.serving import is_service
from activities.services.verdicts import Verdict, wrong
from core.errors import Sentence
from core.identifiers import is_public_id

TO_BE_SAID = frozenset(Method) - {Method.ONLINE, Method.HEADCOUNT}


@dataclass(frozen=True, slots=True)
class Believed:
    """A waiting row, and the entry that it becomes in an activity."""

    row: QuarantinedEntry
    entry: Entry
    activity_id: int


def believed(
    rows: Sequence[QuarantinedEntry], verdict: Verdict, by: Actor, now: datetime
) -> tuple[list[Believed], Counter[str]]:
    """The entries that rows become by a verdict, and how many can't, by why. A handful of queries, however many rows.

    Raises Invalid for a session that the actor does not keep.
    """
    chosen = _session(verdict.session, by) if verdict.session else None
    facts = _facts(rows)
    named, audiences = _named(rows), known_words().audiences
    found, left = [], Counter[str]()
    for row in rows:
        if is_service(row.sent):
            one: Believed | Sentence = _("志愿者的签到签退不计人次，请作废；时长在岗位页面补录。")
        elif row.undo_of is not None:
            one = _undoing(row, facts.get(row.undo_of), by, now)
        else:
            holder = named.get(_ticket(row))
            said = verdict.audience or _own_audience(row, audiences) or (holder.audience if holder is not None else "")
            one = _fact(row, replace(verdict, audience=said), chosen or row.session, holder, by)
        if isinstance(one, Believed):
            found.append(one)
        else:
            left[str(one)] += 1
    return found, left


def _session(public_id: str, by: Actor) -> Session:
    found = Session.objects.select_related("activity__unit").filter(public_id=public_id[:10]).first()
    if found is None or not can_edit_activity(by, found.activity):
        raise wrong("session", _("请选择计入哪一场。"))
    return found


def _facts(rows: Sequence[QuarantinedEntry]) -> dict[UUID, CheckIn]:
    """What the rows that are undoings would take back."""
    targets = [row.undo_of for row in rows if row.undo_of is not None]
    facts = CheckIn.objects.select_related("session__activity__unit").filter(undo_of=None, pk__in=targets)
    return {fact.pk: fact for fact in facts} if targets else {}


def _ticket(row: QuarantinedEntry) -> str:
    stated = row.sent.get("ticket")
    return stated if isinstance(stated, str) and is_public_id(stated) else ""


def _named(rows: Sequence[QuarantinedEntry]) -> dict[str, Registration]:
    """The registrations that rows name."""
    tickets = {_ticket(row) for row in rows} - {""}
    found = Registration.objects.filter(public_id__in=tickets).only("public_id", "session_id", "state", "audience")
    return {one.public_id: one for one in found} if tickets else {}


def _fact(
    row: QuarantinedEntry, verdict: Verdict, session: Session | None, holder: Registration | None, by: Actor
) -> Believed | Sentence:
    if session is None or not can_edit_activity(by, session.activity):
        return _("请选择计入哪一场。")
    count = verdict.count if verdict.count is not None else _own_count(row)
    if not verdict.audience:
        return _("请选择人群。")
    if count is None:
        return _("人数要是 1 到 100000。")
    offset = timedelta(seconds=row.clock_offset)
    moment, flags = _moment(row, session, offset)
    holds = holder is not None and (holder.session_id, holder.state) == (session.pk, RegistrationState.CONFIRMED)
    stated, method = _ticket(row), row.sent.get("method")
    entry = Entry(
        id=row.pk,
        session=session.public_id,
        method=Method(method) if method in TO_BE_SAID else Method.TURNSTILE,
        count=count,
        audience=verdict.audience,
        occurred_at=moment - offset,
        registration=stated if holds else "",
        subject=_subject(row, stated),
        flags=(*flags, *_flags(row)),
    )
    return Believed(row, entry, session.activity_id)


def _own_audience(row: QuarantinedEntry, audiences: Collection[str]) -> str:
    said: Any = row.sent.get("audience")
    return said if isinstance(said, str) and said in audiences else ""


def _own_count(row: QuarantinedEntry) -> int | None:
    said: Any = row.sent.get("count", 1)
    is_number = isinstance(said, int) and not isinstance(said, bool)
    return said if is_number and 1 <= said <= MOST_AT_ONCE else None


def _moment(row: QuarantinedEntry, session: Session, offset: timedelta) -> tuple[datetime, tuple[Flag, ...]]:
    """When it happened. Of a clock that is days off, the session says it; what was sent stays with the row."""
    moment = row.occurred_at + offset if row.occurred_at else row.received_at
    if session.starts_at - FAR <= moment <= session.ends_at + FAR:
        return moment, ()
    # Who decides says that these people were there; when, nobody knows better than the session.
    return min(max(row.received_at, session.starts_at), session.ends_at), (Flag.CLOCK,)


def _subject(row: QuarantinedEntry, stated: str) -> bytes | None:
    """Whoever holds the ticket of another session is the same person here, however often they show it."""
    if row.subject:
        return bytes(row.subject)
    return subject_of("registration", stated) if stated else None


def _flags(row: QuarantinedEntry) -> tuple[Flag, ...]:
    """What was odd besides: of one's own code what the page noted, never what a device says of itself."""
    said = str(row.sent.get("flags") or "").split(",") if row.device_id is None else []
    burst = (Flag.BURST,) if row.code == Code.BURST else ()
    return (*(Flag(one) for one in said if one in set(Flag)), *burst)


def _undoing(row: QuarantinedEntry, fact: CheckIn | None, by: Actor, now: datetime) -> Believed | Sentence:
    if fact is None or not can_edit_activity(by, fact.session.activity):
        return _("要撤销的签到还没有收到。")
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
    return Believed(row, entry, fact.session.activity_id)
