"""Volunteers and positions for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid6

from accounts.models import Phone, User
from accounts.permissions import SYSTEM, Actor
from accounts.services.members import number_key
from activities.models import Session
from portal.demonstration.volunteers import demonstration_id
from volunteers.facts import VolunteerFacts
from volunteers.models import Application, Position, SignKind, Volunteer
from volunteers.rules import PositionFacts
from volunteers.services.applications import apply, decide_application
from volunteers.services.positions import save_position
from volunteers.services.signing import record_signs
from volunteers.services.volunteers import save_volunteer
from volunteers.signs import Sign, SignAnswer, SignSource

HOUR = timedelta(hours=1)


def facts(number: int, **more: Any) -> VolunteerFacts:
    said: dict[str, Any] = {
        "name": f"测试甲{number}",
        "id_type": "resident",
        "id_number": demonstration_id("19900102", number),
        "county": "450202",
        "groups": ("university",),
        "skills": ("guiding",),
        "consent": True,
    }
    return VolunteerFacts(**said | more)


def with_phone(number: int, now: datetime) -> User:
    user = User.objects.create(username=f"volunteer-{number}")
    text = f"139{number:08d}"
    Phone.objects.create(user=user, number=text, lookup=number_key(text), verified_at=now)
    return user


def a_volunteer(number: int, now: datetime, **more: Any) -> Volunteer:
    user = with_phone(number, now)
    return save_volunteer(facts=facts(number, **more), by=Actor(user_id=user.pk), now=now)


def a_position(session: Session, now: datetime, **more: Any) -> Position:
    said: dict[str, Any] = {
        "title": "讲解员",
        "places": 2,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
    return save_position(facts=PositionFacts(**said | more), session_id=session.pk, by=SYSTEM, now=now)


def accepted(position: Position, volunteer: Volunteer, now: datetime) -> Application:
    row = apply(position_id=position.pk, volunteer=volunteer, now=now)
    return decide_application(application_id=row.pk, accept=True, by=SYSTEM, now=now)


def sign(row: Application, kind: str, moment: datetime, *, own: UUID | None = None, **source: Any) -> SignAnswer:
    said = Sign(own or uuid6.uuid7(), row.public_id, SignKind(kind), moment)
    (answer,) = record_signs(signs=[said], source=SignSource(**{"now": moment} | source))
    return answer
