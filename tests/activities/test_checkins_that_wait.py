"""By a code alone nobody moves a figure by more than is believed of one person; the rest waits for the organizer."""

from typing import Any

import pytest
from django.test import Client

from accounts.permissions import SYSTEM
from activities import onsite
from activities.checkins import Code
from activities.models import CheckIn, Method, QuarantinedEntry, QuarantineState, Registration, Session
from activities.onsite import why_wait
from activities.services import Verdict, decide_quarantined
from activities.web import crowds
from activities.web.registering import OWN
from tests.activities.oneself import Clock, address, fill, permit_on, total
from tests.activities.registering import ask


def waiting() -> list[QuarantinedEntry]:
    return list(QuarantinedEntry.objects.filter(state=QuarantineState.WAITING).order_by("received_at", "id"))


def come(session: Session, clock: Clock, people: int, kind: str = "poster", client: Client | None = None) -> Any:
    client = client or Client()
    url = address(session, clock, kind)
    return client.post(url, fill(client, url, people))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"people": 1}, None),
        ({"people": 10}, None),
        ({"people": 11}, Code.LARGE_PARTY),
        ({"people": 200}, Code.LARGE_PARTY),
        ({"people": 40, "registered": 40, "capacity": 40, "inside": 40}, None),
        ({"people": 50, "registered": 40}, None),
        ({"people": 51, "registered": 40}, Code.LARGE_PARTY),
        ({"people": 3, "capacity": 30, "inside": 27}, None),
        ({"people": 3, "capacity": 30, "inside": 28}, Code.OVER_CAPACITY),
        ({"people": 3, "is_burst": True}, Code.BURST),
        ({"people": 3, "registered": 3, "is_burst": True}, None),
    ],
)
def test_what_is_believed_of_one_person(said: dict[str, Any], why: Code | None) -> None:
    assert why_wait(**{"registered": 0, "inside": 0, "capacity": None, "is_burst": False, **said}) is why


@pytest.mark.parametrize("kind", ["poster", "screen"])
def test_six_posts_of_two_hundred_move_no_figure(session: Session, clock: Clock, kind: str) -> None:
    for _post in range(6):
        reply = come(session, clock, 200, kind)
        assert reply.status_code == 200
        text = reply.content.decode()
        assert "已记下，等主办方确认" in text and "200 人" in text and "签到成功" not in text
    assert total(session) == 0 and not CheckIn.objects.exists()
    rows = waiting()
    assert [(row.code, row.sent["count"], row.session) for row in rows] == [(Code.LARGE_PARTY, 200, session)] * 6
    assert all(row.device is None and row.actor is None and row.subject for row in rows)


def test_without_the_rule_they_would_count(session: Session, clock: Clock, monkeypatch: Any) -> None:
    """The saboteur's twin."""
    monkeypatch.setattr(onsite, "MOST_UNANNOUNCED", 1000)
    for _post in range(6):
        come(session, clock, 200)
    assert total(session) == 1200


def test_a_class_that_is_registered_is_believed(session: Session, clock: Clock, now: Any) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=100)
    party = ask(session, 1, 2, now=now)
    Registration.objects.filter(pk=party.pk).update(people=45)
    client = Client()
    store = client.session
    store[OWN] = [party.public_id]
    store.save()
    assert "签到成功" in come(session, clock, 47, client=client).content.decode()
    assert (total(session), waiting()) == (47, [])


def test_nobody_is_counted_beyond_what_the_session_holds(session: Session, clock: Clock) -> None:
    Session.objects.filter(pk=session.pk).update(capacity=20)
    for people in (8, 8, 8, 4):
        come(session, clock, people, "screen")
    assert total(session) == 20
    assert [(row.code, row.sent["count"]) for row in waiting()] == [(Code.OVER_CAPACITY, 8)]


@pytest.mark.parametrize("kind", ["poster", "screen"])
@pytest.mark.parametrize("sizes", [[1] * 200, [4] * 50, [1, 2, 3, 4] * 20])
def test_a_village_behind_one_address_checks_in(session: Session, clock: Clock, kind: str, sizes: list[int]) -> None:
    for people in sizes:
        assert come(session, clock, people, kind).status_code == 200
        clock.pass_by(milliseconds=300)
    assert total(session) == sum(sizes) == 200
    assert waiting() == [] and not CheckIn.objects.exclude(flags__in=[[], ["weak"]]).exists()


