"""People check in by a code on site: once a session and device, safe to repeat, without an account."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities.checkins import Flag
from activities.codes import screen_code
from activities.models import Activity, CheckIn, Method, Registration, Session
from activities.services import cancel_session
from activities.web import selfcheckin
from activities.web.registering import OWN
from core.models import OutboxMessage
from tests.activities.oneself import PERMIT, Clock, address, fill, permit_on, total
from tests.activities.registering import ask


@pytest.mark.parametrize(
    ("kind", "method", "flags"), [("screen", Method.SCREEN, []), ("poster", Method.POSTER, [Flag.WEAK])]
)
def test_a_party_checks_in_by_a_code(
    session: Session, clock: Clock, kind: str, method: Method, flags: list[str]
) -> None:
    client = Client()
    url = address(session, clock, kind)
    reply = client.post(url, fill(client, url))
    assert reply.status_code == 200 and "签到成功" in reply.content.decode()
    row = CheckIn.objects.get()
    assert (row.count, row.audience, row.method, row.flags) == (3, "youth", method, flags)
    assert row.actor is None and row.device is None and row.subject is not None


def test_a_second_scan_is_told_the_first_one(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    client.post(url, fill(client, url))
    clock.pass_by(minutes=3)
    page = client.get(address(session, clock)).content.decode()
    assert "已经签到" in page and "3 人" in page and "签到，不用再签一次。" in re.sub(r"\s+", " ", page)
    assert total(session) == 3


def test_a_retry_after_a_lost_reply_succeeds_even_when_the_code_is_gone(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    data = fill(client, url)
    client.post(url, data)
    clock.pass_by(hours=1)
    again = client.post(url, data)
    assert again.status_code == 200 and "签到成功" in again.content.decode()
    assert total(session) == 3 and CheckIn.objects.count() == 1


def test_two_forms_of_one_device_count_once(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    first, second = fill(client, url), fill(client, url, 5)
    client.post(url, first)
    assert "已经签到" in client.post(url, second).content.decode()
    assert total(session) == 3


def test_the_cookie_says_nothing_of_anybody_and_can_not_be_made_up(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    client.get(url)
    cookie = client.cookies[selfcheckin.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] > 300 * 24 * 3600
    client.post(url, fill(client, url))
    client.cookies[selfcheckin.COOKIE] = "0123456789aaaaaaaa:1abcde:forged"
    assert "已经签到" not in client.get(url).content.decode(), "an unsigned browser is a new one"


def test_a_form_that_is_handed_on_does_not_count(session: Session, clock: Clock) -> None:
    """Neither to a browser that has been here, nor to one that has not: also a quarter of an hour later."""
    mine, other = Client(), Client()
    url = address(session, clock)
    data = fill(mine, url)
    other.get(url)
    for minutes in (0, 14):
        clock.pass_by(minutes=minutes)
        for client in (other, Client()):
            reply = client.post(url, data)
            assert reply.status_code == 410 and "请再扫一次" in reply.content.decode()
    assert total(session) == 0


@pytest.mark.parametrize("kind", ["older", "younger", "poster", "forged", "another session's"])
def test_a_form_counts_under_the_code_that_opened_it_alone(session: Session, clock: Clock, kind: str) -> None:
    client = Client()
    url = address(session, clock)
    data = fill(client, url)
    other = {
        "older": f"/c/{screen_code(session.public_id, clock() - timedelta(minutes=3))}",
        "younger": f"/c/{screen_code(session.public_id, clock() + timedelta(seconds=30))}",
        "poster": address(session, clock, "poster"),
        "forged": f"/c/{session.public_id}s{'A' * 16}",
        "another session's": address(another(session), clock),
    }[kind]
    assert client.post(other, data).status_code == 410
    assert total(session) == 0
    assert client.post(url, data).status_code == 200, "the twin: under its own it counts"
    assert total(session) == 3


def another(session: Session) -> Session:
    return Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, place_name="另一处"
    )


def test_a_retry_by_another_browser_is_told_nothing(session: Session, clock: Clock) -> None:
    client, other = Client(), Client()
    url = address(session, clock)
    data = fill(client, url)
    client.post(url, data)
    other.get(url)
    for stranger in (other, Client()):
        assert stranger.post(url, data).status_code == 410
    assert [client.post(url, data).status_code for _ in range(3)] == [200] * 3
    assert total(session) == 3


def test_an_expired_code_asks_to_scan_again(session: Session, clock: Clock) -> None:
    url = address(session, clock)
    clock.pass_by(seconds=90)
    page = Client().get(url)
    assert page.status_code == 410 and "请再扫一次" in page.content.decode()
    assert Client().get("/en" + url).status_code == 410


@pytest.mark.parametrize("kind", ["screen", "poster"])
def test_a_form_lies_open_for_minutes_but_not_for_a_quarter_of_an_hour(
    session: Session, clock: Clock, kind: str
) -> None:
    client, other = Client(), Client()
    url = address(session, clock, kind)
    slow, too_slow = fill(client, url), fill(other, url)
    clock.pass_by(minutes=4)
    assert client.post(url, slow).status_code == 200
    clock.pass_by(minutes=2)
    reply = other.post(url, too_slow)
    assert reply.status_code == 410 and "请再扫一次" in reply.content.decode()
    assert total(session) == 3
    assert other.post(address(session, clock), fill(other, address(session, clock))).status_code == 200
    assert total(session) == 6


@pytest.mark.parametrize("token", ["x", "0" * 27, "7h2k9m4qpws" + "A" * 16])
def test_what_was_never_a_code_is_not_found(session: Session, clock: Clock, token: str) -> None:
    assert Client().get(f"/c/{token}").status_code == 404


@pytest.mark.parametrize("permit", ["", "x", "x" * 5000])
def test_a_form_without_its_permit_counts_nothing(session: Session, clock: Clock, permit: str) -> None:
    reply = Client().post(address(session, clock), {"permit": permit, "people": 3, "audience": "youth"})
    assert reply.status_code == 410 and total(session) == 0


@pytest.mark.parametrize(
    ("people", "audience"), [("", "youth"), ("0", "youth"), ("201", "youth"), ("x", "youth"), ("3", ""), ("3", "?")]
)
def test_mistakes_are_told_beside_the_field(session: Session, clock: Clock, people: str, audience: str) -> None:
    client = Client()
    url = address(session, clock)
    reply = client.post(url, fill(client, url, people, audience))
    assert reply.status_code == 400 and 'class="wrong"' in reply.content.decode()
    assert total(session) == 0


def test_a_cancelled_session_says_so(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    data = fill(client, url)
    cancel_session(session_id=session.pk, reason="台风", by=SYSTEM, now=clock())
    assert "不举行了" in client.get(url).content.decode()
    assert client.post(url, data).status_code == 400 and total(session) == 0


@pytest.mark.parametrize(("hours", "said"), [(-3, "还没到签到时间"), (5, "已经结束")])
def test_hours_away_nobody_checks_in(session: Session, clock: Clock, hours: int, said: str) -> None:
    clock.moment = session.starts_at + timedelta(hours=hours)
    assert said in Client().get(address(session, clock)).content.decode()


@pytest.fixture
def party(session: Session, now: datetime) -> Registration:
    return ask(session, 1, 2, now=now)


def test_this_browsers_registration_is_taken_up(party: Registration, session: Session, clock: Clock) -> None:
    client = Client()
    store = client.session
    store[OWN] = [party.public_id]
    store.save()
    url = address(session, clock)
    assert 'value="2"' in client.get(url).content.decode()
    client.post(url, fill(client, url, 2, "residents"))
    assert CheckIn.objects.get().registration == party
    assert "已经签到" in client.get(url).content.decode()


def correction(page: Any, people: int) -> dict[str, Any]:
    return {"permit": permit_on(page), "people": people, "audience": "residents"}


def test_who_said_a_wrong_number_puts_it_right_within_minutes(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    data = fill(client, url)
    client.post(url, data)
    right = correction(client.get(url), 4)
    replies = [client.post(url, right) for _ in range(2)]
    assert all("4 人" in reply.content.decode() for reply in replies)
    assert total(session) == 4 and CheckIn.objects.count() == 3
    assert CheckIn.objects.get(undo_of__isnull=False).reason == "本人更正"
    assert "4 人" in client.post(url, data).content.decode(), "the first form again tells what holds now"
    assert total(session) == 4


def test_after_ten_minutes_nobody_corrects_themselves(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    client.post(url, fill(client, url))
    clock.pass_by(minutes=8)
    right = correction(client.get(url), 4)
    clock.pass_by(minutes=3)
    assert client.post(url, right).status_code == 409
    assert PERMIT.search(client.get(url).content.decode()) is None
    assert total(session) == 3


def test_nobody_corrects_somebody_elses(session: Session, clock: Clock) -> None:
    client, other = Client(), Client()
    url = address(session, clock)
    client.post(url, fill(client, url))
    right = correction(client.get(url), 9)
    assert Client().post(url, right).status_code == 410
    other.get(url)
    assert other.post(url, right).status_code == 410
    assert total(session) == 3 and CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    ("off_by", "accuracy", "flags"),
    [(0.0, "20", []), (0.05, "20", [Flag.FAR]), (0.05, "9000", []), (0.05, "nan", []), (0.05, "", [])],
)
def test_a_position_that_is_asked_for_says_near_or_far_and_is_not_kept(
    off_by: float, accuracy: str, flags: list[Flag], session: Session, clock: Clock
) -> None:
    Activity.objects.update(asks_position=True)
    client = Client()
    here = f"{session.point.x + off_by:.5f},{session.point.y:.5f},{accuracy}"
    assert "data-here" in client.get(address(session, clock)).content.decode()
    data = fill(client, address(session, clock), here=here)
    assert client.post(address(session, clock), data).status_code == 200
    row = CheckIn.objects.get()
    assert (row.flags, row.count) == (flags, 3)
    kept = str(CheckIn.objects.values().get()) + str(list(OutboxMessage.objects.values()))
    assert f"{session.point.x + off_by:.5f}" not in kept


def test_a_position_that_nobody_asked_for_says_nothing(session: Session, clock: Clock) -> None:
    client = Client()
    assert "data-here" not in client.get(address(session, clock)).content.decode()
    data = fill(client, address(session, clock), here="0.00000,0.00000,5")
    client.post(address(session, clock), data)
    assert CheckIn.objects.get().flags == []
