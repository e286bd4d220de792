"""Database or Redis away: told at once, nothing asked in vain, and nobody signed out."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from core.database.base import Away, DatabaseWrapper
from tests.conftest import client_of


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement fails as it does when the server has gone; what was tried is listed."""
    tried: list[str] = []

    def execute(self: Any, statement: str, params: Any = None) -> None:
        tried.append(statement)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", execute)
    monkeypatch.setattr("core.versions._memo.values", {})
    return tried


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/en/", "/activities/", "/venues/0000000000/", "/static/none.js", "/accounts/login/"]
)
def test_a_page_says_that_it_is_back_soon(gone: list[str], address: str) -> None:
    page = Client(raise_request_exception=False).get(address)
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert "503" in page.content.decode()
    assert len(gone) == 1, "the page of the outage asks nothing"


@pytest.mark.django_db
def test_a_program_gets_a_problem(gone: list[str]) -> None:
    reply = Client(raise_request_exception=False).get("/api/v1/venues/")
    assert reply.status_code == 503
    assert reply.json()["code"] == "unavailable"
    assert reply["Retry-After"] == "30"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/robots.txt", "/healthz", "/scan/", "/scan/sw.js", "/kiosk/sw.js", "/manifest.webmanifest"]
)
def test_what_needs_no_database_goes_on(gone: list[str], address: str) -> None:
    assert Client().get(address).status_code == 200
    assert gone == []


class Unreachable(DatabaseWrapper):
    """An engine whose server is away; counts how often it was asked."""

    asked = 0


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Any:
    def connect(self: Any, params: Any) -> None:
        Unreachable.asked += 1
        raise self.Database.OperationalError("connection refused")

    monkeypatch.setattr("django.contrib.gis.db.backends.postgis.base.DatabaseWrapper.get_new_connection", connect)
    monkeypatch.setattr(DatabaseWrapper, "away_until", 0.0)
    Unreachable.asked = 0
    return Unreachable(connection.settings_dict)


def test_a_database_that_is_away_is_asked_once_a_second(unreachable: Any) -> None:
    with pytest.raises(unreachable.Database.OperationalError, match="refused"):
        unreachable.get_new_connection({})
    for _request in range(100):
        with pytest.raises(Away):
            unreachable.get_new_connection({})
    assert Unreachable.asked == 1


def test_it_is_asked_again_after_the_pause(unreachable: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(unreachable.Database.OperationalError):
        unreachable.get_new_connection({})
    later = time.monotonic() + 2
    monkeypatch.setattr("time.monotonic", lambda: later)
    with pytest.raises(unreachable.Database.OperationalError, match="refused"):
        unreachable.get_new_connection({})
    assert Unreachable.asked == 2


@pytest.fixture
def no_redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def away(*_: Any, **__: Any) -> None:
        raise RedisAway("away")

    for name in ("get", "set", "add", "delete", "touch", "incr", "has_key", "get_many", "set_many", "delete_many"):
        monkeypatch.setattr(f"django.core.cache.backends.redis.RedisCache.{name}", away)
    caches["default"].paused_until = 0.0  # type: ignore[attr-defined]
    yield
    caches["default"].paused_until = 0.0  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_who_is_signed_in_stays_so_without_redis(no_redis: None, people: dict[str, User | None]) -> None:
    assert client_of(people["office"]).get("/workspace/").status_code == 200


@pytest.mark.django_db
def test_one_signs_in_without_redis(no_redis: None, people: dict[str, User | None]) -> None:
    client = Client()
    signed = client.post("/accounts/login/", {"login": "member", "password": "a long enough password"})
    assert signed.status_code == 302
    assert "_auth_user_id" in client.session


def test_the_cache_remembers_for_itself_meanwhile(no_redis: None) -> None:
    cache = caches["default"]
    cache.set("one", 1, 30)
    assert cache.get("one") == 1
    assert cache.add("one", 2) is False
    assert cache.incr("one") == 2
    cache.delete("one")
    assert cache.get("one") is None
