"""Promise 20, for registrants: what they state is in no table, log, counter, address or page of others."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Registration, Session
from activities.tickets import link_of
from core.sms import MemorySms
from tests.accounts.test_personal_data import in_redis, tables
from tests.activities.registering import deliver_all, form, phone

PEOPLE = 30
NUMBERS = [phone(number * 7919 % 10**8) for number in range(1, PEOPLE + 1)]
NAMES = [f"种子姓名{number:03}号" for number in range(PEOPLE)]
ANSWERS = [f"种子回答{number:03}号" for number in range(PEOPLE)]


def planted() -> list[str]:
    return [*NUMBERS, *NAMES, *ANSWERS]


@pytest.fixture
def address(session: Session) -> str:
    starts = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2), capacity=20)
    question = {"key": "q1", "label": "怎么来？", "required": True}
    Activity.objects.filter(pk=session.activity_id).update(questions=[question])
    return f"/activities/{session.activity.public_id}/register/{session.public_id}/"


def journey(address: str, place: int) -> tuple[list[str], list[str]]:
    """A whole registration with a mistake on the way and a cancellation; addresses, and pages that came back."""
    client, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
    data = {**form(), "phone": NUMBERS[place], "name": NAMES[place], "accepts_waiting": "on"}
    answers = [client.post(address, data), client.post(address, {**data, "answer-q1": ANSWERS[place]})]
    link = answers[-1]["Location"]
    again = stranger.post(address, {**data, "name": "别人", "answer-q1": "别的"})
    pages = [again, stranger.get(link), stranger.get(address), stranger.get(f"{link}calendar.ics")]
    if place % 3 == 0:
        pages.append(client.post(f"{link}cancel/", follow=True))
    kept = [json.dumps(dict(one.session), default=str) for one in (client, stranger)]
    return [link, *kept], [page.content.decode() for page in pages]


@pytest.mark.django_db
def test_no_planted_value_is_found_anywhere(address: str, caplog: Any, capfd: Any, settings: Any) -> None:
    found: dict[str, list[str]] = {"addresses and sessions": [], "pages of others": []}
    with caplog.at_level(logging.DEBUG):
        for place in range(PEOPLE):
            told, pages = journey(address, place)
            found["addresses and sessions"] += told
            found["pages of others"] += pages
        deliver_all(timezone.now() + timedelta(hours=1))
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("django.db", "psycopg"))]
    found["logs"] = [*logged, *capfd.readouterr()]
    found["redis"] = list(in_redis(settings.REDIS_URL))
    found["tables"] = [row for _table, row in tables()]
    assert Registration.objects.count() == PEOPLE
    assert MemorySms.sent, "messages did go out"
    for place, texts in found.items():
        assert texts, place
        whole = "\n".join(texts)
        assert not [value for value in planted() if value in whole], place
    links = [link_of(row.public_id).partition("-")[2] for row in Registration.objects.all()]
    assert not [mac for mac in links if mac in "\n".join(logged)], "who reads the log could open tickets"


@pytest.mark.django_db
def test_the_search_would_find_a_name_in_clear(address: str) -> None:
    """The saboteur: a name in a column that is meant to be sealed."""
    journey(address, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_registration SET group_name = %s", [NAMES[0]])
    assert NAMES[0] in "\n".join(row for _table, row in tables())
