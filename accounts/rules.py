"""Decisions about signing in by phone: values in, answer out."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.contacts import without_gaps

CODE_DIGITS = 6
CODE_LIFE = timedelta(minutes=5)
GUESSES = 5
RESEND_AFTER = timedelta(seconds=60)
# The privacy notice's version is its day; a change of its text is a new version.
PRIVACY_NOTICE = "2026-11-28"


def normal_code(text: str) -> str | None:
    """The six digits of a code as typed or pasted, or None."""
    digits = without_gaps(text)
    return digits if re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits) else None


class Refusal(StrEnum):
    """Why a code lets nobody in."""

    NONE = "no_code"
    SPENT = "code_spent"
    EXPIRED = "code_expired"
    WRONG = "code_wrong"


@dataclass(frozen=True, slots=True)
class Issued:
    """What is known of a code that was sent."""

    expires_at: datetime
    attempts: int
    used_at: datetime | None


def why_not_try(issued: Issued | None, now: datetime) -> Refusal | None:
    """Whether a guess may be compared at all; a used code is as good as none."""
    if issued is None or issued.used_at is not None:
        return Refusal.NONE
    if now >= issued.expires_at:
        return Refusal.EXPIRED
    return Refusal.SPENT if issued.attempts >= GUESSES else None


def wait_before_resend(sent_at: datetime | None, now: datetime) -> int:
    """Seconds until another code may be sent to the same number; 0 when it may."""
    if sent_at is None:
        return 0
    left = sent_at + RESEND_AFTER - now
    return max(0, min(int(RESEND_AFTER.total_seconds()), -(-left // timedelta(seconds=1))))
