"""What a scanner asks for: pairing, and a roster that shows no more than the door needs."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from accounts.models import User
from accounts.permissions import SYSTEM, actor_for
from activities.models import (
    AccessKind,
    Activity,
    ActivityStatus,
    PersonalDataAccess,
    Registration,
    RegistrationState,
    ScannerDevice,
    Session,
)
from activities.selectors.facts import facts_of
from activities.services import devices, make_pairing_code, revoke_device, save_activity, submit_activity
from activities.tickets import Ticket, jwk, signed
from core.clock import city_time
from tests.activities.checkins import KEY, paired, sent, take_in
from tests.activities.registering import ask

pytestmark = pytest.mark.django_db
PAIR, ROSTER, PEOPLE = "/api/v1/scanner/pair", "/api/v1/scanner/roster", "/api/v1/scanner/people"


def code_for(session: Session, now: datetime, by: Any = SYSTEM) -> str:
    until = now + timedelta(days=3)
    return make_pairing_code(activity_ids=[session.activity_id], device_until=until, by=by, now=now)


def post(body: Any) -> Any:
    return Client().post(PAIR, json.dumps(body), "application/json")


def roster(key: str = KEY, **headers: str) -> Any:
    return Client().get(ROSTER, headers={"Authorization": f"Bearer {key}"} | headers)


def parties(session: Session, after: str = "", key: str = KEY, **headers: str) -> Any:
    asked = {"session": session.public_id, "after": after}
    return Client().get(PEOPLE, asked, headers={"Authorization": f"Bearer {key}"} | headers)


def version(session: Session) -> str:
    return str(next(one for one in roster().json()["sessions"] if one["id"] == session.public_id)["version"])


@pytest.fixture(autouse=True)
def today(now: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_a_code_makes_one_scanner_and_may_be_sent_again(session: Session, now: datetime) -> None:
    code = code_for(session, now)
    first = post({"code": f"{code[:4]} {code[4:]}", "name": "东门", "key": KEY})
    assert (first.status_code, first.json()["name"]) == (200, "东门")
    assert first["Cache-Control"] == "no-store"
    assert post({"code": code, "name": "东门", "key": KEY}).json() == first.json()
    other = post({"code": code, "name": "西门", "key": "o" * 43})
    assert (other.status_code, other.json()["code"]) == (400, "pairing_code")
    assert ScannerDevice.objects.count() == 1


def test_a_pairing_code_that_is_there_is_drawn_again(session: Session, now: datetime, monkeypatch: Any) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr(devices.secrets, "randbelow", lambda _below: next(drawn))
    assert [code_for(session, now), code_for(session, now)] == ["00000007", "00000008"]


@pytest.mark.parametrize(
    "body", [{}, [], {"code": "12345678", "key": KEY}, {"code": 1, "key": 2}, {"code": "1", "key": "k"}, {"key": KEY}]
)
def test_what_is_no_pairing_is_told(body: Any) -> None:
    answer = post(body)
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_codes_cannot_be_guessed_at_leisure() -> None:
    answers = [post({"code": "00000000", "key": KEY}).status_code for _attempt in range(12)]
    assert answers == [400] * 10 + [429] * 2


def test_a_roster_shows_no_more_of_a_person_than_the_door_needs(session: Session, now: datetime) -> None:
    registration = ask(session, 1, 3, now=now)
    paired(session, now)
    found = roster().json()
    answer = parties(session)
    assert answer.json()["next"] is None
    (party,) = answer.json()["people"]
    assert party == {
        "id": registration.public_id,
        "people": 3,
        "audience": "residents",
        "name": "测＊＊",
        "tail": "0001",
        "in": None,
    }
    assert found["keys"] == [jwk()]
    assert found["device"]["name"] == "东门"
    text = answer.content.decode()
    assert registration.name not in text
    assert registration.phone not in text


def test_who_is_in_is_told_to_every_device(session: Session, now: datetime) -> None:
    registration = ask(session, 1, 2, now=now)
    device = paired(session, now)
    entry = sent(session, ticket=registration.public_id, count=2, audience="residents", method="ticket")
    take_in(entry, device=device, now=session.starts_at)
    (party,) = parties(session).json()["people"]
    assert (roster().json()["sessions"][0]["people"], party["in"]) == (2, city_time(session.starts_at).isoformat())


def test_only_the_paired_activities_sessions_of_these_days(session: Session, now: datetime) -> None:
    facts = facts_of(Activity.objects.get(pk=session.activity_id))
    first = facts.sessions[0]
    far = replace(first, id="", starts_at=now + timedelta(days=90), ends_at=now + timedelta(days=90, hours=1))
    save_activity(facts=replace(facts, sessions=(first, far)), by=SYSTEM, now=now, activity_id=session.activity_id)
    save_activity(facts=replace(facts, title="别的", sessions=(replace(first, id=""),)), by=SYSTEM, now=now)
    paired(session, now)
    assert [one["id"] for one in roster().json()["sessions"]] == [session.public_id]


def test_the_same_roster_is_not_sent_twice(session: Session, now: datetime) -> None:
    paired(session, now)
    etag = roster()["ETag"]
    assert roster(**{"If-None-Match": etag}).status_code == 304
    ask(session, 1, now=now)
    assert roster(**{"If-None-Match": etag}).status_code == 200
    page = parties(session)["ETag"]
    assert parties(session, **{"If-None-Match": page}).status_code == 304


def test_a_lists_version_moves_with_whatever_its_pages_show(session: Session, now: datetime) -> None:
    device = paired(session, now)
    row = ask(session, 1, now=now)
    versions = [version(session)]
    Registration.objects.filter(pk=row.pk).update(people=2)
    versions.append(version(session))
    Registration.objects.filter(pk=row.pk).update(group_name="三年级二班")
    versions.append(version(session))
    first = sent(session, ticket=row.public_id, audience="residents", method="ticket")
    take_in(first, device=device, now=session.starts_at)
    versions.append(version(session))
    take_in(sent(session, undo_of=first["id"]), device=device, now=session.starts_at)
    versions.append(version(session))
    Registration.objects.filter(pk=row.pk).update(state=RegistrationState.CANCELLED)
    versions.append(version(session))
    assert len(set(versions)) == len(versions)
    assert version(session) == versions[-1]


def test_a_list_comes_in_pages_and_goes_on_behind_the_last(session: Session, now: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr("activities.selectors.roster.PAGE", 2)
    Session.objects.update(capacity=100)
    rows = [ask(session, number, now=now) for number in range(5)]
    Registration.objects.filter(pk=rows[1].pk).update(state=RegistrationState.CANCELLED)
    paired(session, now)
    after: str | None = ""
    pages = []
    while after is not None:
        said = parties(session, after).json()
        pages.append([party["id"] for party in said["people"]])
        after = said["next"]
    left = [rows[number].public_id for number in (0, 2, 3, 4)]
    assert pages == [left[:2], left[2:]]
    assert roster().json()["sessions"][0]["parties"] == 4
    assert [p["id"] for p in parties(session, rows[1].public_id).json()["people"]] == left[1:3], (
        "one that has left since"
    )
    assert parties(session, "0000000000").status_code == 404


def test_a_device_reads_only_the_lists_of_its_sessions(session: Session, now: datetime) -> None:
    facts = facts_of(Activity.objects.get(pk=session.activity_id))
    other = save_activity(
        facts=replace(facts, title="别的", sessions=(replace(facts.sessions[0], id=""),)), by=SYSTEM, now=now
    )
    submit_activity(activity_id=other.pk, by=SYSTEM, now=now)
    paired(session, now)
    assert parties(session).status_code == 200
    assert parties(other.sessions.get()).status_code == 404
    assert parties(session, key="x" * 43).status_code == 401


def test_a_cancelled_activity_stays_on_the_phone_as_cancelled(session: Session, now: datetime) -> None:
    paired(session, now)
    Activity.objects.update(status=ActivityStatus.CANCELLED, cancel_reason="暴雨")
    assert [one["cancelled"] for one in roster().json()["sessions"]] == [True]


def test_every_roster_is_written_down_once_a_day(session: Session, now: datetime, people: dict[str, User]) -> None:
    ask(session, 1, now=now)
    by = actor_for(people["office"], now.date())
    post({"code": code_for(session, now, by), "name": "东门", "key": KEY})
    for _time in range(3):
        assert parties(session).status_code == 200
    noted = PersonalDataAccess.objects.get(kind=AccessKind.ON_DEVICE)
    assert (noted.session, noted.rows, noted.by) == (session, 1, people["office"])
    assert noted.purpose.startswith("东门 ")


def test_a_stopped_or_unknown_device_gets_nothing(session: Session, now: datetime) -> None:
    device = paired(session, now)
    assert roster("x" * 43).status_code == 401
    revoke_device(device_id=device.pk, by=SYSTEM, now=now)
    answer = roster()
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert "重新配对" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("device_at", "behind"),
    [
        ("2020-01-01T00:00:00Z", True),
        ("1970-01-01T00:00:00Z", True),
        ("2199-12-31T00:00:00Z", False),
        ("nonsense", None),
    ],
)
def test_a_clock_that_put_itself_right_is_still_told_of(
    device_at: str, behind: bool | None, session: Session, now: datetime, monkeypatch: Any
) -> None:
    now = session.starts_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    device = paired(session, now)
    body = {"entries": [sent(session)], "sent_at": now.isoformat(), "device_at": device_at}
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = Client().post("/api/v1/checkins/", json.dumps(body), "application/json", headers=headers)
    assert [one["status"] for one in answer.json()["results"]] == ["accepted"]
    device.refresh_from_db()
    assert (None if device.clock_offset == 0 else device.clock_offset > 0) is behind


def test_a_long_roster_takes_a_handful_of_questions(
    session: Session, now: datetime, django_assert_max_num_queries: Any
) -> None:
    Session.objects.update(capacity=100)
    for number in range(30):
        ask(session, number, now=now)
    paired(session, now)
    with django_assert_max_num_queries(12):
        assert roster().json()["sessions"][0]["parties"] == 30
    with django_assert_max_num_queries(12):
        assert len(parties(session).json()["people"]) == 30


def test_the_short_way_keeps_the_bound_on_a_body() -> None:
    told = str(settings.MOST_BODY_BYTES + 1)
    answer = Client().post("/api/v1/checkins/", "{}", "application/json", CONTENT_LENGTH=told)
    assert answer.status_code == 413


def test_the_scanners_own_test_reads_our_tickets() -> None:
    source = (Path(settings.BASE_DIR) / "tests/js/scan.test.js").read_text(encoding="utf-8")
    with override_settings(TICKET_KEY=b"\x07" * 32):
        key = jwk()
        end = datetime.fromisoformat("2026-12-31T00:00:00+00:00")
        ticket = signed(Ticket("abcdefghjk", "0123456789", 3, "youth", end))
    assert f'"{ticket}"' in source
    assert f'kid: "{key["kid"]}", x: "{key["x"]}"' in source


def test_both_gates_learn_of_a_ticket_that_each_let_in(session: Session, now: datetime, monkeypatch: Any) -> None:
    registration = ask(session, 1, 2, now=now)
    now = session.starts_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    east = paired(session, now)
    west = paired(session, now, key="w" * 43)
    ScannerDevice.objects.filter(pk=west.pk).update(name="西门")
    first = sent(session, ticket=registration.public_id, method="ticket")
    take_in(first, device=east, now=now)
    assert roster().json()["repeats"] == []
    take_in(first, device=east, now=now)  # sent again: that is nobody else
    take_in(sent(session, ticket=registration.public_id, method="ticket"), device=east, now=now)
    assert roster().json()["repeats"] == []
    (second,) = take_in(sent(session, ticket=registration.public_id, method="ticket"), device=west, now=now)
    assert second.first is not None and second.first.device == "东门"
    (told,) = roster().json()["repeats"]
    assert told == {"entry": first["id"], "received_at": city_time(now).isoformat(), "device": "西门"}
    assert roster("w" * 43).json()["repeats"] == []
