"""Writing registrations. The session's row is locked first: places are counted and given under its lock."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.facts import Question, RegistrationMode
from activities.models import Registration, RegistrationState, Session
from activities.models.registration import HOLDING, OPEN
from activities.permissions import can_edit_activity
from activities.registering import (
    RegistrationRequest,
    SessionTerms,
    moved_up,
    offer_ends,
    state_of_a_new,
    what_is_wrong,
    why_closed,
)
from core.crypto import lookup
from core.errors import Conflict, Invalid, NotFound, Refused
from core.outbox import record

CONTACT = "activities.registration.contact"
NOTICE = "2026-11"  # the version of the privacy notice that registrants agree to


def contact_of(phone: str) -> bytes:
    """The look-up of a registrant's phone."""
    return lookup(phone, CONTACT)


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


def terms_of(session: Session, audiences: frozenset[str]) -> SessionTerms:
    """What a session asks now; one query for the waiting list."""
    activity = session.activity
    waiting = session.registrations.waiting().aggregate(people=Sum("people"))["people"] or 0
    return SessionTerms(
        mode=RegistrationMode(activity.registration),
        starts_at=session.starts_at,
        closes_at=session.starts_at - timedelta(minutes=activity.closes_minutes),
        live=session.cancelled_at is None and activity.status == "published",
        capacity=session.capacity,
        taken=session.seats_taken,
        waiting=waiting,
        party_max=activity.party_max,
        questions=[Question(**question) for question in activity.questions],
        audiences=audiences,
    )


@transaction.atomic
def register(
    *, session_id: int, request: RegistrationRequest, audiences: frozenset[str], by: Actor, now: datetime
) -> Registration:
    """Take places for a party, or put it on the waiting list.

    The same phone asking again for a session gets the registration that it has. Raises Invalid by
    field, Refused where registration is closed, NotFound.
    """
    session = locked_session(session_id)
    known = session.registrations.filter(contact=contact_of(request.phone), state__in=[s.value for s in OPEN]).first()
    if known is not None:
        return known
    terms = terms_of(session, audiences)
    closed = why_closed(terms, now)
    if closed is not None:
        raise Refused("registration_closed", closed)
    wrong = what_is_wrong(request, terms, is_group=bool(request.group_name))
    if wrong:
        raise Invalid("registration_invalid", next(iter(wrong.values()))[0], fields=wrong)
    registration = Registration.objects.create(
        session=session, state=state_of_a_new(request, terms), user_id=by.user_id, **_columns(request, now)
    )
    _take(session, registration)
    record("registration.made", registration=registration.pk)
    return registration


def _columns(request: RegistrationRequest, now: datetime) -> dict[str, Any]:
    return {
        "people": request.people,
        "audience": request.audience,
        "age_band": request.age_band,
        "name": request.name.strip(),
        "phone": request.phone,
        "contact": contact_of(request.phone),
        "answers": json.dumps(request.answers, ensure_ascii=False) if request.answers else None,
        "group_name": request.group_name,
        "guardian_consent_at": now if request.guardian_consent else None,
        "notice": NOTICE,
        "language": get_language() or "zh-hans",
        "created_at": now,
    }


def _take(session: Session, registration: Registration) -> None:
    if registration.state in HOLDING:
        session.seats_taken += registration.people
        session.save(update_fields=["seats_taken"])


def _locked(registration_id: int) -> tuple[Session, Registration]:
    """A registration with its session, the session locked first."""
    known = Registration.objects.filter(pk=registration_id).first()
    if known is None:
        raise NotFound("registration", _("没有找到这个报名。"))
    session = locked_session(known.session_id)
    return session, Registration.objects.select_for_update().get(pk=registration_id)


def _move(session: Session, registration: Registration, state: RegistrationState, now: datetime, **more: Any) -> None:
    held, holds = registration.state in HOLDING, state in HOLDING
    if held != holds:
        session.seats_taken += registration.people if holds else -registration.people
        session.save(update_fields=["seats_taken"])
    registration.state = state
    registration.decided_at = now
    registration.offered_until = more.pop("offered_until", None)
    for name, value in more.items():
        setattr(registration, name, value)
    registration.save()


@transaction.atomic
def cancel_registration(*, registration_id: int, now: datetime) -> Registration:
    """Give places back; the waiting list moves up. The caller has shown the ticket or the account. Raises NotFound."""
    session, registration = _locked(registration_id)
    if registration.state in OPEN:
        _move(session, registration, RegistrationState.CANCELLED, now)
        record("registration.cancelled", registration=registration.pk)
        move_up(session, now)
    return registration


@transaction.atomic
def confirm_offer(*, registration_id: int, now: datetime) -> Registration:
    """Take an offered place. Raises Conflict where the offer has ended, NotFound."""
    session, registration = _locked(registration_id)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    if registration.state != RegistrationState.OFFERED or (
        registration.offered_until is not None and registration.offered_until <= now
    ):
        raise Conflict("offer_ended", _("这个名额的确认时间已过。"))
    _move(session, registration, RegistrationState.CONFIRMED, now)
    record("registration.confirmed", registration=registration.pk)
    return registration


@transaction.atomic
def decide_registration(
    *, registration_id: int, accept: bool, reason: str = "", by: Actor, now: datetime
) -> Registration:
    """An organizer's decision on a pending registration. Raises NotFound, Conflict."""
    session, registration = _locked(registration_id)
    if not can_edit_activity(by, session.activity):
        raise NotFound("registration", _("没有找到这个报名。"))
    wanted = RegistrationState.CONFIRMED if accept else RegistrationState.DECLINED
    if registration.state == wanted:
        return registration
    if registration.state != RegistrationState.PENDING:
        raise Conflict("registration_moved_on", _("这个报名已经办理过了。"), state=registration.state)
    _move(session, registration, wanted, now, reason=reason.strip()[:200])
    record("registration.decided", registration=registration.pk)
    move_up(session, now)
    return registration


def move_up(session: Session, now: datetime) -> list[int]:
    """Offer free places to who waits, in order; the caller holds the session's lock."""
    if session.cancelled_at is not None or now >= session.starts_at:
        return []
    free = None if session.capacity is None else session.capacity - session.seats_taken
    waiting = list(session.registrations.waiting().select_for_update())
    found = moved_up([(row.pk, row.people) for row in waiting], free)
    for registration in waiting[: len(found)]:
        _move(session, registration, RegistrationState.OFFERED, now, offered_until=offer_ends(now, session.starts_at))
        record("registration.offered", registration=registration.pk)
    return found


@transaction.atomic
def expire_offers(*, session_id: int, now: datetime) -> int:
    """End a session's offers whose time is over and move the next up; returns how many ended."""
    session = locked_session(session_id)
    rows = list(session.registrations.overdue(now).select_for_update().order_by("pk"))
    for registration in rows:
        _move(session, registration, RegistrationState.EXPIRED, now)
        record("registration.expired", registration=registration.pk)
    if rows:
        move_up(session, now)
    return len(rows)
