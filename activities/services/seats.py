"""Places of a session: counted and given under the lock of its row, first come first served."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from activities.models import Registration, RegistrationState, Session
from activities.models.registration import HOLDING
from activities.registering import moved_up, offer_ends
from core.errors import NotFound
from core.outbox import record

SEALED = ("name", "phone", "answers")  # not needed for places, and a key that is gone must not stop them


def locked_session(session_id: int) -> Session:
    """A public session with its activity, locked. Raises NotFound."""
    found = (
        Session.objects.public()
        .select_for_update(of=("self",))
        .select_related("activity__unit")
        .filter(pk=session_id)
        .first()
    )
    if found is None:
        raise NotFound("session", _("没有找到这个场次。"))
    return found


def locked_registration(registration_id: int) -> tuple[Session, Registration]:
    """A registration with its session, the session locked first. Raises NotFound."""
    session_id = Registration.objects.filter(pk=registration_id).values_list("session_id", flat=True).first()
    if session_id is None:
        raise NotFound("registration", _("没有找到这个报名。"))
    session = locked_session(session_id)
    return session, Registration.objects.select_for_update().defer(*SEALED).get(pk=registration_id)


def take(session: Session, registration: Registration) -> None:
    """Count a new registration's people; the caller holds the session's lock."""
    if registration.state in HOLDING:
        session.seats_taken += registration.people
        session.save(update_fields=["seats_taken"])


def move(session: Session, registration: Registration, state: RegistrationState, now: datetime, **more: Any) -> None:
    """Give a registration another state and count its places; the caller holds the session's lock."""
    held, holds = registration.state in HOLDING, state in HOLDING
    if held != holds:
        session.seats_taken += registration.people if holds else -registration.people
        session.save(update_fields=["seats_taken"])
    values = {"offered_until": None, **more, "state": state, "decided_at": now}
    for name, value in values.items():
        setattr(registration, name, value)
    registration.save(update_fields=list(values))


def move_up(session: Session, now: datetime) -> list[int]:
    """Offer free places to who waits, in order; the caller holds the session's lock."""
    if session.cancelled_at is not None or session.activity.status != "published" or now >= session.starts_at:
        return []
    free = None if session.capacity is None else session.capacity - session.seats_taken
    waiting = list(session.registrations.waiting().select_for_update().defer(*SEALED))
    found = moved_up([(row.pk, row.people) for row in waiting], free)
    for registration in waiting[: len(found)]:
        offer(session, registration, now)
    return found


def offer(session: Session, registration: Registration, now: datetime) -> None:
    """Hold places for who waits until they confirm; the caller holds the session's lock."""
    until = offer_ends(now, session.starts_at)
    move(session, registration, RegistrationState.OFFERED, now, offered_until=until)
    record("registration.offered", registration=registration.pk)


@transaction.atomic
def expire_offers(*, session_id: int, now: datetime) -> int:
    """End a session's offers whose time is over and move the next up; returns how many ended."""
    session = locked_session(session_id)
    rows = list(session.registrations.overdue(now).select_for_update().defer(*SEALED).order_by("pk"))
    for registration in rows:
        move(session, registration, RegistrationState.EXPIRED, now)
        record("registration.expired", registration=registration.pk)
    move_up(session, now)
    return len(rows)


def expire_offers_everywhere(*, now: datetime, most: int = 200) -> int:
    """`expire_offers` for sessions with ended offers, or with both free places and people who wait.

    At most `most` sessions, the soonest first; returns how many offers ended.
    """
    ended = Q(registrations__state=RegistrationState.OFFERED, registrations__offered_until__lte=now)
    waited_for = Q(registrations__state=RegistrationState.WAITING, starts_at__gt=now) & (
        Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
    )
    found = Session.objects.public().filter(ended | waited_for & Q(cancelled_at=None))
    ids = found.order_by("starts_at", "pk").values_list("pk", flat=True).distinct()[:most]
    return sum(expire_offers(session_id=session_id, now=now) for session_id in list(ids))
