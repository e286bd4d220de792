"""What an account has signed up for."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from activities.models import CalendarKey, Registration, RegistrationState
from activities.models.registration import OPEN
from activities.services.members import calendar_lookup
from activities.tickets import link_of
from activities.wording import moment_text, when_text, where_text
from core.crypto import Unreadable

MOST_COMING, MOST_PAST, MOST_IN_FEED = 100, 50, 500


class SignedUp(NamedTuple):
    """A registration as a row of its owner's list."""

    registration: Registration
    link: str
    when: str
    where: str
    until: str
    is_off: bool


def _rows(rows: QuerySet[Registration]) -> list[SignedUp]:
    return [_row(row) for row in rows]


def _row(row: Registration) -> SignedUp:
    session = row.session
    return SignedUp(
        registration=row,
        link=link_of(row.public_id),
        when=when_text(session.starts_at, session.ends_at),
        where=where_text(session),
        until=moment_text(row.offered_until) if row.offered_until else "",
        is_off=session.cancelled_at is not None or session.activity.status == "cancelled",
    )


def signed_up(user_id: int, now: datetime) -> dict[str, Any]:
    """What an account has signed up for: what is to come, the soonest first, and what is past, the latest first."""
    own = Registration.objects.with_all_to_tell().filter(user_id=user_id)
    coming = own.filter(session__ends_at__gte=now).order_by("session__starts_at", "pk")
    past = own.filter(session__ends_at__lt=now).order_by("-session__starts_at", "-pk")
    return {"coming": _rows(coming[:MOST_COMING]), "past": _rows(past[:MOST_PAST])}


def calendar_key(user_id: int) -> str:
    """The random part of an account's calendar address; empty where it has none."""
    try:
        return CalendarKey.objects.filter(user_id=user_id).values_list("key", flat=True).first() or ""
    except Unreadable:
        return ""


def feed_of(key: str) -> list[Registration] | None:
    """The registrations in the calendar behind a key, the latest; None where there is no such calendar."""
    held = CalendarKey.objects.defer("key").filter(lookup=calendar_lookup(key), user__is_active=True).first()
    if held is None:
        return None
    shown = [state.value for state in OPEN - {RegistrationState.WAITING}]
    rows = Registration.objects.with_all_to_tell().filter(user_id=held.user_id, state__in=shown)
    return list(rows.order_by("-session__starts_at")[:MOST_IN_FEED])
