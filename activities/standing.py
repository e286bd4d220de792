"""Where an activity stands as people say it: what it is follows from its status and its sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

# Who called something off by mistake has so long to take it back; people are told after it.
CALLED_OFF_WAITS = timedelta(minutes=5)


def can_be_restored(at: datetime | None, now: datetime) -> bool:
    """Whether what was called off at a moment can still be taken back."""
    return at is not None and now < at + CALLED_OFF_WAITS


class Standing(StrEnum):
    """An activity's standing; DRAFT, SUBMITTED, RETURNED and CANCELLED are its status, the rest follow."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    POSTPONED = "postponed"  # a session that is still to come has been moved
    HELD = "held"  # all sessions are over, not all results are in
    REPORTED = "reported"  # all results are in, not all confirmed
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> object:
        return STANDING_LABELS[self]


STANDING_LABELS = {
    Standing.DRAFT: _("草稿"),
    Standing.SUBMITTED: _("待审核"),
    Standing.RETURNED: _("已退回"),
    Standing.PUBLISHED: _("已发布"),
    Standing.POSTPONED: _("已改期"),
    Standing.HELD: _("已举办，待填报"),
    Standing.REPORTED: _("已填报，待确认"),
    Standing.CONFIRMED: _("已确认"),
    Standing.CANCELLED: _("已取消"),
}


@dataclass(frozen=True, slots=True)
class SessionStanding:
    """What the standing depends on of one session. `result` is the state of its results, empty without any."""

    ends_at: datetime
    is_cancelled: bool = False
    is_moved: bool = False
    result: str = ""


def standing_of(status: str, sessions: Collection[SessionStanding], now: datetime) -> Standing:
    """The standing at a moment. Cancelled sessions count for nothing, unless there is no other."""
    if status != "published":
        return Standing(status)
    live = [session for session in sessions if not session.is_cancelled]
    if not live:
        return Standing.CANCELLED if sessions else Standing.PUBLISHED
    if any(session.ends_at > now for session in live):
        moved = any(session.is_moved and session.ends_at > now for session in live)
        return Standing.POSTPONED if moved else Standing.PUBLISHED
    results = {session.result for session in live}
    if results == {"confirmed"}:
        return Standing.CONFIRMED
    return Standing.REPORTED if results <= {"confirmed", "reported"} else Standing.HELD
