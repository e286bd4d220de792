"""What a session offers to who wants to come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from activities.models import Session
from activities.registering import SessionTerms, why_closed
from activities.services.registrations import people_waiting, terms_of
from core.disclosure import Left, left
from core.errors import Sentence
from venues.models import Vocabulary
from venues.selectors.vocabulary import Words, words

LEFT_LABELS = {
    Left.UNLIMITED: _("名额不限"),
    Left.PLENTY: _("名额充足"),
    Left.FEW: _("名额不多了"),
    Left.NONE: _("名额已满"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether and how a place can be had now: in words, for how many are taken is nobody's to know."""

    terms: SessionTerms
    closed: Sentence | None

    @property
    def left(self) -> Left:
        """Who waits already goes first."""
        return Left.NONE if self.terms.waiting and self.terms.free is not None else left(self.terms.free)

    @property
    def is_full(self) -> bool:
        """Whether who comes now can only wait."""
        return self.left is Left.NONE

    @property
    def is_limited(self) -> bool:
        return self.left is not Left.UNLIMITED

    @property
    def label(self) -> object:
        return LEFT_LABELS[self.left]


def places_left(session: Session) -> Left:
    """How many places a session has left, in words, without asking who waits."""
    return left(None if session.capacity is None else session.capacity - session.seats_taken)


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
    return Offer(terms, why_closed(terms, now))


def public_session(activity: str, session: str) -> Session | None:
    """A session of a public activity by their public identifiers."""
    found = Session.objects.public().select_related("activity__unit", "activity__venue", "venue")
    return found.filter(public_id=session, activity__public_id=activity).first()
