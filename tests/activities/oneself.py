"""What the tests of checking in by oneself share: a clock that is set by hand, and the form that a code opens."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.test import Client

from activities.codes import poster_code, screen_code
from activities.models import CheckIn, Session

PERMIT = re.compile(r'name="permit" value="([^"]+)"')


class Clock:
    """The moment that views are told."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **time: float) -> None:
        self.moment += timedelta(**time)


def address(session: Session, clock: Clock, kind: str = "screen") -> str:
    code = screen_code(session.public_id, clock()) if kind == "screen" else poster_code(session.public_id)
    return f"/c/{code}"


def permit_on(page: Any) -> str:
    found = PERMIT.search(page.content.decode())
    assert found is not None, page.content.decode()
    return found[1]


def fill(client: Client, url: str, people: int | str = 3, audience: str = "youth", **more: str) -> dict[str, Any]:
    return {"permit": permit_on(client.get(url)), "people": people, "audience": audience, **more}


def total(session: Session) -> int:
    return CheckIn.objects.filter(session=session).aggregate(n=Sum("count"))["n"] or 0
