"""Checking in without a scanner: when people may do it by themselves, and what is kept of what they say. Pure."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.checkins import Code, Entry
from core.errors import Sentence
from core.geo import LonLat, metres_between

OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=2)
CORRECT_WITHIN = timedelta(minutes=10)
FAR_M = 2_000  # some phones tell a position in another datum, hundreds of metres off
LONGEST_POSITION = 60
MOST_OF_US = 200  # whom one person can say to have brought
MOST_UNANNOUNCED = 10  # of them without a registration; what is more is a class or a tour, for the organizer
FAMILY = 4  # up to so many behind one address are nothing odd, however many such there are


def why_not_by_oneself(
    *, is_published: bool, is_off: bool, starts_at: datetime, ends_at: datetime, now: datetime
) -> Sentence | None:
    """Why nobody can check in by a code now, or None."""
    if is_off:
        return _("这一场不举行了，请看活动介绍里的说明。")
    if not is_published:
        return _("这个活动现在没有公开，请找现场工作人员。")
    if now < starts_at - OPENS_BEFORE:
        return _("还没到签到时间，开始前两小时起可以签到。")
    if now > ends_at + CLOSES_AFTER:
        return _("这一场已经结束，不能再自助签到。漏签了请找主办方。")
    return None


def why_wait(*, people: int, registered: int, inside: int, capacity: int | None, is_burst: bool) -> Code | None:
    """Why what somebody says by themselves waits for the organizer, or None.

    What was registered is believed: those people were let in by a place. Of all else, one person can move
    the figure by no more than a handful, nobody by more than the session holds, and an address not by a crowd.
    """
    unannounced = people - registered
    if unannounced > MOST_UNANNOUNCED:
        return Code.LARGE_PARTY
    if unannounced > 0 and capacity is not None and inside + people > capacity:
        return Code.OVER_CAPACITY
    return Code.BURST if unannounced > 0 and is_burst else None


def is_far(here: str, place: LonLat) -> bool:
    """Whether a phone that says “longitude,latitude,accuracy” in WGS 84 and metres is away from a place of WGS 84.

    What can't be read says nothing: a position is a hint, and nobody is refused for it.
    """
    parts = here.split(",") if len(here) <= LONGEST_POSITION else []
    try:
        lon, lat, accuracy = (float(part) for part in parts)
    except ValueError:
        return False
    told = LonLat(lon, lat)
    if not told.is_on_earth() or not 0 <= accuracy < math.inf:
        return False
    return metres_between(told, place) - accuracy > FAR_M


def as_sent(entry: Entry) -> dict[str, Any]:
    """An entry made here in the form in which devices send theirs, to be kept should it have to wait."""
    return {
        "id": str(entry.id),
        "session": entry.session,
        "ticket": entry.registration or None,
        "count": entry.count,
        "audience": entry.audience,
        "method": entry.method.value,
        "occurred_at": entry.occurred_at.isoformat(),
        "undo_of": str(entry.undo_of) if entry.undo_of else None,
        "reason": entry.reason,
        **({"flags": ",".join(entry.flags)} if entry.flags else {}),
    }
