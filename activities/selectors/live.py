"""A session while it takes place: who is in, by what means and when; which devices are out there.

The figures are one pass over the session's own part of the ledger's index, whatever lies beside it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from activities.models import CheckIn, Method, QuarantinedEntry, QuarantineState, RegistrationState, Session
from core.sql import fetch
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

LATEST = 20
MOST_DEVICES = 50
MOST_BARS = 60
AROUND = timedelta(minutes=30)
QUIET_AFTER = timedelta(minutes=10)

# What was undone is taken off where it was, not when that was found out.
FIGURES = """
SELECT grouping(row.audience, row.method, bar), row.audience, row.method, bar, sum(row.count),
    count(row.subject) FILTER (WHERE row.undo_of_id IS NULL)
        - count(row.subject) FILTER (WHERE row.undo_of_id IS NOT NULL),
    count(row.registration_id) FILTER (WHERE row.undo_of_id IS NULL)
        - count(row.registration_id) FILTER (WHERE row.undo_of_id IS NOT NULL)
FROM activities_checkin row
LEFT JOIN activities_checkin fact ON fact.id = row.undo_of_id
CROSS JOIN LATERAL width_bucket(
    extract(epoch FROM coalesce(fact.occurred_at, row.occurred_at)), %(first)s, %(last)s, %(bars)s
) AS bar
WHERE row.session_id = %(session)s AND row.method <> %(online)s
GROUP BY GROUPING SETS ((row.audience), (row.method), (bar), ())
"""
BY_AUDIENCE, BY_METHOD, BY_BAR, ALL = 0b011, 0b101, 0b110, 0b111


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
    of = {kind: [row for row in rows if row[0] == kind] for kind in (BY_AUDIENCE, BY_METHOD, BY_BAR, ALL)}
    whole = of[ALL][0] if of[ALL] else (0,) * 7
    by_bar = {row[3]: int(row[4]) for row in of[BY_BAR]}
    term = words().term
    return Figures(
        people=int(whole[4] or 0),
        parties=int(whole[6] or 0),
        audiences=_lines([(term(Vocabulary.AUDIENCE, row[1]), int(row[4])) for row in of[BY_AUDIENCE]]),
        methods=_lines([(str(Method(row[2]).label), int(row[4])) for row in of[BY_METHOD]]),
        bars=[Bar(first + timedelta(minutes=minutes * n), by_bar.get(n + 1, 0)) for n in range(count)],
        minutes=minutes,
        outside=by_bar.get(0, 0) + by_bar.get(count + 1, 0),
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


def latest_of(session: Session) -> QuerySet[CheckIn]:
    """The latest facts, undone ones marked."""
    undone = CheckIn.objects.filter(undo_of=OuterRef("pk"))
    rows = CheckIn.objects.filter(session=session, undo_of=None).select_related("device", "actor")
    return rows.annotate(is_undone=Exists(undone)).order_by("-id")[:LATEST]


def devices_of(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Devices of the session's activity with what they told last."""
    rows = session.activity.devices.order_by("revoked_at", "name", "pk")[:MOST_DEVICES]
    return [
        {
            "device": device,
            "is_working": device.revoked_at is None and device.expires_at > now,
            "is_quiet": device.heard_at is None or now - device.heard_at > QUIET_AFTER,
        }
        for device in rows
    ]


def quarantine_of(activity_id: int) -> QuerySet[QuarantinedEntry]:
    """Entries of an activity that could not be counted; where no session is known, by the device that sent them."""
    mine = Q(session__activity_id=activity_id) | Q(session=None, device__activities=activity_id)
    return QuarantinedEntry.objects.filter(mine).select_related("session", "device", "decided_by").distinct()


def waiting_count(activity_id: int) -> int:
    """How many entries wait for a decision."""
    return quarantine_of(activity_id).filter(state=QuarantineState.WAITING).count()
