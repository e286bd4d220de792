"""Check-ins before they are in the ledger: what a device says, read and judged without any question to the database.

The form of an entry is the contract's: id, session, ticket, count, audience, method, occurred_at, undo_of.
"""

import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities import tickets
from activities.kept import id_of, plain
from activities.models.checkin import Method
from core.crypto import lookup
from core.errors import Sentence
from core.identifiers import is_public_id

MOST_ENTRIES = 500  # in a batch
MOST_AT_ONCE = 100_000  # 人次 in one entry
# A device's clock may be wrong by hours; what happens days away from a session is something else.
FAR = timedelta(hours=24)
NEAR = timedelta(hours=2)
AHEAD = timedelta(minutes=5)
LONGEST_REASON = 200
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
YEARS = (1900, 2200)  # within which one can reckon
FARTHEST_ZONE = timedelta(hours=14)  # from UTC, anywhere on earth; a database takes less than 16 hours
SUBJECT = "activities.checkin.subject"
SUBJECT_BYTES = 16


class Code(StrEnum):
    """Why an entry can't be counted."""

    BAD_ENTRY = "bad_entry"
    BAD_COUNT = "bad_count"
    BAD_AUDIENCE = "bad_audience"
    BAD_METHOD = "bad_method"
    UNKNOWN_SESSION = "unknown_session"
    OTHER_ACTIVITY = "other_activity"
    SESSION_CANCELLED = "session_cancelled"
    UNKNOWN_TICKET = "unknown_ticket"
    OTHER_SESSION = "other_session"
    TICKET_NOT_VALID = "ticket_not_valid"
    CLOCK_OUT_OF_RANGE = "clock_out_of_range"
    OVER_CAPACITY = "over_capacity"
    UNKNOWN_TARGET = "unknown_target"
    NOT_YOURS = "not_yours"
    NO_SERVICE = "no_service"
    OTHER_TEAM = "other_team"
    OWN_SERVICE = "own_service"
    SERVICE_FAR = "service_far"
    LARGE_PARTY = "large_party"
    BURST = "burst"

    @property
    def sentence(self) -> Sentence:
        """What is wrong, for who decides."""
        return CODE_SENTENCES[self]


CODE_SENTENCES: Mapping[Code, Sentence] = {
    Code.BAD_ENTRY: _("内容读不出来。"),
    Code.BAD_COUNT: _("人数要是 1 到 100000。"),
    Code.BAD_AUDIENCE: _("人群不在词表里。"),
    Code.BAD_METHOD: _("方式不在词表里，或不能由设备上报。"),
    Code.UNKNOWN_SESSION: _("没有这个场次。"),
    Code.OTHER_ACTIVITY: _("这台设备没有配对到这个活动。"),
    Code.SESSION_CANCELLED: _("场次或活动已取消，或没有发布。"),
    Code.UNKNOWN_TICKET: _("票不是本系统签发的，或已不存在。"),
    Code.OTHER_SESSION: _("票是另一场的。"),
    Code.TICKET_NOT_VALID: _("这个报名没有确认，或已取消。"),
    Code.CLOCK_OUT_OF_RANGE: _("时间离这一场太远，请核对设备的时钟。"),
    Code.OVER_CAPACITY: _("人数超过这一场的名额。"),
    Code.UNKNOWN_TARGET: _("要撤销的签到还没有收到。"),
    Code.NOT_YOURS: _("只能撤销本设备的签到。"),
    Code.NO_SERVICE: _("志愿者的签到签退对不上岗位，需要的话请在岗位页面补录。"),
    Code.OTHER_TEAM: _("这部手机只能为本队的志愿者签到签退，别队的请扫现场屏幕上的码，或找主办方。"),
    Code.OWN_SERVICE: _("不能用自己的手机为自己签到签退，请扫现场屏幕上的码，或找主办方。"),
    Code.SERVICE_FAR: _("志愿者签到签退的时间离岗位太远，或还没有到，请核对设备的时钟。"),
    Code.LARGE_PARTY: _("没有报名，一次超过 10 人。"),
    Code.BURST: _("短时间内从同一处来了很多人。"),
}


class Flag(StrEnum):
    """What is odd about an entry that counts all the same."""

    CLOCK = "clock"  # the device's clock was wrong, and how wrong was not measured
    OFF_HOURS = "off_hours"  # hours before or after the session
    PARTY = "party"  # more people than were registered
    WEAK = "weak"  # by a printed code, which can be passed on
    BURST = "burst"  # very many in a short time from one place
    FAR = "far"  # the phone was far from the place

    @property
    def label(self) -> object:
        return FLAG_LABELS[self]


FLAG_LABELS = {
    Flag.CLOCK: _("时钟不准"),
    Flag.OFF_HOURS: _("不在活动时间内"),
    Flag.PARTY: _("超过报名人数"),
    Flag.WEAK: _("张贴码"),
    Flag.BURST: _("短时间内大量签到"),
    Flag.FAR: _("离现场较远"),
}


