"""What waits for a reviewer's decision: new venues and changes of public ones, in one queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Case, DateTimeField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.permissions import Actor
from accounts.selectors.people import counties_with_reviewers
from core.clock import city_day
from venues.models import EDITED_IN_PLACE, RevisionState, Venue, VenueRevision, VenueStatus
from venues.models.venue import VenueQuerySet

LONGEST_QUEUE = 500  # places among which “next” is looked for


class QueueTab(StrEnum):
    """What of the queue is shown: what is this reviewer's to do, or everything that he could."""

    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A place in the queue. `revision` is None for a venue that is new."""

    venue: Venue
    revision: VenueRevision | None
    since: datetime
    days: int
    is_escalated: bool


def review_queue(actor: Actor, now: datetime, tab: QueueTab = QueueTab.MINE) -> VenueQuerySet:
    """The venues on which the actor has to decide, oldest first; for the office the escalated before all.

    Each has `since`, and `escalated` (0 or 1). What is escalated has waited longer than the days of
    REVIEW_ESCALATION_DAYS; the office's own are these and what no county office could take.
    """
    limit = escalates_before(now)
    waiting: Any = (
        Venue.objects.reviewed_by(actor)
        .filter(
            Q(status=VenueStatus.SUBMITTED)
            | (~Q(status__in=EDITED_IN_PLACE) & Q(pk__in=_submitted_revisions().values("venue")))
        )
        .annotate(since=_since())
        .annotate(escalated=Case(When(since__lte=limit, then=1), default=0, output_field=IntegerField()))
    )
    order = ["since", "pk"]
    if actor.sees_all:
        order.insert(0, "-escalated")
    if actor.sees_all and tab is QueueTab.MINE:
        covered = counties_with_reviewers(city_day(now))
        waiting = waiting.filter(Q(escalated=1) | ~(Q(county__in=covered) | Q(zone__in=covered)))
    queue: VenueQuerySet = waiting.order_by(*order)
    return queue


def escalated_queue(actor: Actor, now: datetime) -> VenueQuerySet:
    """Of the whole queue what has waited too long."""
    queue: Any = review_queue(actor, now, QueueTab.ALL)  # its annotations are no fields
    found: VenueQuerySet = queue.filter(since__lte=escalates_before(now))
    return found


def escalates_before(now: datetime) -> datetime:
    """What was handed in at this moment or earlier is escalated at `now`."""
    return now - timedelta(days=settings.REVIEW_ESCALATION_DAYS)


def _submitted_revisions() -> QuerySet[VenueRevision]:
    return VenueRevision.objects.filter(state=RevisionState.SUBMITTED)


def _since() -> Coalesce:
    """When the venue was handed in, else its change."""
    revision = _submitted_revisions().filter(venue=OuterRef("pk")).values("submitted_at")[:1]
    own = Case(
        When(status=VenueStatus.SUBMITTED, then=Coalesce("submitted_at", "updated_at")),
        default=Value(None, DateTimeField()),
    )
    return Coalesce(own, Subquery(revision), F("updated_at"))


def queue_items(found: Sequence[Venue], now: datetime) -> list[QueueItem]:
    """The places of a page of `review_queue`, with their open changes; one query."""
    revisions = {
        revision.venue_id: revision
        for revision in _submitted_revisions().filter(venue__in=[venue.pk for venue in found]).select_related("author")
    }
    return [
        QueueItem(
            venue=venue,
            revision=None if venue.status == VenueStatus.SUBMITTED else revisions.get(venue.pk),
            since=venue.since,  # type: ignore[attr-defined]
            days=(city_day(now) - city_day(venue.since)).days,  # type: ignore[attr-defined]
            is_escalated=bool(venue.escalated),  # type: ignore[attr-defined]
        )
        for venue in found
    ]


def neighbours(queue: QuerySet[Any], public_id: str) -> tuple[str, str, int, int]:
    """The public ids before and after one in the queue (empty at its ends), its place from 1, and how many wait."""
    ids = list(queue.values_list("public_id", flat=True)[:LONGEST_QUEUE])
    if public_id not in ids:
        return "", ids[0] if ids else "", 0, len(ids)
    place = ids.index(public_id)
    before = ids[place - 1] if place else ""
    after = ids[place + 1] if place + 1 < len(ids) else ""
    return before, after, place + 1, len(ids)
