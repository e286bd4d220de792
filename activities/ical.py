"""Sessions as a calendar, RFC 5545."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from activities.models import ActivityStatus, Session
from activities.wording import where_text
from core.geo import LonLat, lonlat
from core.text import cleaned

MEDIA_TYPE = "text/calendar; charset=utf-8"
LINE_BYTES = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar; `number` identifies it here, aware times."""

    number: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    url: str
    sequence: int = 0
    is_off: bool = False
    about: str = ""
    point: LonLat | None = None


def calendar(entries: Iterable[tuple[Session, str]], name: str, now: datetime) -> bytes:
    """Sessions with the address of the page of each; cancelled ones say so."""
    return calendar_of((_event_of(session, url) for session, url in entries), name, now)


def calendar_of(events: Iterable[Event], name: str, now: datetime) -> bytes:
    """A calendar's bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Science Map//sciencemap//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _lines(event, now)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) + b"\r\n" for line in lines)


def _event_of(session: Session, url: str) -> Event:
    activity = session.activity
    return Event(
        number=session.public_id,
        title=activity.label,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=", ".join(filter(None, [where_text(session), session.address])),
        url=url,
        sequence=activity.version,
        is_off=session.cancelled_at is not None or activity.status == ActivityStatus.CANCELLED,
        about=activity.summary,
        point=lonlat(session.point) if session.point is not None else None,
    )


def _lines(event: Event, now: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.number}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{moment(now)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"LOCATION:{escaped(event.place)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.is_off else 'CONFIRMED'}",
        f"URL:{event.url}",
    ]
    if event.about:
        lines.append(f"DESCRIPTION:{escaped(event.about)}")
    if event.point is not None:
        lines.append(f"GEO:{event.point.lat:.6f};{event.point.lon:.6f}")
    return [*lines, "END:VEVENT"]


def moment(value: datetime) -> str:
    """A moment in UTC."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value: no line of it can begin a property."""
    plain = cleaned(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, never cut within a character."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        data = character.encode()
        if len(piece) + len(data) > LINE_BYTES - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += data
    return b"\r\n ".join([*pieces, piece])
