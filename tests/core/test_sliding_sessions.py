"""What somebody does renews the session, with one write in half of its length."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from core.web import sessions
from tests.conftest import client_of

HOURS_12 = 12 * 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    settings.SESSION_COOKIE_AGE = HOURS_12
    start = timezone.now()

    def at(**after: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: start + timedelta(**after))

    at()
    return at


def signed_in(people: dict[str, User | None]) -> Any:
    client = client_of(people["office"])
    session = client.session
    session[sessions.SAVED_AT] = timezone.now().timestamp()
    session.save()
    return client


def expiry(client: Any) -> Any:
    return Session.objects.get(pk=client.session.session_key).expire_date


def test_work_after_half_of_the_time_renews_the_session(people: dict[str, User | None], clock: Any) -> None:
    client = signed_in(people)
    first = expiry(client)
    clock(hours=5)
    client.get("/workspace/notices/")
    assert expiry(client) == first
    clock(hours=7)
    client.get("/workspace/notices/")
    assert expiry(client) == first + timedelta(hours=7)
    clock(hours=18)
    assert client.get("/workspace/notices/").status_code == 200


def test_what_a_page_asks_by_itself_renews_nothing(people: dict[str, User | None], clock: Any) -> None:
    client = signed_in(people)
    first = expiry(client)
    clock(hours=7)
    client.get("/workspace/notices/", HTTP_SEC_FETCH_DEST="empty")
    assert expiry(client) == first
