"""Tickets: true ones are told from false ones without a network, and their pages say where a registration stands."""

import base64
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.permissions import SYSTEM
from activities import tickets
from activities.models import Registration, RegistrationState, Session
from activities.selectors.tickets import ticket_of
from activities.services import cancel_registration, cancel_session
from activities.tickets import Ticket, link_of, read, registration_of, signed
from tests.activities.registering import ask

TICKET = Ticket("7h2k9m4qpw", "zzzzzzzzzz", 4, "residents", datetime(2026, 12, 1, 12, tzinfo=UTC))


def test_a_ticket_says_what_was_signed() -> None:
    assert read(signed(TICKET)) == TICKET
    assert registration_of(signed(TICKET)) == TICKET.registration
    assert registration_of(link_of(TICKET.registration)) == TICKET.registration
    assert len(signed(TICKET)) < 140


def test_a_scanner_needs_no_more_than_the_published_key() -> None:
    (held,) = Client().get("/ticket-keys.json").json()["keys"]
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(held["x"] + "="))
    data = base64.urlsafe_b64decode(signed(TICKET) + "=" * (-len(signed(TICKET)) % 4))
    key.verify(data[-64:], data[:-64])
    assert int(held["kid"], 16) == int.from_bytes(data[1:3])


SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="


def mutated(text: str, chance: random.Random) -> str:
    """A text with one to three changes: a sign put in another's place, left out, put in, or two changed over."""
    signs = list(text)
    for _change in range(chance.randint(1, 3)):
        place = chance.randrange(len(signs))
        kind = chance.randrange(4)
        if kind == 0:
            signs[place] = chance.choice(SIGNS)
        elif kind == 1:
            del signs[place]
        elif kind == 2:
            signs.insert(place, chance.choice(SIGNS))
        else:
            other = chance.randrange(len(signs))
            signs[place], signs[other] = signs[other], signs[place]
    return "".join(signs)


def accepted(count: int) -> int:
    chance = random.Random(20261125)
    true = [signed(TICKET), link_of(TICKET.registration)]
    forged = (mutated(chance.choice(true), chance) for _number in range(count))
    return sum(registration_of(text) is not None for text in forged if text not in true)


def test_of_ten_thousand_mutated_tickets_none_is_accepted() -> None:
    assert accepted(10_000) == 0


@pytest.mark.slow
def test_of_a_million_mutated_tickets_none_is_accepted() -> None:
    assert accepted(1_000_000) == 0


def test_without_the_signature_some_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    class Anything:
        def verify(self, *_: Any) -> None:
            return None

    monkeypatch.setattr(tickets, "public_key", Anything)
    monkeypatch.setattr(tickets, "key_number", lambda key: int.from_bytes(b"\x7d\x80"))
    monkeypatch.setattr(tickets, "read", lambda text: honest(text, Anything()))  # type: ignore[arg-type]
    honest = read
    data = base64.urlsafe_b64decode(signed(TICKET) + "=" * (-len(signed(TICKET)) % 4))
    other = data[:-1] + bytes([data[-1] ^ 1])
    assert registration_of(base64.urlsafe_b64encode(other).rstrip(b"=").decode()) == TICKET.registration


def test_there_is_one_spelling_of_a_ticket() -> None:
    text = signed(TICKET)
    assert read(text + "=") is None and read(text + "==") is None and read(" " + text) is None
    last = SIGNS.index(text[-1])
    twins = [text[:-1] + SIGNS[(last & ~15) | low] for low in range(16)]
    assert sum(read(twin) is not None for twin in twins) == 1


def drawn(text: str) -> Image.Image:
    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(scale=4, border=4)
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(code.matrix):
        for column, dark in enumerate(line):
            if dark:
                x, y = (column + 4) * 4, (row + 4) * 4
                pen.rectangle([x, y, x + 3, y + 3], fill=0)
    return picture


def test_a_reader_reads_the_code() -> None:
    (found,) = zxingcpp.read_barcodes(drawn(signed(TICKET)))
    assert read(found.text) == TICKET


@pytest.fixture
def held(session: Session) -> Registration:
    """A party of two in a session in a week from the clock that pages read."""
    starts = timezone.now() + timedelta(days=7)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    session.refresh_from_db()
    return ask(session, 1, 2, now=timezone.now())


def address(registration: Registration, deed: str = "") -> str:
    return f"/activities/ticket/{link_of(registration.public_id)}/{deed}"


@pytest.mark.django_db
def test_cancelling_asks_first_and_gives_the_places_back(held: Registration) -> None:
    client = Client()
    assert "取消后名额让给别人" in client.get(address(held, "cancel/")).content.decode()
    held.refresh_from_db()
    assert held.state == RegistrationState.CONFIRMED
    page = client.post(address(held, "cancel/"), follow=True).content.decode()
    assert "已取消" in page and "入场二维码" not in page
    assert Session.objects.get(pk=held.session_id).seats_taken == 0
    assert client.post(address(held, "cancel/")).status_code == 302, "again is no error"


@pytest.mark.django_db
def test_nothing_can_be_cancelled_once_it_has_begun(held: Registration) -> None:
    start = timezone.now() - timedelta(minutes=1)
    Session.objects.filter(pk=held.session_id).update(starts_at=start)
    assert "已经开始" in Client().post(address(held, "cancel/"), follow=True).content.decode()
    held.refresh_from_db()
    assert held.state == RegistrationState.CONFIRMED


@pytest.mark.django_db
def test_who_waits_is_told_so_and_confirms_an_offer(held: Registration) -> None:
    waits = ask(held.session, 2, 2, now=timezone.now())
    last = ask(held.session, 3, 1, now=timezone.now())
    assert "您在候补名单里" in Client().get(address(waits)).content.decode()
    said = Client().get(address(last)).content.decode()
    assert "您在候补名单里" in said and "前面" not in said, "how many wait is nobody's to know"
    cancel_registration(registration_id=held.pk, now=timezone.now())
    page = Client().get(address(waits)).content.decode()
    assert "前确认" in page and "入场二维码" not in page
    assert "入场二维码" in Client().post(address(waits, "confirm/"), follow=True).content.decode()
    assert "名额是您的了" in Client().post(address(waits, "confirm/"), follow=True).content.decode()


@pytest.mark.django_db
def test_a_cancelled_session_says_why(held: Registration) -> None:
    cancel_session(session_id=held.session_id, reason="台风", by=SYSTEM, now=timezone.now())
    page = Client().get(address(held)).content.decode()
    assert "台风" in page and "入场二维码" not in page and "来不了" not in page


@pytest.mark.django_db
def test_no_page_of_a_ticket_names_anybody(held: Registration) -> None:
    for deed in ("", "cancel/", "calendar.ics"):
        text = Client().get(address(held, deed)).content.decode()
        assert "测试人" not in text and "0000001" not in text
    assert "测试人" not in str(read(ticket_of(held)))


@pytest.mark.django_db
def test_the_calendar_holds_the_session(held: Registration) -> None:
    reply = Client().get(address(held, "calendar.ics"))
    lines = reply.content.decode().split("\r\n")
    assert reply["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART:{held.session.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["0000000000", "0000000000-AAAAAAAAAAAAAAAA", "é" * 40, "A" * 4000])
def test_a_guess_is_a_page_that_is_not_there(token: str) -> None:
    assert Client().get(f"/activities/ticket/{token}/").status_code == 404
