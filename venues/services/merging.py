"""Making one venue out of two: the dropped one's address leads to the kept one for ever.

What hangs on a venue follows: an app registers with `follows_merge` what it has to move, and is called
in the merge's own transaction. Who only has to hear of it handles the event `venue.merged`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict, NotAllowed, NotFound, Refused
from core.outbox import record
from venues.facts import VenueFacts
from venues.models import RevisionState, Step, SuspectedDouble, Venue, VenueRevision, VenueStatus
from venues.permissions import can_edit_venue, can_review_venue
from venues.rules import why_not_merge
from venues.services.steps import take_step
from venues.services.venues import index_venue, save_venue, write_venue
from venues.services.weighing import STALE

Follower = Callable[[Venue, Venue], None]  # from the dropped to the kept one
_followers: list[Follower] = []


def follows_merge(follower: Follower) -> Follower:
    """Register what moves things from the first venue, which is dropped, to the second. Twice is once."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


@dataclass(frozen=True, slots=True)
class Merge:
    """Which venue stays, which goes, at the versions that somebody compared, and what the one shall say."""

    keep_id: int
    drop_id: int
    keep_version: int
    drop_version: int
    facts: VenueFacts


@transaction.atomic
def merge_venues(*, merge: Merge, by: Actor, now: datetime) -> Venue:
    """Merge two venues, both of which the actor reviews; returns the kept one. Done again it changes nothing.

    The kept venue's status, days of closing and verification stay its own; it takes over the dropped
    one's external number if it has none. Raises Refused, NotAllowed, NotFound, Invalid by field, and
    Conflict where one of them has changed since it was compared, or is merged already.
    """
    if merge.keep_id == merge.drop_id:
        raise Refused("same_venue", _("一个场馆不能和自己合并。"))
    keep, drop = _locked(merge)
    _only_reviewer(by, keep, drop)
    if drop.merged_into_id == keep.pk:
        return keep
    if VenueStatus.MERGED in (keep.status, drop.status):
        raise Conflict("venue_merged", _("其中一个场馆刚刚已被合并，请回到疑似重复的列表看最新情况。"))
    if refusal := why_not_merge(VenueStatus(keep.status), VenueStatus(drop.status)):
        raise Refused("merge_hides", refusal)
    if (keep.version, drop.version) != (merge.keep_version, merge.drop_version):
        raise Conflict("venue_stale", STALE, version=keep.version)
    reference = keep.reference or drop.reference
    _retire(drop, keep, by=by, now=now)
    kept = save_venue(facts=_facts(merge.facts, keep, reference), by=by, now=now, venue_id=keep.pk)
    _lead_on(drop, kept)
    take_step(kept, Step.MERGED, by=by, now=now, reason=_between(drop, kept))
    take_step(drop, Step.MERGED, by=by, now=now, reason=_between(drop, kept))
    record("venue.merged", kept=kept.pk, dropped=drop.pk)
    return kept


def _locked(merge: Merge) -> tuple[Venue, Venue]:
    """Both venues, locked in the order of their keys, so that A into B and B into A at once don't wait for ever."""
    rows = {}
    for pk in sorted((merge.keep_id, merge.drop_id)):
        venue = Venue.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if venue is None:
            raise NotFound("venue", _("没有找到这个场馆。"))
        rows[pk] = venue
    return rows[merge.keep_id], rows[merge.drop_id]


def _only_reviewer(by: Actor, *venues: Venue) -> None:
    if not all(can_edit_venue(by, venue) for venue in venues):
        raise NotFound("venue", _("没有找到这个场馆。"))
    if not all(can_review_venue(by, venue) for venue in venues):
        raise NotAllowed("venue_review", _("合并由县区办公室或领导小组办公室办理。"))


def _facts(facts: VenueFacts, keep: Venue, reference: str | None) -> VenueFacts:
    """What the kept venue shall say; what follows from its own life stays."""
    return replace(
        facts,
        status=VenueStatus(keep.status),
        closed_on=keep.closed_on,
        verified_on=keep.verified_on,
        is_demonstration=keep.is_demonstration,
        reference=reference or "",
    )


def _retire(drop: Venue, keep: Venue, *, by: Actor, now: datetime) -> None:
    """Take the dropped venue off the map and out of the search; its external number is free for the kept one."""
    for revision in VenueRevision.objects.select_for_update(of=("self",)).open().filter(venue=drop):
        revision.state, revision.submitted_at, revision.decided_at = RevisionState.DISCARDED, None, now
        revision.save()
        take_step(drop, Step.REVISION_DISCARDED, by=by, now=now)
    drop.status, drop.merged_into, drop.submitted_at = VenueStatus.MERGED, keep, None
    if not keep.reference:
        drop.reference = None
    write_venue(drop, now=now)
    index_venue(drop)


def _lead_on(drop: Venue, keep: Venue) -> None:
    """What led to the dropped venue leads to the kept one, and what hung on it follows."""
    for earlier in Venue.objects.select_for_update(of=("self",)).filter(merged_into=drop).order_by("pk"):
        earlier.merged_into = keep
        earlier.save(update_fields=["merged_into"])
    SuspectedDouble.objects.filter(Q(first=drop) | Q(second=drop)).delete()
    for follower in _followers:
        follower(drop, keep)


def _between(drop: Venue, keep: Venue) -> str:
    return f"{drop.name} ({drop.public_id}) → {keep.name} ({keep.public_id})"
