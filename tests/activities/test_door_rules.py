"""The phone at the door judges as the ledger will: one table of cases, answered by both.

`tests/js/door-table.json` is what this file makes of the ledger's own answers; `tests/js/door.test.js` runs the phone
against it. Where the ledger's rule moves, this test fails and leaves the table of the new rule beside the old one.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.permissions import SYSTEM
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus, Method, Registration, RegistrationState, Session
from activities.selectors.devices import Scanner
from activities.selectors.roster import people_at, session_json
from activities.services import save_activity, submit_activity
from tests.activities.checkins import paired, sent, take_in
from tests.activities.registering import ask

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parents[1] / "js/door-table.json"
START = datetime.fromisoformat("2026-12-05T10:00:00+08:00")
END = START + timedelta(hours=2)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
HERE, SIBLING, OTHER = "0000000001", "0000000002", "0000000003"
GUEST, LEFT, NEIGHBOUR, STRANGER = "00000000a1", "00000000a2", "00000000a3", "00000000a4"
TIMES = [START - 3 * DAY, START - DAY - SECOND, START - DAY, START, END, END + DAY, END + DAY + SECOND, END + 3 * DAY]
STATES: list[dict[str, Any]] = [
    {},
    {"capacity": 5},
    {"cancelled_at": START - DAY},
    {"off": True},
    {"starts_at": START + 2 * DAY, "ends_at": END + 2 * DAY},  # moved after the tickets were given out
]
# Whose ticket, how many people, and what came before it at this door.
ASKED: list[tuple[str | None, int, str]] = [
    (None, 1, ""),
    (None, 6, ""),
    (GUEST, 1, ""),
    (GUEST, 6, ""),
    (GUEST, 1, "in"),
    (GUEST, 1, "undone"),
    (LEFT, 1, ""),
    (NEIGHBOUR, 1, ""),
    (STRANGER, 1, ""),
]
OF = {GUEST: HERE, LEFT: HERE, NEIGHBOUR: SIBLING, STRANGER: OTHER}


@pytest.fixture
def door(facts: ActivityFacts, published: Activity, session: Session, now: datetime) -> Session:
    """A session, one of the same activity, one of another; a party at each, and one that has cancelled."""
    other = save_activity(facts=facts, by=SYSTEM, now=now)
    submit_activity(activity_id=other.pk, by=SYSTEM, now=now)
    sibling = Session.objects.create(
        activity=published, starts_at=session.starts_at + DAY, ends_at=session.ends_at + DAY, capacity=None
    )
    places = {HERE: session, SIBLING: sibling, OTHER: other.sessions.get()}
    for number, (party, where) in enumerate(OF.items()):
        row = ask(places[where], number, now=now)
        Registration.objects.filter(pk=row.pk).update(public_id=party)
    Registration.objects.filter(public_id=LEFT).update(state=RegistrationState.CANCELLED)
    for public_id, place in places.items():
        starts = START + (DAY if public_id == SIBLING else timedelta())
        Session.objects.filter(pk=place.pk).update(
            public_id=public_id, starts_at=starts, ends_at=starts + (END - START), capacity=None
        )
    return Session.objects.get(pk=session.pk)


def came_before(door: Session, ticket: str | None, before: str) -> None:
    """Somebody who came in, or did and was taken back, before the session was moved or cancelled."""
    device = paired(door, START, key="b" * 43)
    first = sent(door, ticket=ticket, method="ticket", audience="residents")
    take_in(first, device=device, now=START)
    if before == "undone":
        take_in(sent(door, undo_of=first["id"]), device=device, now=START)


def answered(door: Session, ticket: str | None, count: int, moment: datetime) -> str:
    """What the ledger says to an entry of now."""
    method = Method.TICKET if ticket else Method.TURNSTILE
    entry = sent(door, ticket=ticket, method=method.value, count=count, occurred_at=moment.isoformat())
    (answer,) = take_in(entry, device=paired(door, START), now=moment)
    return str(answer.code or answer.status)


def cases(door: Session) -> Iterator[dict[str, Any]]:
    for number, state in enumerate(STATES):
        changes = {name: value for name, value in state.items() if name != "off"}
        for moment in TIMES:
            for ticket, count, before in ASKED:
                with transaction.atomic():
                    if before:
                        came_before(door, ticket, before)
                    Session.objects.filter(pk=door.pk).update(**changes)
                    if state.get("off"):
                        Activity.objects.filter(pk=door.activity_id).update(
                            status=ActivityStatus.CANCELLED, cancel_reason="暴雨"
                        )
                    code = answered(door, ticket, count, moment)
                    transaction.set_rollback(True)
                yield {
                    "session": number,
                    "now": moment.isoformat(),
                    "ticket": ticket,
                    "of": OF.get(ticket) if ticket else None,
                    "count": count,
                    "before": before,
                    "answer": code,
                }


def session_in(door: Session, state: dict[str, Any]) -> dict[str, Any]:
    """The session as the phone has it in its roster."""
    found = Session.objects.select_related("activity", "venue").get(pk=door.pk)
    for name, value in state.items():
        if name != "off":
            setattr(found, name, value)
    if state.get("off"):
        found.activity.status = ActivityStatus.CANCELLED.value
    scanner = Scanner(paired(door, START, key="r" * 43), frozenset({door.activity_id}))
    expected, _more = people_at(scanner, found, "")
    scanner.device.delete()
    said = session_json(found)
    kept = ("id", "starts_at", "ends_at", "counts_from", "counts_until", "cancelled", "capacity")
    return {name: said[name] for name in kept} | {"expected": expected}


def test_the_phones_table_is_what_the_ledger_answers(door: Session, tmp_path: Path) -> None:
    made = {"sessions": [session_in(door, state) for state in STATES], "roster": [HERE, SIBLING]}
    lines = [json.dumps(case, ensure_ascii=False) for case in cases(door)]
    head = json.dumps(made, ensure_ascii=False, indent=1)
    text = head[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"
    fresh = tmp_path / TABLE.name
    if text != TABLE.read_text(encoding="utf-8"):
        fresh.write_text(text, encoding="utf-8")
        pytest.fail(f"the ledger answers otherwise: let the phone judge as in {fresh}, which becomes the table")
