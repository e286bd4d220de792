"""What a session offers to who wants to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from activities.models import Session
from activities.registering import SessionTerms, why_closed
from activities.services.registrations import people_waiting, terms_of
from core.errors import Sentence
from venues.models import Vocabulary
from venues.selectors.vocabulary import Words, words


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether and how a place can be had now. `free` and `waiting` are people; `free` is None without a limit."""

    terms: SessionTerms
    closed: Sentence | None
    free: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        """Whether who comes now can only wait."""
        return self.free is not None and (self.free == 0 or self.waiting > 0)


def audiences_of(session: Session, known: Words | None = None) -> dict[str, str]:
    """The labels of the audiences to choose from: the activity's own, else all, by identifier in order."""
    terms = (known or words()).terms[Vocabulary.AUDIENCE]
    chosen = [name for name in terms if name in session.activity.audiences] or list(terms)
    return {name: terms[name].label for name in chosen}


def offers_of(sessions: Collection[Session], now: datetime) -> dict[int, Offer]:
    """The offers of many sessions by key; as many queries for all as for one."""
    waiting, known = people_waiting(sessions), words()
    return {session.pk: _offer(session, now, known, waiting.get(session.pk, 0)) for session in sessions}


def offer_of(session: Session, now: datetime) -> Offer:
    """What a session offers at a moment; one query. The session comes with its activity."""
    return _offer(session, now, words(), people_waiting([session]).get(session.pk, 0))


def _offer(session: Session, now: datetime, known: Words, waiting: int) -> Offer:
    terms = terms_of(session, frozenset(audiences_of(session, known)), waiting)
    return Offer(terms, why_closed(terms, now), terms.free, terms.waiting)


def public_session(activity: str, session: str) -> Session | None:
    """A session of a public activity by their public identifiers."""
    found = Session.objects.public().select_related("activity__unit", "activity__venue", "venue")
    return found.filter(public_id=session, activity__public_id=activity).first()
