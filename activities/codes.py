"""Codes on site: the changing one of a session's screen, the fixed one of its poster, and the forms they open.

A code is the session's public id, a letter for its kind and 12 bytes of an HMAC in base64url: 16
characters without padding, so there is one spelling. The screen's code is made for a step of 30
seconds and holds for the step before and after too: nobody can use it 90 seconds after it was first shown.
The poster's holds as long as the server's ticket key; whoever has seen it can pass it on, so it is weak.

The kind is part of what is signed, and says what a code is for: whoever reads one names the use they have for it.
"""

import base64
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from django.conf import settings
from django.core import signing

from activities.models.checkin import Method
from core.identifiers import LENGTH, is_public_id

STEP_S = 30
STEPS_OFF = (0, -1, 1)
MAC_BYTES = 12
MAC_CHARACTERS = 16
CONTEXT = b"activities.code"
PERMIT = "activities.permit"
PERMIT_HOLDS = timedelta(minutes=5)  # two questions; who takes longer scans again
CLOCKS_APART = timedelta(minutes=1)


class Use(StrEnum):
    """What a code is shown for."""

    CHECK_IN = "check_in"  # people check in
    SERVE = "serve"  # volunteers sign in and out: whoever does must have been there


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of code: how those came who used it, whether it changes, and what alone it is for."""

    method: Method
    changes: bool
    uses: frozenset[Use]


KINDS = {
    "s": Kind(Method.SCREEN, changes=True, uses=frozenset({Use.CHECK_IN, Use.SERVE})),
    "p": Kind(Method.POSTER, changes=False, uses=frozenset({Use.CHECK_IN})),
}


@dataclass(frozen=True, slots=True)
class SiteCode:
    """What a text with a code's form says.

    `is_good` is whether it holds at the moment, for the use that was asked for; `is_for_this` is whether
    its kind is for that at all.
    """

    session: str
    method: Method
    is_good: bool
    is_for_this: bool


def screen_code(session: str, now: datetime) -> str:
    """The code on a session's screen at a moment."""
    return _code(session, "s", _step(now))


def poster_code(session: str) -> str:
    """The code on a session's poster."""
    return _code(session, "p", 0)


def seconds_left(now: datetime) -> int:
    """Until the screen shows the next code, 1 to 30."""
    return STEP_S - int(now.timestamp()) % STEP_S


def read_code(text: str, now: datetime, use: Use) -> SiteCode | None:
    """What a text says to who would use it so; None for what was never a code.

    A code of another step is told from a forged one by nobody.
    """
    if len(text) != LENGTH + 1 + MAC_CHARACTERS or not text.isascii():
        return None
    session, letter = text[:LENGTH], text[LENGTH]
    kind = KINDS.get(letter)
    if kind is None or not is_public_id(session):
        return None
    steps = [_step(now) + off for off in STEPS_OFF] if kind.changes else [0]
    # All are compared, so that the time taken says nothing.
    matches = [hmac.compare_digest(text.encode(), _code(session, letter, step).encode()) for step in steps]
    is_for_this = use in kind.uses
    return SiteCode(session, kind.method, any(matches) and is_for_this, is_for_this)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def _code(session: str, kind: str, step: int) -> str:
    said = b"\x00".join([CONTEXT, session.encode(), kind.encode(), str(step).encode()])
    mac = hmac.new(settings.TICKET_KEY, said, sha256).digest()[:MAC_BYTES]
    return f"{session}{kind}{base64.urlsafe_b64encode(mac).decode()}"


@dataclass(frozen=True, slots=True)
class Permit:
    """A form that was opened by a good code: for that code, one browser and one use, with the id of the fact to come.

    `visitor` is the browser, or the volunteer who is signed in. `undo` is what a correction takes back,
    `undo_id` the id of that taking back.
    """

    code: str
    method: Method
    visitor: str
    entry: uuid.UUID
    made_at: datetime
    undo: uuid.UUID | None = None
    undo_id: uuid.UUID | None = None

    def is_of(self, code: str, visitor: str | None) -> bool:
        """Whether it comes back from whom it was given to, under the code that opened it."""
        return visitor is not None and (self.code, self.visitor) == (code, visitor)

    def holds(self, now: datetime) -> bool:
        return -CLOCKS_APART <= now - self.made_at <= PERMIT_HOLDS


def permit_text(permit: Permit, use: Use) -> str:
    """The permit as a form carries it, signed for its use."""
    return signing.dumps(
        [
            permit.code,
            permit.method.value,
            permit.visitor,
            permit.entry.hex,
            int(permit.made_at.timestamp()),
            permit.undo.hex if permit.undo else "",
            permit.undo_id.hex if permit.undo_id else "",
        ],
        salt=f"{PERMIT}.{use}",
    )


def read_permit(text: str, use: Use) -> Permit | None:
    """The permit that a form brings back, whether or not it still holds; None for what is not ours, or not for this."""
    try:
        code, method, visitor, entry, made, undo, undo_id = signing.loads(text[:600], salt=f"{PERMIT}.{use}")
    except (signing.BadSignature, ValueError):
        return None
    return Permit(
        code,
        Method(method),
        visitor,
        uuid.UUID(entry),
        datetime.fromtimestamp(made, UTC),
        uuid.UUID(undo) if undo else None,
        uuid.UUID(undo_id) if undo_id else None,
    )
