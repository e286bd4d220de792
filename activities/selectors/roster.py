"""What a scanner holds to work without a line: its sessions, who is expected, and the words for the door.

No more of a person than the door needs: a masked name and the phone's last four digits, by which somebody
without a ticket is found. A group's name (a class, say) is given whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Sum

from activities.models import ActivityStatus, CheckIn, Registration, RegistrationState, RepeatedEntry, Session
from activities.selectors.devices import Scanner
from activities.selectors.registrants import opened
from activities.services.serving import who_serves
from activities.wording import where_text
from core.clock import city_time
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

BEFORE, AFTER = timedelta(days=2), timedelta(days=21)
MOST_SESSIONS = 60
MOST_REGISTRATIONS = 10_000  # of a device; a ticket is checked by its signature all the same
MOST_REPEATS = 200
MASK = "＊"


def sessions_of(scanner: Scanner, now: datetime) -> list[Session]:
    """The sessions that a device may check in at around now, the next first in time."""
    found = Session.objects.filter(
        activity__in=scanner.activities,
        activity__status=ActivityStatus.PUBLISHED,
        ends_at__gt=now - BEFORE,
        starts_at__lt=now + AFTER,
    )
    if scanner.sessions is not None:
        found = found.filter(pk__in=scanner.sessions)
    return list(found.select_related("activity", "venue").order_by("starts_at", "pk")[:MOST_SESSIONS])


def expected_at(scanner: Scanner, sessions: Sequence[Session]) -> dict[int, list[Registration]]:
    """Confirmed registrations by session, at most MOST_REGISTRATIONS; none for a device that is for volunteers."""
    if scanner.only_volunteers:
        return {}
    rows = Registration.objects.filter(session__in=sessions, state=RegistrationState.CONFIRMED).order_by("pk")
    rows = rows.defer("answers")[:MOST_REGISTRATIONS]
    found: dict[int, list[Registration]] = defaultdict(list)
    for row in opened(rows):
        found[row.session_id].append(row)
    return found


def roster(scanner: Scanner, sessions: Sequence[Session], expected: Mapping[int, Iterable[Registration]]) -> Any:
    """All that a device keeps, as JSON; the same state gives the same text. A handful of queries."""
    inside = _inside(sessions)
    people = _people(sessions)
    serving = who_serves(sessions, scanner.device.pk)
    return {
        "device": {"name": scanner.device.name, "expires_at": city_time(scanner.device.expires_at).isoformat()}
        | {"only_volunteers": scanner.only_volunteers},
        "repeats": _repeats(scanner, sessions),
        "audiences": [
            {"id": term.identifier, "zh": term.name, "en": term.name_en}
            for term in words().terms[Vocabulary.AUDIENCE].values()
        ],
        "sessions": [
            {
                "id": session.public_id,
                "activity": session.activity.title,
                "activity_en": session.activity.title_en,
                "starts_at": city_time(session.starts_at).isoformat(),
                "ends_at": city_time(session.ends_at).isoformat(),
                "where": where_text(session),
                "cancelled": session.cancelled_at is not None,
                "capacity": session.capacity,
                "people": people.get(session.pk, 0),
                "expected": [_line(row, inside) for row in expected.get(session.pk, ())],
                "volunteers": serving.get(session.pk, []),
            }
            for session in sessions
        ],
    }


def _line(row: Registration, inside: Mapping[int, datetime]) -> dict[str, Any]:
    """One party: `in` is since when it is in, null while it is not."""
    since = inside.get(row.pk)
    return {
        "id": row.public_id,
        "people": row.people,
        "audience": row.audience,
        "name": row.group_name or _masked(row.name or ""),
        "tail": (row.phone or "")[-4:],
        "in": city_time(since).isoformat() if since else None,
    }


def _masked(name: str) -> str:
    return name[:1] + MASK * (len(name) - 1)


def _inside(sessions: Sequence[Session]) -> dict[int, datetime]:
    """Since when each registration is in: its fact that was not taken back."""
    facts = CheckIn.objects.filter(session__in=sessions, undo_of=None, undone_by=None).exclude(registration=None)
    return dict(facts.values_list("registration_id", "occurred_at"))


def _people(sessions: Sequence[Session]) -> dict[int, int]:
    """Person-times on site of each session so far."""
    rows = CheckIn.objects.filter(session__in=sessions).exclude(method="online")
    return dict(rows.order_by().values_list("session_id").annotate(n=Sum("count")))


def _repeats(scanner: Scanner, sessions: Sequence[Session]) -> list[dict[str, Any]]:
    """What this device let in and another took once more, the latest first: its own entry, when, and by which one."""
    rows = RepeatedEntry.objects.filter(first__session__in=sessions, first__device=scanner.device)
    rows = rows.exclude(device=None).exclude(device=F("first__device")).order_by("-received_at", "-pk")
    return [
        {"entry": str(first), "received_at": city_time(moment).isoformat(), "device": name}
        for first, moment, name in rows.values_list("first_id", "received_at", "device__name")[:MOST_REPEATS]
    ]
