"""What a scanner holds to work without a line: its sessions, who is expected, and the words for the door.

The sessions come first and at once; who is expected comes in pages of a bounded size, so that a line of
20 kbit/s brings them one after the other and goes on where it was cut. A session's `version` moves with
whatever moves one of its pages.

No more of a person than the door needs: a masked name and the phone's last four digits, by which somebody
without a ticket is found. A group's name (a class, say) is given whole.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from activities.checkins import FAR
from activities.models import ActivityStatus, CheckIn, Registration, RegistrationState, RepeatedEntry, Session
from activities.models.activity import PUBLIC
from activities.selectors.devices import Scanner
from activities.selectors.registrants import opened
from activities.services.serving import who_serves
from activities.wording import where_text
from core.clock import city_time
from core.errors import NotFound
from core.sql import fetch
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

BEFORE, AFTER = timedelta(days=2), timedelta(days=21)
MOST_SESSIONS = 60
PAGE = 100  # parties; some ten thousand bytes, before they are packed
MOST_REPEATS = 200
MASK = "＊"
# What a page can show: names are compared sealed, and check-ins by their number, since none is ever taken away.
EXPECTED = """
SELECT session.id, count(party.id), md5(concat_ws(' ',
    string_agg(concat_ws(' ', party.id, party.people, party.audience, party.group_name, md5(party.name),
        md5(party.phone)), ',' ORDER BY party.id),
    (SELECT count(*) FROM activities_checkin fact WHERE fact.session_id = session.id)))
FROM unnest(%(sessions)s::bigint[]) session(id)
LEFT JOIN activities_registration party ON party.session_id = session.id AND party.state = 'confirmed'
GROUP BY session.id"""


def sessions_of(scanner: Scanner, now: datetime) -> list[Session]:
    """The sessions of a device around now, the next first in time; those that were cancelled too, so that it knows."""
    found = _within(scanner).filter(ends_at__gt=now - BEFORE, starts_at__lt=now + AFTER)
    return list(found.select_related("activity", "venue").order_by("starts_at", "pk")[:MOST_SESSIONS])


def session_of(scanner: Scanner, public_id: str) -> Session:
    """One session of a device. Raises NotFound."""
    found = _within(scanner).filter(public_id=public_id[:10]).first()
    if found is None:
        raise NotFound("session", _("没有这个场次。"))
    return found


def _within(scanner: Scanner) -> QuerySet[Session]:
    found = Session.objects.filter(activity__in=scanner.activities, activity__status__in=[one.value for one in PUBLIC])
    return found if scanner.sessions is None else found.filter(pk__in=scanner.sessions)


def roster(scanner: Scanner, sessions: Sequence[Session]) -> Any:
    """All that a device keeps but who is expected, as JSON; the same state gives the same text."""
    people = _people(sessions)
    serving = who_serves(sessions, scanner.device.pk)
    expected = _expected(scanner, sessions)
    return {
        "device": {"name": scanner.device.name, "expires_at": city_time(scanner.device.expires_at).isoformat()}
        | {"only_volunteers": scanner.only_volunteers},
        "repeats": _repeats(scanner, sessions),
        "audiences": [
            {"id": term.identifier, "zh": term.name, "en": term.name_en}
            for term in words().terms[Vocabulary.AUDIENCE].values()
        ],
        "sessions": [
            session_json(session)
            | dict(zip(("parties", "version"), expected[session.pk], strict=True))
            | {"people": people.get(session.pk, 0), "volunteers": serving.get(session.pk, [])}
            for session in sessions
        ],
    }


def session_json(session: Session) -> dict[str, Any]:
    """What a device needs of a session to judge at its door as the ledger will."""
    return {
        "id": session.public_id,
        "activity": session.activity.title,
        "activity_en": session.activity.title_en,
        "starts_at": city_time(session.starts_at).isoformat(),
        "ends_at": city_time(session.ends_at).isoformat(),
        "counts_from": city_time(session.starts_at - FAR).isoformat(),
        "counts_until": city_time(session.ends_at + FAR).isoformat(),
        "where": where_text(session),
        "cancelled": session.cancelled_at is not None or session.activity.status != ActivityStatus.PUBLISHED,
        "capacity": session.capacity,
    }


def _expected(scanner: Scanner, sessions: Sequence[Session]) -> dict[int, tuple[int, str]]:
    """How many parties are expected at each session, and the version of their list; nobody for volunteers' devices."""
    found = {pk: (parties, version) for pk, parties, version in fetch(EXPECTED, {"sessions": [s.pk for s in sessions]})}
    return dict.fromkeys(found, (0, "")) if scanner.only_volunteers else found


def people_at(scanner: Scanner, session: Session, after: str) -> tuple[list[dict[str, Any]], str | None]:
    """A page of who is expected at a session behind a party, in the order of registering, and where the next begins.

    Raises NotFound for a party that there is not, or not any more: then the list is begun anew.
    """
    rows = (
        Registration.objects.filter(session=session, state=RegistrationState.CONFIRMED).order_by("pk").defer("answers")
    )
    if after:
        last = Registration.objects.filter(session=session, public_id=after[:10]).values_list("pk", flat=True).first()
        if last is None:
            raise NotFound("party", _("没有这个报名。"))
        rows = rows.filter(pk__gt=last)
    if scanner.only_volunteers:
        rows = rows.none()
    page = list(opened(rows[: PAGE + 1]))
    inside = _inside(session, page[:PAGE])
    more = page[PAGE - 1].public_id if len(page) > PAGE else None
    return [_line(row, inside) for row in page[:PAGE]], more


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


def _inside(session: Session, rows: Sequence[Registration]) -> dict[int, datetime]:
    """Since when each registration is in: its fact that was not taken back."""
    facts = CheckIn.objects.filter(session=session, registration__in=rows, undo_of=None, undone_by=None)
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
