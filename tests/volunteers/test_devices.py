"""Volunteers on scanner devices: listed masked, signed in the same queue, and a door that opens for one session."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.permissions import SYSTEM
from activities.models import CheckIn, QuarantinedEntry, Session
from tests.activities.checkins import paired, sent
from tests.conftest import client_of
from tests.volunteers.people import HOUR
from tests.volunteers.signs import roster, say, send
from volunteers.models import Application, Position, ServiceRecord, Volunteer
from volunteers.services.applications import apply, decide_application

pytestmark = pytest.mark.django_db


def test_signs_come_in_the_queue_of_check_ins(session: Session, row: Application, there: datetime) -> None:
    paired(session, there)
    entries = [
        say(session, row, "in", session.starts_at),
        sent(session, occurred_at=session.starts_at.isoformat()),
        say(session, row, "out", session.ends_at),
    ]
    assert [answer["status"] for answer in send(entries)] == ["accepted"] * 3
    assert [answer["status"] for answer in send(entries[::-1])] == ["duplicate"] * 3
    assert ServiceRecord.objects.get().minutes == 120
    assert CheckIn.objects.count() == 1


def test_the_roster_masks_volunteers(session: Session, row: Application, volunteer: Volunteer, there: datetime) -> None:
    paired(session, there)
    (line,) = roster()["sessions"][0]["volunteers"]
    assert (line["id"], line["name"], line["tail"], line["in"]) == (
        row.public_id,
        "测＊＊＊",
        volunteer.number[-4:],
        None,
    )
    send([say(session, row, "in", session.starts_at)])
    assert roster()["sessions"][0]["volunteers"][0]["in"] is not None


def test_a_wrong_clock_is_put_right(session: Session, row: Application, there: datetime) -> None:
    paired(session, there)
    wrong = timedelta(hours=3)
    entries = [
        say(session, row, "in", session.starts_at - wrong),
        say(session, row, "out", session.ends_at - wrong),
    ]
    send(entries, sent_at=(there - wrong).isoformat())
    service = ServiceRecord.objects.get()
    assert (service.starts_at, service.ends_at) == (session.starts_at, session.ends_at)


@pytest.mark.parametrize(
    "more",
    [{"volunteer": "0000000000"}, {"volunteer": 7}, {"service": "dance"}, {"occurred_at": "never"}, {"id": "x"}],
)
def test_what_cannot_be_taken_waits_for_the_organizer(
    session: Session, row: Application, there: datetime, more: dict[str, Any]
) -> None:
    paired(session, there)
    entry = say(session, row, "in", session.starts_at, **more)
    (answer,) = send([entry])
    if "id" in more:  # without an id of its own it is taken all the same, under the same one each time
        assert send([entry])[0] == {"id": answer["id"], "status": "duplicate"}
        return
    assert (answer["status"], answer["code"]) == ("quarantined", "no_service")
    assert send([entry]) == [answer]
    waiting = QuarantinedEntry.objects.get()
    assert str(waiting.pk) == entry["id"]
    from activities.services import decide_quarantined
    from activities.services.quarantine import Verdict
    from core.errors import Invalid

    with pytest.raises(Invalid):
        decide_quarantined(
            entry_id=waiting.pk,
            verdict=Verdict(counts=True, session=session.public_id, audience="youth", count=1),
            by=SYSTEM,
            now=there,
        )
    decide_quarantined(entry_id=waiting.pk, verdict=Verdict(counts=False, reason="不是志愿者"), by=SYSTEM, now=there)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"occurred_at": "2026-11-30T10:00:00+16:00"},
        {"session": "\x00" * 10},
        {"session": "\ud800"},
        {"volunteer": "\x00\ud800"},
        {"service": {"in": []}},
    ],
)
def test_a_bad_sign_fails_no_neighbour(
    session: Session, row: Application, there: datetime, more: dict[str, Any]
) -> None:
    paired(session, there)
    bad = say(session, row, "in", session.starts_at) | more
    good = [say(session, row, "in", session.starts_at), sent(session, occurred_at=session.starts_at.isoformat())]
    for statuses in (["accepted", "quarantined", "accepted"], ["duplicate", "quarantined", "duplicate"]):
        answers = send([good[0], bad, good[1]])
        assert [answer["status"] for answer in answers] == statuses
        assert answers[1]["id"] == bad["id"]


def test_a_sign_that_waits_says_whose_it_is(
    session: Session, row: Application, there: datetime, people: dict[str, Any]
) -> None:
    paired(session, there)
    send([say(session, row, "in", session.starts_at - 40 * HOUR)])
    assert QuarantinedEntry.objects.count() == 1
    page = f"/workspace/activities/{session.activity.public_id}/quarantine/"
    client = client_of(people["office"])
    groups = client.get(page).content.decode()
    assert 'value="discard"' in groups and 'value="count"' not in groups
    rows = client.get(f"{page}?group={key_of(groups)}").content.decode()
    assert "测＊＊＊" in rows and row.position.title in rows and row.volunteer.name not in rows


def key_of(page: str) -> str:
    return page.partition("?group=")[2].partition('"')[0]


def test_what_waits_keeps_its_answer_though_it_could_be_taken_now(
    session: Session, position: Position, volunteer: Volunteer, now: datetime, monkeypatch: Any
) -> None:
    applied = apply(position_id=position.pk, volunteer=volunteer, now=now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: session.ends_at)
    paired(session, session.ends_at)
    entry = say(session, applied, "in", session.starts_at)
    (first,) = send([entry])
    decide_application(application_id=applied.pk, accept=True, by=SYSTEM, now=now)
    assert send([entry]) == [first]
    assert not ServiceRecord.objects.exists()