class Status(StrEnum):
    """What became of an entry."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    UNDONE = "undone"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `registration` and `session` are public ids; `subject` as `subject_of` makes it, None for a crowd.

    An entry with `undo_of` takes another back; all but its id, session and reason is the other's. `day` is the
    city's day on which it counts, where that does not follow from its moment.
    """

    id: uuid.UUID
    session: str
    method: Method
    count: int
    audience: str
    occurred_at: datetime
    registration: str = ""
    subject: bytes | None = None
    undo_of: uuid.UUID | None = None
    reason: str = ""
    evidence: str = ""
    flags: tuple[Flag, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that can't be judged; `sent` is what came in."""

    id: uuid.UUID
    code: Code
    session: str = ""


@dataclass(frozen=True, slots=True)
class First:
    """The row that an entry repeats, and the name of the device by which it came."""

    id: uuid.UUID
    occurred_at: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry is answered; `first` with a duplicate, `code` with what is quarantined."""

    id: uuid.UUID
    status: Status
    code: Code | None = None
    first: First | None = None


def subject_of(kind: str, identity: str) -> bytes:
    """Who one person or party is at a session: a keyed hash. Kinds: registration, user, visitor (a browser)."""
    return lookup(f"{kind} {identity}", SUBJECT)[:SUBJECT_BYTES]


def read_entry(sent: Any, *, methods: Collection[Method], audiences: Collection[str]) -> Entry | Unreadable:
    """An entry as a device sends it; mistakes become a code, never an error. Nothing of it is believed yet."""
    if not isinstance(sent, dict):
        return Unreadable(id_of(sent), Code.BAD_ENTRY)
    known_id = read_uuid(sent.get("id"))
    session = sent.get("session")
    moment = read_moment(sent.get("occurred_at"))
    undo_of, undoes = read_uuid(sent.get("undo_of")), sent.get("undo_of") is not None
    session = session if isinstance(session, str) and is_public_id(session) else ""
    if known_id is None or moment is None or (undoes and undo_of in (None, known_id)):
        return Unreadable(known_id or id_of(sent), Code.BAD_ENTRY, session)
    reason = sent.get("reason")
    entry = Entry(
        id=known_id,
        session=session,
        method=Method.PAPER,
        count=1,
        audience="",
        occurred_at=moment,
        undo_of=undo_of,
        reason=plain(reason)[:LONGEST_REASON].strip() if isinstance(reason, str) else "",
    )
    return entry if undoes else _read_fact(sent, entry, methods, audiences)


def _read_fact(
    sent: Mapping[str, Any], entry: Entry, methods: Collection[Method], audiences: Collection[str]
) -> Entry | Unreadable:
    method, count, audience = sent.get("method"), sent.get("count", 1), sent.get("audience")
    if not isinstance(method, str) or method not in methods:
        return Unreadable(entry.id, Code.BAD_METHOD, entry.session)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_AT_ONCE:
        return Unreadable(entry.id, Code.BAD_COUNT, entry.session)
    registration, said = "", ""
    given = sent.get("ticket")
    if given is not None:
        found = _ticket(given)
        if found is None:
            return Unreadable(entry.id, Code.UNKNOWN_TICKET, entry.session)
        registration, said = found
    if not audience and said:
        audience = said
    if not isinstance(audience, str) or audience not in audiences:
        return Unreadable(entry.id, Code.BAD_AUDIENCE, entry.session)
    return replace(
        entry,
        method=Method(method),
        count=count,
        audience=audience,
        registration=registration,
        subject=subject_of("registration", registration) if registration else None,
    )


def _ticket(given: Any) -> tuple[str, str] | None:
    """Registration and audience of a signed ticket, or of a registration's identifier out of the roster."""
    if not isinstance(given, str):
        return None
    if is_public_id(given):
        return given, ""
    ticket = tickets.read(given)
    return (ticket.registration, ticket.audience) if ticket else None


def read_uuid(given: Any) -> uuid.UUID | None:
    """A UUID in its one spelling."""
    if not isinstance(given, str) or len(given) != 36:
        return None
    try:
        found = uuid.UUID(given)
    except ValueError:
        return None
    return found if str(found) == given.lower() else None


def read_moment(given: Any) -> datetime | None:
    """A moment given with its offset from UTC in the form of RFC 3339, in UTC; None for all else."""
    if not isinstance(given, str) or not MOMENT.fullmatch(given):
        return None
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    if not YEARS[0] <= found.year <= YEARS[1] or abs(found.utcoffset() or timedelta()) > FARTHEST_ZONE:
        return None
    return found.astimezone(UTC)


def put_right(entry: Entry, *, now: datetime, offset: timedelta | None) -> Entry:
    """An entry by our clock. `offset` is by how much the device's clock is behind; None was not measured.

    What would lie ahead of us happened when it arrived at the latest, and is flagged.
    """
    moment = entry.occurred_at + (offset or timedelta())
    flags = entry.flags
    if now + AHEAD < moment <= now + FAR:
        moment, flags = now, (*flags, Flag.CLOCK)
    if entry.method is Method.POSTER:
        flags = (*flags, Flag.WEAK)
    return replace(entry, occurred_at=moment, flags=flags)
