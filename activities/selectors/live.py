"""A session while it takes place: who is in, by what means and when; which devices are out there.

The figures are one pass over the session's own part of the ledger's index, whatever lies beside it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Sum

from activities.models import Activity, CheckIn, Method, RegistrationState, ScannerDevice, Session
from core.sql import fetch
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

LATEST = 20
MOST_DEVICES = 50
MOST_BARS = 60
AROUND = timedelta(minutes=30)
QUIET_AFTER = timedelta(minutes=10)

# What was undone is taken off where it was, not when that was found out. The undone row is looked up for
# undoings alone: a join would walk through all sessions' keys.
FIGURES = """
SELECT row.audience, row.method,
    width_bucket(extract(epoch FROM CASE
        WHEN row.undo_of_id IS NULL THEN row.occurred_at
        ELSE (SELECT fact.occurred_at FROM activities_checkin fact WHERE fact.id = row.undo_of_id)
    END), %(first)s, %(last)s, %(bars)s) AS bar,
    sum(row.count), count(row.registration_id) FILTER (WHERE row.undo_of_id IS NULL)
        - count(row.registration_id) FILTER (WHERE row.undo_of_id IS NOT NULL)
FROM activities_checkin row
WHERE row.session_id = %(session)s AND row.method <> %(online)s
GROUP BY row.audience, row.method, bar
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A group and its person-times."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Bar:
    """What came from a moment on, for the chart's width of a bar."""

    starts_at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Person-times on site. `parties` are registrations that arrived, `outside` came before or after all bars."""

    people: int
    parties: int
    audiences: list[Line]
    methods: list[Line]
    bars: list[Bar]
    minutes: int
    outside: int


def figures_of(session: Session) -> Figures:
    """The session's figures, one query."""
    first, minutes, count = _axis(session)
    rows = fetch(
        FIGURES,
        {
            "session": session.pk,
            "online": Method.ONLINE.value,
            "first": first.timestamp(),
            "last": (first + timedelta(minutes=minutes * count)).timestamp(),
            "bars": count,
        },
    )
    audiences, methods, by_bar = Counter[str](), Counter[str](), Counter[int]()
    for audience, method, bar, people, _parties in rows:
        audiences[audience] += people
        methods[method] += people
        by_bar[bar] += people
    term = words().term
    return Figures(
        people=audiences.total(),
        parties=sum(row[4] for row in rows),
        audiences=_lines([(term(Vocabulary.AUDIENCE, name), people) for name, people in audiences.items()]),
        methods=_lines([(str(Method(name).label), people) for name, people in methods.items()]),
        bars=[Bar(first + timedelta(minutes=minutes * n), by_bar[n + 1]) for n in range(count)],
        minutes=minutes,
        outside=by_bar[0] + by_bar[count + 1],
    )


def _axis(session: Session) -> tuple[datetime, int, int]:
    """Where the bars begin, how many minutes one is wide, and how many there are."""
    span = session.ends_at - session.starts_at + 2 * AROUND
    whole = max(1, int(span.total_seconds() // 60))
    minutes = next((width for width in (1, 2, 5, 10, 15, 30, 60) if whole <= width * MOST_BARS), -(-whole // MOST_BARS))
    return session.starts_at - AROUND, minutes, -(-whole // minutes)


def _lines(groups: list[tuple[str, int]]) -> list[Line]:
    return [Line(name, people) for name, people in sorted(groups, key=lambda group: -group[1]) if people]


def registered_of(session: Session) -> dict[str, int]:
    """Confirmed parties and people."""
    found = session.registrations.filter(state=RegistrationState.CONFIRMED).aggregate(
        n=Count("pk"), people=Sum("people")
    )
    return {"parties": found["n"], "people": found["people"] or 0}


def people_in(session: Session) -> int:
    """Person-times on site so far."""
    found = CheckIn.objects.filter(session=session).exclude(method=Method.ONLINE).aggregate(n=Sum("count"))
    return int(found["n"] or 0)


def latest_of(session: Session) -> list[CheckIn]:
    """The facts that arrived last; `is_undone` marks what was taken back.

    By when they arrived: by a phone's clock, which its ids carry, what it sends would stay on top or out of sight.
    """
    rows = CheckIn.objects.filter(session=session, undo_of=None).select_related("device", "actor")
    latest = list(rows.order_by("-received_at", "-id")[:LATEST])
    undone = set(CheckIn.objects.filter(undo_of__in=[row.pk for row in latest]).values_list("undo_of_id", flat=True))
    for row in latest:
        row.is_undone = row.pk in undone  # type: ignore[attr-defined]
    return latest


def devices_of(activity: Activity, now: datetime) -> list[dict[str, Any]]:
    """Devices of an activity with what they told last; `is_known` is whether that still says how it is."""
    rows = activity.devices.order_by(F("revoked_at").asc(nulls_first=True), "name", "pk")[:MOST_DEVICES]
    return [_device(device, now) for device in rows]


def _device(device: ScannerDevice, now: datetime) -> dict[str, Any]:
    is_working = device.revoked_at is None and device.expires_at > now
    is_quiet = device.heard_at is None or now - device.heard_at > QUIET_AFTER
    return {"device": device, "is_working": is_working, "is_quiet": is_quiet, "is_known": is_working and not is_quiet}
