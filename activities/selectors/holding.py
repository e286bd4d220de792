"""What a session that has begun has already: as long as it has any of it, it was held.

Rooms to the right say what of theirs hangs on a session: an app registers with `holds`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from activities.models import CheckIn, ResultState, Session, SessionResult
from activities.wording import when_text
from core.errors import Sentence

Holder = Callable[[Collection[int]], Mapping[int, Sentence]]  # of sessions by key: what they have, in words
_holders: list[Holder] = []


def holds(holder: Holder) -> Holder:
    """Register what tells what sessions have besides 人次 and results. Twice is once."""
    if holder not in _holders:
        _holders.append(holder)
    return holder


@dataclass(frozen=True, slots=True)
class Holding:
    """What a session has: 人次 in the ledger by any method, results that stand (their state), and `others` in words."""

    session: Session
    people: int
    result: str
    others: tuple[Sentence, ...]

    @property
    def words(self) -> str:
        said = [_("%(n)d 人次") % {"n": self.people}] if self.people else []
        if self.result:
            said.append(_("结果%(state)s") % {"state": ResultState(self.result).label})
        return _("、").join([*said, *map(str, self.others)])

    @property
    def sentence(self) -> str:
        when = when_text(self.session.starts_at, self.session.ends_at)
        return _("%(when)s 这一场已经举办，有%(what)s。") % {"when": when, "what": self.words}

    @property
    def can_be_taken_back(self) -> bool:
        return bool(self.people or self.result)


def holdings_of(sessions: Collection[Session], now: datetime) -> dict[int, Holding]:
    """What sessions that have begun have, by key; those without anything are missing."""
    begun = {session.pk: session for session in sessions if session.starts_at <= now and session.cancelled_at is None}
    rows = CheckIn.objects.filter(session__in=begun).order_by().values("session").annotate(n=Sum("count"))
    people = {row["session"]: row["n"] for row in rows if row["n"]}
    stands = SessionResult.objects.filter(session__in=begun).exclude(state=ResultState.SENT_BACK)
    results = dict(stands.values_list("session", "state"))
    others = [holder(list(begun)) for holder in _holders] if begun else []
    return {
        key: Holding(session, people.get(key, 0), str(results.get(key, "")), found)
        for key, session in begun.items()
        for found in (tuple(one[key] for one in others if key in one),)
        if key in people or key in results or found
    }
