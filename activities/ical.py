"""Sessions as a calendar, RFC 5545."""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from activities.models import ActivityStatus, Session
from activities.wording import where_text

MEDIA_TYPE = "text/calendar; charset=utf-8"
LINE_BYTES = 75


def calendar(entries: Iterable[tuple[Session, str]], name: str, now: datetime) -> bytes:
    """Sessions with the address of the page of each; cancelled ones say so."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Science Map//sciencemap//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for session, url in entries:
        lines += _event(session, url, now)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) + b"\r\n" for line in lines)


def _event(session: Session, url: str, now: datetime) -> list[str]:
    activity = session.activity
    is_off = session.cancelled_at is not None or activity.status == ActivityStatus.CANCELLED
    place = ", ".join(filter(None, [where_text(session), session.address]))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{session.public_id}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{moment(now)}",
        f"DTSTART:{moment(session.starts_at)}",
        f"DTEND:{moment(session.ends_at)}",
        f"SUMMARY:{escaped(activity.label)}",
        f"LOCATION:{escaped(place)}",
        f"SEQUENCE:{activity.version}",
        f"STATUS:{'CANCELLED' if is_off else 'CONFIRMED'}",
        f"URL:{url}",
    ]
    if activity.summary:
        lines.append(f"DESCRIPTION:{escaped(activity.summary)}")
    if session.point is not None:
        lines.append(f"GEO:{session.point.y:.6f};{session.point.x:.6f}")
    return [*lines, "END:VEVENT"]


def moment(value: datetime) -> str:
    """A moment in UTC."""
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value: no line of it can begin a property."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
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
