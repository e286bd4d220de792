"""Promise 20, for volunteers: who they are is in no table, log, counter, address or page of others."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.permissions import SYSTEM, Actor
from accounts.rules import PRIVACY_NOTICE
from portal.demonstration.volunteers import demonstration_id
from tests.accounts.test_personal_data import in_redis, tables
from tests.activities.registering import deliver_all
from tests.conftest import client_of
from tests.volunteers.people import sign, with_phone
from volunteers.models import Certificate, Position, ServiceRecord, Volunteer
from volunteers.rules import NOTICE
from volunteers.services.applications import decide_application
from volunteers.services.certificates import CertificateFacts, issue_certificate
from volunteers.services.hours import confirm_service, finalize_due

PEOPLE = 20
NAMES = [f"种子志愿{number:03}号" for number in range(PEOPLE)]
IDS = [demonstration_id("20150311" if number % 5 == 0 else "19910704", 100 + number) for number in range(PEOPLE)]
GUARDIANS = [f"种子监护{number:03}号" for number in range(PEOPLE)]
NUMBERS = [f"1370{number * 7919 % 10**7:07d}" for number in range(1, PEOPLE + 1)]
BIRTHS = ["2015-03-11", "1991-07-04"]


def planted() -> list[str]:
    return [*NAMES, *IDS, *GUARDIANS, *NUMBERS]


def journey(place: int, position: Position, now: datetime) -> tuple[list[str], list[str]]:
    """Signing up with a mistake on the way, applying, looking about; addresses, and pages of others."""
    client = client_of(with_phone(500 + place, now))
    said = {
        "name": NAMES[place],
        "id_type": "resident",
        "id_number": IDS[place],
        "county": "450202",
        "groups": ["university"],
        "guardian_name": GUARDIANS[place],
        "guardian_phone": NUMBERS[place],
        "guardian_consent": "on",
        "consent": "on",
        "notice": PRIVACY_NOTICE,
    }
    client.post("/volunteers/join/", {**said, "groups": []})
    answer = client.post("/volunteers/join/", said)
    volunteer = Volunteer.objects.order_by("-pk")[0]
    client.post(f"/volunteers/positions/{position.public_id}/apply/")
    stranger = Client()
    pages = [
        stranger.get("/volunteers/"),
        stranger.get(f"/volunteers/positions/{position.public_id}/"),
        stranger.get("/volunteers/notice/"),
    ]
    kept = json.dumps(dict(client.session), default=str)
    return [answer["Location"], kept, str(volunteer)], [page.content.decode() for page in pages]


def serves(position: Position, organizer: Actor) -> None:
    """All the way to certificates."""
    for row in position.applications.all():
        decide_application(application_id=row.pk, accept=True, by=SYSTEM, now=position.starts_at - timedelta(days=2))
        sign(row, "in", row.starts_at)
        sign(row, "out", row.ends_at)
    for service in ServiceRecord.objects.all():
        confirm_service(service_id=service.pk, by=organizer, now=service.window_end)
    later = position.ends_at + NOTICE
    finalize_due(now=later)
    for row in position.applications.all():
        facts = CertificateFacts(
            row.volunteer_id,
            position.session.activity.unit_id,
            position.starts_at.date(),
            position.ends_at.date(),
            "测试经办",
            "0772-0000000",
        )
        issue_certificate(facts=facts, by=organizer, now=later)


@pytest.mark.django_db
def test_no_planted_value_is_found_anywhere(
    position: Position, organizer: Actor, people: dict[str, User | None], now: datetime, caplog: Any, capfd: Any,
    settings: Any,
) -> None:  # fmt: skip
    Position.objects.filter(pk=position.pk).update(places=PEOPLE)
    found: dict[str, list[str]] = {"addresses and sessions": [], "pages of others": []}
    with caplog.at_level(logging.DEBUG):
        for place in range(PEOPLE):
            told, pages = journey(place, position, now)
            found["addresses and sessions"] += told
            found["pages of others"] += pages
        serves(position, organizer)
        deliver_all(now + timedelta(hours=1))
        office = client_of(people["office"])
        for address in ("/workspace/volunteers/", "/workspace/volunteers/hours/?by=volunteer"):
            found["pages of others"].append(office.get(address).content.decode())
        for made in Certificate.objects.defer("content"):
            found["pages of others"].append(Client().get(f"/verify/{made.code}").content.decode())
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith(("django.db", "psycopg"))]
    found["logs"] = [*logged, *capfd.readouterr()]
    found["redis"] = list(in_redis(settings.REDIS_URL))
    found["tables"] = [row for _table, row in tables()]
    assert Volunteer.objects.count() == Certificate.objects.count() == PEOPLE
    assert Volunteer.objects.filter(under_14=True).count() == PEOPLE // 5
    for place, texts in found.items():
        assert texts, place
        whole = "\n".join(texts)
        assert not [value for value in planted() if value in whole], place
    birth_dates = "\n".join(row for table, row in tables() if table.startswith("volunteers_volunteer"))
    assert not [day for day in BIRTHS if day in birth_dates]
    assert not [made.code for made in Certificate.objects.defer("content") if made.code in "\n".join(logged)]


@pytest.mark.django_db
def test_the_search_would_find_a_name_in_clear(position: Position, now: datetime) -> None:
    """The saboteur: a name in a column that is meant to be sealed."""
    journey(1, position, now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE volunteers_volunteer SET notice = left(%s, 20)", [NAMES[1]])
    assert NAMES[1] in "\n".join(row for _table, row in tables())
