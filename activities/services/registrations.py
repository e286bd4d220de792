"""What registrants do. The session's row is locked first: places are counted and given under its lock."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Phone
from accounts.permissions import Actor
from accounts.rules import PRIVACY_NOTICE
from activities.facts import Question, RegistrationMode
from activities.models import Registration, RegistrationState, Session
from activities.models.registration import OPEN
from activities.registering import (
    RegistrationRequest,
    SessionTerms,
    state_of_a_new,
    what_is_wrong,
    why_closed,
)
from activities.services.seats import locked_registration, locked_session, move, move_up, take
from core.crypto import Unreadable, lookup
from core.errors import Conflict, Invalid, Refused
from core.outbox import record

CONTACT = "activities.registration.contact"
OPEN_STATES = [state.value for state in OPEN]


def contact_of(phone: str) -> bytes:
    """The look-up of a registrant's phone."""
    return lookup(phone, CONTACT)


def people_waiting(sessions: Collection[Session]) -> dict[int, int]:
    """How many people are on the waiting list of each session, one query; those without any are missing."""
    rows = Registration.objects.waiting().filter(session__in=sessions).order_by()
    return dict(rows.values_list("session").annotate(people=Sum("people")))


def terms_of(session: Session, audiences: frozenset[str], waiting: int | None = None) -> SessionTerms:
    """What a session asks now; one query for the waiting list, unless the caller knows how many wait."""
    activity = session.activity
    if waiting is None:
        waiting = people_waiting([session]).get(session.pk, 0)
    return SessionTerms(
        mode=RegistrationMode(activity.registration),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
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
) -> tuple[Registration, bool]:
    """Take places for a party, or put it on the waiting list; the registration, and whether it is new.

    The same phone asking again for a session gets the registration that it has: whom the caller
    may show it to is the caller's to know. Raises Invalid by field, Refused where registration is
    closed, Conflict where only the waiting list is left and the request doesn't accept it, NotFound.
    """
    session = locked_session(session_id)
    known = session.registrations.filter(contact=contact_of(request.phone), state__in=OPEN_STATES).first()
    if known is not None:
        return known, False
    terms = terms_of(session, audiences)
    closed = why_closed(terms, now)
    if closed is not None:
        raise Refused("registration_closed", closed)
    wrong = what_is_wrong(request, terms, is_group=bool(request.group_name))
    if wrong:
        raise Invalid("registration_invalid", next(iter(wrong.values()))[0], fields=wrong)
    state = state_of_a_new(request, terms)
    if state is RegistrationState.WAITING and not request.accepts_waiting:
        raise Conflict("waiting_list", _("名额不够了，只能进入候补名单。"), free=terms.free, waiting=terms.waiting)
    registration = Registration.objects.create(
        session=session, state=state, user_id=by.user_id, **_columns(request, now)
    )
    take(session, registration)
    record("registration.made", registration=registration.pk)
    return registration, True


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
        "notice": PRIVACY_NOTICE,
        "language": get_language() or "zh-hans",
        "created_at": now,
    }


@transaction.atomic
def cancel_registration(*, registration_id: int, now: datetime) -> Registration:
    """Give places back; the waiting list moves up. The caller has shown the ticket or the account.

    Raises NotFound, Conflict once the session has begun.
    """
    session, registration = locked_registration(registration_id)
    if registration.state not in OPEN:
        return registration
    if now >= session.starts_at:
        raise Conflict("session_begun", _("这一场已经开始，不能再取消。"))
    move(session, registration, RegistrationState.CANCELLED, now)
    record("registration.cancelled", registration=registration.pk)
    move_up(session, now)
    return registration


@transaction.atomic
def confirm_offer(*, registration_id: int, now: datetime) -> Registration:
    """Take an offered place. Raises Conflict where the offer has ended, NotFound."""
    session, registration = locked_registration(registration_id)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    if registration.state != RegistrationState.OFFERED or (
        registration.offered_until is not None and registration.offered_until <= now
    ):
        raise Conflict("offer_ended", _("这个名额的确认时间已过。"))
    move(session, registration, RegistrationState.CONFIRMED, now)
    record("registration.confirmed", registration=registration.pk)
    return registration


@transaction.atomic
def take_up_registrations(*, user_id: int) -> int:
    """Give an account the registrations that were made without one under its verified number; how many."""
    try:
        number = Phone.objects.filter(user_id=user_id).values_list("number", flat=True).first()
    except Unreadable:
        return 0
    if not number:
        return 0
    return Registration.objects.filter(contact=contact_of(number), user=None).update(user_id=user_id)
