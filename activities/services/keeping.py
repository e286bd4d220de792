"""What an activity's keepers do with its registrations. Every look at personal data is written down."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import AccessKind, Announcement, PersonalDataAccess, Registration, RegistrationState, Session
from activities.models.registration import OPEN
from activities.permissions import can_edit_activity
from activities.services.seats import locked_registration, locked_session, move, move_up, offer
from core.errors import Conflict, Invalid, NotFound
from core.outbox import record

LONGEST_REASON = 200
LONGEST_ANNOUNCEMENT = 300
SHORTEST_PURPOSE, LONGEST_PURPOSE = 4, 200


def _kept(registration_id: int, by: Actor) -> tuple[Session, Registration]:
    session, registration = locked_registration(registration_id)
    if not can_edit_activity(by, session.activity):
        raise NotFound("registration", _("没有找到这个报名。"))
    return session, registration


def _moved_on(registration: Registration) -> Conflict:
    return Conflict("registration_moved_on", _("这个报名已经办理过了。"), state=registration.state)


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("请写明理由，最多 %(longest)d 个字。") % {"longest": LONGEST_REASON}
        raise Invalid("reason", sentence, fields={"reason": [sentence]})
    return reason


@transaction.atomic
def decide_registration(
    *, registration_id: int, accept: bool, reason: str = "", by: Actor, now: datetime
) -> Registration:
    """Accept a pending registration, or decline it with a reason. Raises NotFound, Conflict, Invalid."""
    session, registration = _kept(registration_id, by)
    wanted = RegistrationState.CONFIRMED if accept else RegistrationState.DECLINED
    if registration.state == wanted:
        return registration
    if registration.state != RegistrationState.PENDING:
        raise _moved_on(registration)
    move(session, registration, wanted, now, reason="" if accept else _reason(reason))
    record("registration.decided", registration=registration.pk)
    move_up(session, now)
    return registration


@transaction.atomic
def withdraw_registration(*, registration_id: int, reason: str, by: Actor, now: datetime) -> Registration:
    """Cancel somebody's registration with a reason that they read. Raises NotFound, Invalid, Conflict."""
    session, registration = _kept(registration_id, by)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    if registration.state not in OPEN:
        raise _moved_on(registration)
    move(session, registration, RegistrationState.CANCELLED, now, reason=_reason(reason))
    record("registration.cancelled", registration=registration.pk)
    move_up(session, now)
    return registration


@transaction.atomic
def offer_place(*, registration_id: int, by: Actor, now: datetime) -> Registration:
    """Offer a free place to somebody who waits, out of turn. Raises NotFound, Conflict."""
    session, registration = _kept(registration_id, by)
    if registration.state == RegistrationState.OFFERED:
        return registration
    if registration.state != RegistrationState.WAITING or session.cancelled_at or now >= session.starts_at:
        raise _moved_on(registration)
    if session.capacity is not None and registration.people > session.capacity - session.seats_taken:
        free = session.capacity - session.seats_taken
        raise Conflict("no_room", _("只剩 %(free)d 个名额，不够这一组。可以先增加名额。") % {"free": free})
    offer(session, registration, now)
    return registration


@transaction.atomic
def announce(*, session_id: int, text: str, by: Actor, now: datetime) -> Announcement:
    """Tell everybody who is registered for a session something. The same text again is told once.

    Raises NotFound, Invalid, Conflict.
    """
    session = locked_session(session_id)
    if not can_edit_activity(by, session.activity):
        raise NotFound("session", _("没有找到这个场次。"))
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_ANNOUNCEMENT:
        sentence = _("请写明要告诉大家的话，最多 %(longest)d 个字。") % {"longest": LONGEST_ANNOUNCEMENT}
        raise Invalid("announcement", sentence, fields={"text": [sentence]})
    known = session.announcements.filter(text=words).first()
    if known is not None:
        return known
    made = Announcement.objects.create(session=session, text=words, by_id=by.user_id, created_at=now)
    record("announcement.made", announcement=made.pk)
    return made


@transaction.atomic
def note_access(
    *,
    kind: AccessKind,
    session: Session,
    rows: int,
    by: Actor,
    now: datetime,
    registration: Registration | None = None,
    purpose: str = "",
) -> PersonalDataAccess:
    """Write down that somebody is about to see personal data. Raises NotFound, Invalid without a purpose to export."""
    if by.user_id is None or not can_edit_activity(by, session.activity):
        raise NotFound("session", _("没有找到这个场次。"))
    said = " ".join(purpose.split())
    if kind is AccessKind.EXPORTED and not SHORTEST_PURPOSE <= len(said) <= LONGEST_PURPOSE:
        sentence = _("请写明导出的用途，%(shortest)d 到 %(longest)d 个字。") % {
            "shortest": SHORTEST_PURPOSE,
            "longest": LONGEST_PURPOSE,
        }
        raise Invalid("purpose", sentence, fields={"purpose": [sentence]})
    return PersonalDataAccess.objects.create(
        kind=kind, session=session, registration=registration, rows=rows, purpose=said, by_id=by.user_id, at=now
    )


def note_accesses(
    *, kind: AccessKind, counts: Sequence[tuple[Session, int]], by: Actor, now: datetime, purpose: str = ""
) -> None:
    """`note_access` for several sessions, all or none."""
    with transaction.atomic():
        for session, rows in counts:
            note_access(kind=kind, session=session, rows=rows, by=by, now=now, purpose=purpose)
