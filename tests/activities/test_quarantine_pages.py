"""The pages on which what waits is decided: groups, their rows in pages, what was decided."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from activities.checkins import Code, Flag, Status
from activities.models import (
    CheckIn,
    QuarantinedEntry,
    ScannerDevice,
    Session,
)
from activities.selectors.tickets import ticket_of
from core.clock import city_day
from tests.activities.checkins import paired, sent, take_in
from tests.activities.quarantine import arrive, field, of_2020, only_group, total, url, waiting
from tests.activities.registering import ask
from tests.conftest import client_of


@pytest.fixture
def there(session: Session, monkeypatch: Any) -> datetime:
    Session.objects.filter(pk=session.pk).update(capacity=None)
    moment = session.starts_at + timedelta(minutes=35)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def gate(session: Session, there: datetime) -> ScannerDevice:
    return paired(session, there)


@pytest.fixture
def office(people: dict[str, User | None]) -> Client:
    return client_of(people["office"])


def test_three_hundred_of_a_phone_reset_to_2020_are_one_decision(
    session: Session, gate: ScannerDevice, there: datetime, office: Client, people: dict[str, User | None]
) -> None:
    entries = of_2020(session, 300)
    arrive(entries, gate, there)
    page = office.get(url(session)).content.decode()
    assert page.count('<article class="panel quarantined"') == 1
    assert "300 条" in page and "600 人" in page and gate.name in page and "2020年1月1日" in page
    said = {"group": field(page, "group"), "upto": field(page, "upto"), "deed": "count", "session": session.public_id}
    for _retry in range(2):
        assert office.post(url(session), said).status_code == 302
    assert (total(session), waiting(), CheckIn.objects.count()) == (600, 0, 300)
    for row in CheckIn.objects.all():
        assert session.starts_at <= row.occurred_at <= session.ends_at and row.flags == [Flag.CLOCK]
    kept = QuarantinedEntry.objects.all()
    assert {city_day(row.occurred_at).year for row in kept if row.occurred_at} == {2020}, (
        "what was sent stays beside it"
    )
    assert {(row.decided_by, row.decided_at, row.state) for row in kept} == {(people["office"], there, "counted")}
    assert {answer.status for answer in take_in(*entries, device=gate, now=there)} == {Status.DUPLICATE}
    assert total(session) == 600
    done = office.get(f"{url(session)}?done").content.decode()
    assert "300 条" in done and "已计入" in done


def test_a_group_opens_to_its_rows_in_pages_and_to_its_minutes(
    session: Session, gate: ScannerDevice, there: datetime, office: Client
) -> None:
    arrive(of_2020(session, 120), gate, there)
    address = f"{url(session)}?group={only_group(session)}"
    pages = [office.get(f"{address}&page={n}").content.decode() for n in (1, 2, 3)]
    assert [page.count('type="checkbox" name="entry"') for page in pages] == [50, 50, 20]
    minutes = re.findall(r"minute=(\d+)", pages[0])
    assert len(minutes) == 2
    narrow = office.get(f"{address}&minute={minutes[1]}").content.decode()
    assert narrow.count('type="checkbox" name="entry"') == 20
    said = {name: field(narrow, name) for name in ("group", "minute", "upto")}
    assert office.post(address, {**said, "deed": "discard", "reason": "试机"}).status_code == 302
    assert (waiting(), QuarantinedEntry.objects.filter(state="discarded", reason="试机").count()) == (100, 20)


def test_some_of_a_group_are_decided_by_themselves(
    session: Session, gate: ScannerDevice, there: datetime, office: Client
) -> None:
    entries = of_2020(session, 5)
    take_in(*entries, device=gate, now=there)
    address = f"{url(session)}?group={only_group(session)}"
    page = office.get(address).content.decode()
    said = {"group": field(page, "group"), "upto": field(page, "upto"), "deed": "count", "count": "7"}
    reply = office.post(address, {**said, "entry": [entries[0]["id"], entries[3]["id"]]})
    assert reply.status_code == 302 and "group=" in reply["Location"], "back to the rest"
    assert (total(session), waiting()) == (14, 3)


def test_what_arrived_after_the_page_is_not_decided_unseen(
    session: Session, gate: ScannerDevice, there: datetime, office: Client
) -> None:
    take_in(*of_2020(session, 3, count=1), device=gate, now=there)
    page = office.get(url(session)).content.decode()
    take_in(*of_2020(session, 2, count=50), device=gate, now=there + timedelta(seconds=1))
    office.post(url(session), {"group": field(page, "group"), "upto": field(page, "upto"), "deed": "count"})
    assert (total(session), waiting()) == (3, 2)


def test_what_can_not_be_counted_so_is_left_and_told(
    session: Session, gate: ScannerDevice, there: datetime, office: Client
) -> None:
    good = sent(session, count=4, audience="castle")
    take_in(good, sent(session, audience="moon", count=2), device=gate, now=there)
    assert QuarantinedEntry.objects.filter(code=Code.BAD_AUDIENCE).count() == 2
    key = only_group(session)
    reply = office.post(url(session), {"group": str(key), "deed": "count"})
    assert reply.status_code == 400 and "请选择人群" in reply.content.decode() and waiting() == 2
    assert office.post(url(session), {"group": str(key), "deed": "count", "audience": "youth"}).status_code == 302
    assert (total(session), waiting()) == (6, 0)


def test_the_rows_say_whose_ticket_and_which_session(
    session: Session, gate: ScannerDevice, there: datetime, office: Client, now: datetime
) -> None:
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, capacity=9
    )
    Session.objects.filter(pk=session.pk).update(capacity=30)
    party = ask(session, 1, 2, now=now)
    take_in(sent(other, ticket=ticket_of(party), audience="", method="ticket"), device=gate, now=there)
    page = office.get(f"{url(session)}?group={only_group(session)}").content.decode()
    assert str(party.name) in page and str(Code.OTHER_SESSION.sentence) in page
    assert party.phone is not None and party.phone not in page


@pytest.mark.parametrize(
    "query",
    ["group=x", "group=-.burst.-.f", "done=x", "done=2026-11-30T10:00:00%2B16:00", "done&page=99999999"],
)
def test_an_address_that_means_nothing_is_no_error(
    session: Session, gate: ScannerDevice, office: Client, query: str
) -> None:
    assert office.get(f"{url(session)}?{query}").status_code in {200, 404}


@pytest.mark.parametrize(
    "said",
    [{}, {"entry": "x"}, {"group": "x"}, {"group": "-.burst.-.f"}, {"entry": str(uuid.uuid4())}],
)
def test_a_form_that_means_nothing_is_not_found(
    session: Session, gate: ScannerDevice, there: datetime, office: Client, said: dict[str, str]
) -> None:
    take_in(*of_2020(session, 2), device=gate, now=there)
    assert office.post(url(session), {**said, "deed": "count"}).status_code == 404
    assert total(session) == 0