def test_parties_one_after_another_wait_from_some_point_on(session: Session, clock: Clock) -> None:
    for _post in range(20):
        come(session, clock, 10)
    assert total(session) == 60
    assert {row.code for row in waiting()} == {Code.BURST} and len(waiting()) == 14
    come(session, clock, 1)
    assert total(session) == 61, "who comes alone is let in all the same"


def test_a_program_with_a_posters_code_is_stopped_at_a_few_hundred(
    session: Session, clock: Clock, monkeypatch: Any
) -> None:
    monkeypatch.setitem(crowds.PEOPLE, Method.POSTER, "30/hour")
    for _post in range(40):
        come(session, clock, 1)
    assert (total(session), len(waiting())) == (30, 10)
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert "签到成功" in come(session, clock, 2, client=other).content.decode(), "another address is another crowd"


def test_a_burst_is_of_one_session(session: Session, clock: Clock) -> None:
    for _post in range(8):
        come(session, clock, 10)
    other = Session.objects.create(
        activity=session.activity, starts_at=session.starts_at, ends_at=session.ends_at, place_name="另一处"
    )
    come(other, clock, 10)
    assert (total(session), total(other)) == (60, 10)


def test_what_waits_is_said_again_and_not_written_again(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    data, second = fill(client, url, 40), fill(client, url, 50)
    client.post(url, data)
    clock.pass_by(hours=1)
    for reply in (client.post(url, data), client.get(address(session, clock)), client.get(url)):
        assert reply.status_code == 200 and "等主办方确认" in reply.content.decode()
    clock.pass_by(hours=-1)
    assert "40 人" in client.post(url, second).content.decode(), "one thing waits for one phone"
    assert len(waiting()) == 1


def test_who_mistyped_puts_it_right(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    page = client.post(url, fill(client, url, 30))
    right = {"permit": permit_on(page), "people": 3, "audience": "youth"}
    for _twice in range(2):
        assert "3 人" in client.post(url, right).content.decode()
    assert total(session) == 3 and CheckIn.objects.count() == 1
    row = QuarantinedEntry.objects.get()
    assert (row.state, row.reason) == (QuarantineState.DISCARDED, "本人更正")


def test_a_correction_lifts_no_figure_either(session: Session, clock: Clock) -> None:
    client = Client()
    url = address(session, clock)
    client.post(url, fill(client, url, 3))
    permit = permit_on(client.get(url))
    reply = client.post(url, {"permit": permit, "people": 150, "audience": "youth"})
    assert reply.status_code == 409 and "由主办方确认" in reply.content.decode()
    assert total(session) == 3 and waiting() == []
    assert client.post(url, {"permit": permit, "people": 5, "audience": "youth"}).status_code == 200
    assert total(session) == 5


def test_many_corrections_are_a_burst_too(session: Session, clock: Clock) -> None:
    clients = [Client() for _ in range(12)]
    url = address(session, clock, "poster")
    for client in clients:
        client.post(url, fill(client, url, 1))
    for client in clients:
        client.post(url, {"permit": permit_on(client.get(url)), "people": 10, "audience": "youth"})
    assert total(session) == 6 * 10 + 6 * 1


def test_the_organizers_decision_is_what_the_phone_is_told(session: Session, clock: Clock) -> None:
    for counts, said in ((True, "40 人"), (False, "没有计入")):
        client = Client()
        url = address(session, clock, "poster")
        data = fill(client, url, 40)
        client.post(url, data)
        (row,) = waiting()
        verdict = Verdict(counts=counts, session=session.public_id, audience="youth", count=40, reason="核对过")
        decide_quarantined(entry_id=row.pk, verdict=verdict, by=SYSTEM, now=clock())
        assert said in client.post(url, data).content.decode()
    assert total(session) == 40
    assert CheckIn.objects.get().method == Method.POSTER and CheckIn.objects.get().subject is not None
