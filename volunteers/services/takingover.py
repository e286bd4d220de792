"""Taking over what was served before: volunteers, positions and their service, many at once.

The rules are those of the single deeds, and the database's; nobody is told of what is long over.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import uuid6
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.clock import city_day
from core.errors import Invalid, NotAllowed
from core.identifiers import drawn
from volunteers.facts import VolunteerFacts
from volunteers.models import (
    Application,
    ApplicationState,
    IdType,
    Position,
    ServiceKind,
    ServiceRecord,
    ServiceState,
    ServiceStep,
    SignEvent,
    SignKind,
    Volunteer,
)
from volunteers.rules import NOTICE, Window, age_on, birth_in, counted_start, new_number, normal_id, stretch
from volunteers.services.volunteers import volunteer_values, what_is_wrong

BATCH = 500
CONFIRMED_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PastVolunteer:
    """A profile with the account that it belongs to, and since when."""

    user_id: int
    facts: VolunteerFacts
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class PastStint:
    """A volunteer's coming and going; `is_added`: nobody signed, it was written down afterwards."""

    volunteer_id: int
    came: datetime
    went: datetime
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class PastPosition:
    """A position of a session as it was served."""

    session_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    stints: tuple[PastStint, ...]


def _only_office(by: Actor) -> None:
    if not by.sees_all:
        raise NotAllowed("take_over", _("以往的服务由领导小组办公室录入。"))


@transaction.atomic
def take_over_volunteers(
    *,
    items: Sequence[PastVolunteer],
    by: Actor,
    is_demonstration: bool = False,
    below: Callable[[int], int] = secrets.randbelow,
) -> list[Volunteer]:
    """Make accounts' owners volunteers, all or none; `below` draws the digits of their numbers.

    Raises NotAllowed, Invalid with the item's `index`.
    """
    _only_office(by)
    taken = set(Volunteer.objects.values_list("number", flat=True))
    rows: list[Volunteer] = []
    for index, item in enumerate(items):
        number = normal_id(item.facts.id_number)
        born = birth_in(number) if item.facts.id_type == IdType.RESIDENT else item.facts.birth_date
        age = age_on(born, city_day(item.joined_at)) if born else None
        wrong = what_is_wrong(item.facts, number=number, age=age)
        if wrong or born is None:
            raise Invalid("volunteer_invalid", next(iter(wrong.values()))[0], fields=wrong, index=index)
        joined = city_day(item.joined_at).year
        free = drawn(partial(new_number, joined, below), taken)
        taken.add(free)
        rows.append(
            Volunteer(
                user_id=item.user_id,
                number=free,
                joined_at=item.joined_at,
                is_demonstration=is_demonstration,
                **volunteer_values(item.facts, number, born, item.joined_at),
            )
        )
    return Volunteer.objects.bulk_create(rows, batch_size=BATCH)


@transaction.atomic
def take_over_service(*, positions: Sequence[PastPosition], proposed_by: int, by: Actor, now: datetime) -> int:
    """Write positions with their service, confirmed and final, all or none; how many records.

    What was added needs a second person: `proposed_by` is who wrote it down, `by` confirms. Raises NotAllowed.
    """
    _only_office(by)
    made = Position.objects.bulk_create([_position(one) for one in positions], batch_size=BATCH)
    pairs = [(row, stint) for row, past in zip(made, positions, strict=True) for stint in past.stints]
    applications = Application.objects.bulk_create([_application(*pair) for pair in pairs], batch_size=BATCH)
    stints = [stint for _row, stint in pairs]
    signs = [
        _sign(row, kind, stint, now)
        for row, stint in zip(applications, stints, strict=True)
        if not stint.is_added
        for kind in (SignKind.IN, SignKind.OUT)
    ]
    SignEvent.objects.bulk_create(signs, batch_size=BATCH)
    goings = {sign.application_id: sign for sign in signs if sign.kind == SignKind.OUT}
    services = ServiceRecord.objects.bulk_create(
        [
            _service(row, stint, goings.get(row.pk), proposed_by, by)
            for row, stint in zip(applications, stints, strict=True)
        ],
        batch_size=BATCH,
    )
    steps = [
        ServiceStep(service=row, state=ServiceState.FINAL, by_id=by.user_id, at=row.notice_until or now)
        for row in services
    ]
    ServiceStep.objects.bulk_create(steps, batch_size=BATCH)
    return len(services)


def _position(past: PastPosition) -> Position:
    places = len(past.stints)
    return Position(
        session_id=past.session_id,
        title=past.title,
        places=max(1, places),
        taken=places,
        starts_at=past.starts_at,
        ends_at=past.ends_at,
    )


def _application(position: Position, stint: PastStint) -> Application:
    before = position.starts_at - timedelta(days=3)
    return Application(
        position=position,
        volunteer_id=stint.volunteer_id,
        state=ApplicationState.ACCEPTED,
        starts_at=position.starts_at,
        ends_at=position.ends_at,
        applied_at=before,
        decided_at=before,
    )


def _sign(row: Application, kind: SignKind, stint: PastStint, now: datetime) -> SignEvent:
    moment = stint.came if kind is SignKind.IN else stint.went
    return SignEvent(id=uuid6.uuid7(), application=row, kind=kind, occurred_at=moment, received_at=now)


def _service(row: Application, stint: PastStint, going: SignEvent | None, proposed_by: int, by: Actor) -> ServiceRecord:
    window = Window(row.starts_at, row.ends_at)
    starts = max(stint.came, window.starts_at) if stint.is_added else counted_start(window, stint.came)
    latest = window.ends_at if stint.is_added else window.latest
    found = stretch(window, starts, stint.went, latest)
    confirmed = found.ends_at + CONFIRMED_AFTER
    return ServiceRecord(
        volunteer_id=stint.volunteer_id,
        application=row,
        kind=ServiceKind.ADDED if stint.is_added else ServiceKind.SIGNED,
        state=ServiceState.FINAL,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        minutes=found.minutes,
        window_start=window.starts_at,
        window_end=window.ends_at,
        latest_end=latest,
        flags=[str(one) for one in found.odd],
        reason=_("以往的服务，事后录入") if stint.is_added else "",
        proposed_by_id=proposed_by if stint.is_added else None,
        confirmed_by_id=by.user_id,
        confirmed_at=confirmed,
        notice_until=confirmed + NOTICE,
        closed_by=going,
        created_at=found.ends_at,
    )
