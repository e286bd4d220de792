"""What was held before the system knew of it, as values."""

from dataclasses import dataclass
from datetime import datetime

from activities.facts import ActivityFacts
from activities.models import Method, ResultState
from activities.results import ResultFacts


@dataclass(frozen=True, slots=True)
class PastParty:
    """A party that had registered, without names, and whether it came: by its ticket, at a moment."""

    people: int
    audience: str
    came_at: datetime | None


@dataclass(frozen=True, slots=True)
class PastCrowd:
    """Person-times of one audience that were counted on site, by what means and when."""

    count: int
    audience: str
    method: Method
    at: datetime


@dataclass(frozen=True, slots=True)
class PastResult:
    """What was reported of a session, when, and how far it has come."""

    facts: ResultFacts
    state: ResultState
    reported_at: datetime
    reason: str = ""  # of sending it back


@dataclass(frozen=True, slots=True)
class PastSession:
    """What came to a session, in the order of the activity's facts."""

    parties: tuple[PastParty, ...] = ()
    crowds: tuple[PastCrowd, ...] = ()
    result: PastResult | None = None


@dataclass(frozen=True, slots=True)
class PastActivity:
    """A public activity as it was held. Its facts have a reference, by which it is taken over once."""

    facts: ActivityFacts
    published_at: datetime
    sessions: tuple[PastSession, ...]
