"""What a ticket shows, and whose it is."""

from datetime import datetime
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe

from activities.models import ActivityStatus, Registration, RegistrationState, Session
from activities.models.registration import OPEN
from activities.tickets import VALID_AFTER_END, Ticket, link_of, registration_of, signed
from activities.wording import moment_text, when_text, where_text
from core.geo import LonLat
from venues.models import Vocabulary
from venues.navigation import NavigationLink, navigation_links
from venues.selectors.vocabulary import words

MOST_WORDS = 20  # announcements on a ticket


def registration_by_token(token: str) -> Registration | None:
    """The registration that a link or a ticket leads to; what is sealed stays unread."""
    public_id = registration_of(token)
    if public_id is None:
        return None
    rows = Registration.objects.select_related("session__activity__unit", "session__venue", "session__activity__venue")
    return rows.defer("name", "phone", "answers").filter(public_id=public_id).first()


def ticket_of(registration: Registration) -> str:
    """The signed text that a scanner reads."""
    session = registration.session
    return signed(
        Ticket(
            registration=registration.public_id,
            session=session.public_id,
            people=registration.people,
            audience=registration.audience,
            expires_at=(session.ends_at + VALID_AFTER_END).replace(microsecond=0),
        )
    )


def qr_of(text: str) -> SafeString:
    """A text as a QR code in SVG, without a size of its own."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn by the library out of modules


def ways_to(session: Session) -> list[NavigationLink]:
    """Links that lead to a session's place; none where it has no position."""
    if session.point is None:
        return []
    return navigation_links(LonLat(session.point.x, session.point.y), where_text(session), session.address)


def ticket_page(registration: Registration, now: datetime) -> dict[str, Any]:
    """All that the page of a ticket says at a moment."""
    session, activity = registration.session, registration.session.activity
    is_off = session.cancelled_at is not None or activity.status == ActivityStatus.CANCELLED
    is_over = now >= session.ends_at
    is_offered = registration.state == RegistrationState.OFFERED
    until = registration.offered_until
    can_confirm = is_offered and until is not None and now < until and not is_off
    is_valid = registration.state == RegistrationState.CONFIRMED and not is_off and not is_over
    return {
        "registration": registration,
        "session": session,
        "activity": activity,
        "link": link_of(registration.public_id),
        "when": when_text(session.starts_at, session.ends_at),
        "first_when": when_text(session.first_starts_at, session.first_ends_at)
        if session.first_starts_at and session.first_ends_at
        else "",
        "where": where_text(session),
        "audience": words().term(Vocabulary.AUDIENCE, registration.audience),
        "state": registration.state,
        "is_off": is_off,
        "off_reason": session.cancel_reason or activity.cancel_reason,
        "is_over": is_over,
        "is_valid": is_valid,
        "qr": qr_of(ticket_of(registration)) if is_valid else "",
        "can_confirm": can_confirm,
        "confirm_until": moment_text(until) if can_confirm and until else "",
        "can_cancel": registration.state in OPEN and now < session.starts_at and not is_off,
        "ways": [] if is_off or is_over else ways_to(session),
        "announcements": session.announcements.all()[:MOST_WORDS],
    }
