"""What the tests of registrations share."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.permissions import VISITOR, Actor
from activities.models import Registration, Session
from activities.registering import RegistrationRequest
from activities.services import register
from core.models import OutboxMessage
from core.outbox import relay

AUDIENCES = frozenset({"residents", "youth"})
ASKED = RegistrationRequest("测试人", "13800000000", people=1, audience="residents", consent=True)


def phone(number: int) -> str:
    return f"138{number:08d}"


def ask(
    session: Session, number: int, people: int = 1, *, now: datetime, by: Actor = VISITOR, **more: Any
) -> Registration:
    """Register a party under the phone with a number."""
    request = replace(ASKED, phone=phone(number), people=people, **more)
    return register(session_id=session.pk, request=request, audiences=AUDIENCES, by=by, now=now)[0]


def deliver_all(now: datetime) -> None:
    """Let the outbox run until nothing is due."""
    while relay(now):
        pass


def dead() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.dead())


def form(number: int = 1, **more: str) -> dict[str, str]:
    """A form as a browser sends it."""
    from accounts.rules import PRIVACY_NOTICE

    return {
        "name": "测试人",
        "phone": phone(number),
        "people": "1",
        "audience": "residents",
        "age_band": "18_59",
        "consent": "on",
        "notice": PRIVACY_NOTICE,
        **more,
    }
