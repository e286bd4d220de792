"""A session's registrants as its keepers see them: names, and numbers masked unless one is asked for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from activities.models import AgeBand, Registration, RegistrationState, Session
from activities.models.registration import OPEN
from activities.services.registrations import contact_of
from activities.services.seats import SEALED
from core.contacts import mobile_number
from core.crypto import Unreadable
from core.masking import masked_phone
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

SEARCHED = 5_000  # rows that a search for a name opens, the latest
MOST_FOUND = 200
UNREADABLE = "—"


@dataclass(frozen=True, slots=True)
class Registrant:
    """A registration as a row: `phone` is masked."""

    registration: Registration
    name: str
    phone: str
    number: str
    answers: list[tuple[str, str]]
    audience: str
    age_band: str


def counts_of(session: Session) -> dict[str, int]:
    """People by where they stand."""
    groups = {
        "confirmed": Q(state=RegistrationState.CONFIRMED),
        "pending": Q(state=RegistrationState.PENDING),
        "offered": Q(state=RegistrationState.OFFERED),
        "waiting": Q(state=RegistrationState.WAITING),
    }
    sums = session.registrations.aggregate(**{name: Sum("people", filter=q) for name, q in groups.items()})
    return {name: people or 0 for name, people in sums.items()}


def in_order(session: Session) -> QuerySet[Registration]:
    """A session's registrations, first come first."""
    return session.registrations.order_by("pk")


def found_by(session: Session, text: str) -> list[Registration]:
    """Registrations by a whole phone number or by a part of a name; at most MOST_FOUND."""
    number = mobile_number(text)
    rows = session.registrations
    if number is not None:
        return list(rows.filter(contact=contact_of(number)).order_by("pk")[:MOST_FOUND])
    part = text.strip().casefold()
    latest = opened(rows.filter(erased_at=None).order_by("-pk")[:SEARCHED])
    return [row for row in latest if part in f"{row.name or ''} {row.group_name}".casefold()][:MOST_FOUND]


def opened(rows: Iterable[Registration]) -> Iterator[Registration]:
    """Rows whose sealed columns can be read; the others come without them."""
    if not isinstance(rows, QuerySet):
        yield from rows
        return
    try:
        yield from list(rows)
    except Unreadable:
        for row in rows.defer(*SEALED):
            row.name = row.phone = row.answers = None
            yield row


def as_rows(rows: Iterable[Registration], session: Session) -> list[Registrant]:
    """Registrations as rows of a table."""
    labels = {question["key"]: question["label"] for question in session.activity.questions}
    return [_row(row, labels) for row in opened(rows)]


def _row(row: Registration, labels: dict[str, str]) -> Registrant:
    said: dict[str, Any] = json.loads(row.answers) if row.answers else {}
    return Registrant(
        registration=row,
        name=row.name or UNREADABLE,
        phone=masked_phone(row.phone) if row.phone else UNREADABLE,
        number=row.phone or "",
        answers=[(labels.get(key, key), str(answer)) for key, answer in said.items() if answer],
        audience=words().term(Vocabulary.AUDIENCE, row.audience),
        age_band=str(AgeBand(row.age_band).label),
    )


def on_the_roster(session: Session) -> QuerySet[Registration]:
    """Who is expected: confirmed, offered or to be decided on."""
    expected = [state.value for state in OPEN - {RegistrationState.WAITING}]
    return in_order(session).filter(state__in=expected)
