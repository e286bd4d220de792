"""Promise 20, for phones: planted numbers are in no table, log, counter, session, address or page."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client

from accounts.models import Phone
from core.sms import MemorySms

PEOPLE = 40
NUMBERS = [f"138{place:04}{9999 - place:04}" for place in range(PEOPLE)]


def tables() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, bytes shown as far as they are letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                "SELECT column_name, data_type FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s AND data_type <> 'USER-DEFINED'",
                [table],
            )
            shown = [
                f"encode(\"{name}\", 'escape')" if kind == "bytea" else f'"{name}"::text'
                for name, kind in cursor.fetchall()
            ]
            cursor.execute(f"SELECT concat_ws(' ', {', '.join(shown)}) FROM \"{table}\"")
            for (row,) in cursor.fetchall():
                yield table, row


def in_redis(url: str) -> Iterator[str]:
    """Every key and value that Redis holds."""
    client = redis.Redis.from_url(url)
    for key in client.keys("*"):
        yield key.decode(errors="replace")
        kind = client.type(key)
        value = client.get(key) if kind == b"string" else client.hgetall(key) if kind == b"hash" else b""
        yield str(value)


def journey(number: str) -> tuple[list[str], list[str]]:
    """A whole sign-in with mistakes on the way; the addresses and pages that came back."""
    client = Client(raise_request_exception=False)
    steps = [
        ("/accounts/login/", {"login": number, "password": "not the password"}),
        ("/accounts/phone/", {"number": number}),
        ("/accounts/phone/", {"number": number, "consent": "on"}),
        ("/accounts/phone/again/", {}),
        ("/accounts/phone/code/", {"code": "12345"}),
    ]
    responses = [client.post(address, data) for address, data in steps]
    responses.append(client.get("/accounts/phone/code/"))
    responses.append(client.post("/accounts/phone/code/", {"code": MemorySms.sent[-1].params["code"]}))
    responses += [client.get("/accounts/"), client.get("/accounts/2fa/"), client.get("/nothing-here/")]
    kept = [json.dumps(dict(client.session), default=str)]
    addresses = [response.get("Location", "") for response in responses]
    # A form shows what was typed into it until it is right; every page afterwards masks it.
    pages = [response.content.decode() for response in responses[5:]]
    return [*addresses, *kept], pages


@pytest.mark.django_db
def test_no_planted_number_is_found_anywhere(caplog: Any, capfd: Any, settings: Any) -> None:
    found_in: dict[str, list[str]] = {}
    with caplog.at_level(logging.DEBUG):
        for number in NUMBERS:
            told, pages = journey(number)
            found_in["addresses and sessions"] = found_in.get("addresses and sessions", []) + told
            found_in["pages"] = found_in.get("pages", []) + pages
    # SQL with its parameters is Django's debug log, which no installation has on.
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("django.db", "psycopg"))]
    found_in["logs"] = [*logged, *capfd.readouterr()]
    found_in["redis"] = list(in_redis(settings.REDIS_URL))
    found_in["tables"] = [row for _table, row in tables()]
    assert Phone.objects.count() == PEOPLE
    assert any("138****" in page for page in found_in["pages"]), "the pages do speak of numbers"
    for place, texts in found_in.items():
        assert texts, place
        whole = "\n".join(texts)
        assert not [number for number in NUMBERS if number in whole], place


@pytest.mark.django_db
def test_the_search_would_find_a_number_in_clear() -> None:
    """The saboteur: a number in an ordinary column, and one in a column of bytes."""
    from tests.conftest import make_user

    user = make_user("somebody", name=NUMBERS[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_phone (user_id, number, lookup, verified_at) VALUES (%s, %s, %s, now())",
            [user.pk, NUMBERS[1].encode(), b"x"],
        )
    whole = "\n".join(row for _table, row in tables())
    assert NUMBERS[0] in whole
    assert NUMBERS[1] in whole
