"""Changing a venue that the public can see: a working copy, reviewed as a difference beside what stands.

A form saves its working copy with `save_working_copy`, whatever state the venue is in: before a
venue has been public the venue itself is the copy, afterwards an open revision is.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from core.outbox import record
from venues.differences import brought_together, differences
from venues.facts import VenueFacts
from venues.factsjson import facts_from_json, facts_to_json
from venues.models import EDITED_IN_PLACE, OPEN_STATES, RevisionState, Step, Venue, VenueRevision, VenueStatus
from venues.permissions import can_publish_venue, can_review_venue
from venues.rules import what_is_wrong
from venues.selectors.vocabulary import known_vocabulary
from venues.selectors.workingcopy import WorkingCopy, facts_of, working_copy
from venues.services.steps import stated_reason, take_step
from venues.services.venues import locked_venue, save_venue
from venues.services.weighing import STALE, county_of


@transaction.atomic
def save_working_copy(
    *, venue_id: int, facts: VenueFacts, expect_version: int, by: Actor, now: datetime
) -> WorkingCopy:
    """Keep what an editor has so far; the status stays whatever `facts` say.

    `expect_version` is the `version` of the copy that the editor started from. Raises Invalid by
    field, NotFound, and Conflict where somebody else has saved in between.
    """
    venue = locked_venue(venue_id, by=by)
    facts = _keeping(facts, venue)
    if venue.status in EDITED_IN_PLACE:
        saved = save_venue(facts=facts, by=by, now=now, venue_id=venue_id, expect_version=expect_version)
        return working_copy(saved)
    wrong = what_is_wrong(facts, known_vocabulary(), hours_before=venue.hours.expression if venue.hours else "")
    if wrong:
        raise Invalid("venue_invalid", next(iter(wrong.values()))[0], fields=wrong)
    copy = working_copy(venue)
    if copy.version != expect_version:
        raise Conflict("venue_stale", STALE, version=copy.version)
    if copy.revision is None and differences(copy.facts, facts):
        revision = VenueRevision(venue=venue, base=facts_to_json(copy.facts), version=0, created_at=now)
        _write(revision, facts, by=by, now=now)
    elif copy.revision is not None and differences(copy.facts, facts):
        _write(copy.revision, facts, by=by, now=now)
    return working_copy(venue)


def _keeping(facts: VenueFacts, venue: Venue) -> VenueFacts:
    """The facts without what an editor does not decide."""
    return replace(
        facts,
        status=VenueStatus(venue.status),
        closed_on=venue.closed_on,
        verified_on=venue.verified_on,
        is_demonstration=venue.is_demonstration,
        reference=venue.reference or "",
    )


def _write(revision: VenueRevision, facts: VenueFacts, *, by: Actor, now: datetime) -> None:
    revision.proposed = facts_to_json(facts)
    revision.version += 1
    revision.author_id = by.user_id
    revision.updated_at = now
    revision.save()


def _open_revision(venue: Venue) -> VenueRevision:
    revision = VenueRevision.objects.select_for_update(of=("self",)).open().filter(venue=venue).first()
    if revision is None:
        raise NotFound("revision", _("没有找到这份修改稿，可能已经办结。"))
    return revision


def _locked_revision(revision_id: int, by: Actor, version: int) -> tuple[VenueRevision, Venue]:
    """A submitted revision at the version that a reviewer saw, with its venue, both locked: venue first."""
    known = VenueRevision.objects.filter(pk=revision_id).first()
    if known is None:
        raise NotFound("revision", _("没有找到这份修改稿。"))
    venue = locked_venue(known.venue_id, by=by)
    if not can_review_venue(by, venue):
        raise NotAllowed("venue_review", _("审核由县区办公室或领导小组办公室办理。"))
    revision = VenueRevision.objects.select_for_update(of=("self",)).get(pk=revision_id)
    if revision.state != RevisionState.SUBMITTED or revision.version != version:
        raise Conflict("revision_moved_on", _("这份修改稿有了变化，请刷新页面看最新情况。"), state=revision.state)
    return revision, venue


def _set(revision: VenueRevision, state: RevisionState, now: datetime, **values: Any) -> VenueRevision:
    revision.state = state
    revision.submitted_at = now if state is RevisionState.SUBMITTED else None
    revision.decided_at = None if state in OPEN_STATES else now
    for name, value in values.items():
        setattr(revision, name, value)
    revision.save()
    return revision


@transaction.atomic
def submit_revision(*, venue_id: int, by: Actor, now: datetime) -> VenueRevision:
    """Hand a change in; whoever may publish the venue puts it into force at once.

    Raises Refused where nothing is changed, Conflict, Invalid, NotFound.
    """
    venue = locked_venue(venue_id, by=by)
    revision = _open_revision(venue)
    if revision.state == RevisionState.SUBMITTED:
        return revision
    proposed = facts_from_json(revision.proposed)
    if not differences(facts_from_json(revision.base), proposed):
        raise Refused("nothing_changed", _("还没有任何改动，不用提交。"))
    if proposed.given is not None:
        county_of(proposed.given)
    if can_publish_venue(by, venue):
        return _put_into_force(revision, venue, by=by, now=now)
    _set(revision, RevisionState.SUBMITTED, now, reason="")
    take_step(venue, Step.REVISION_SUBMITTED, by=by, now=now)
    record("revision.submitted", revision=revision.pk, version=revision.version)
    return revision


@transaction.atomic
def withdraw_revision(*, venue_id: int, by: Actor, now: datetime) -> VenueRevision:
    """Take a submitted change back to work on it. Raises NotFound."""
    venue = locked_venue(venue_id, by=by)
    revision = _open_revision(venue)
    if revision.state == RevisionState.SUBMITTED:
        _set(revision, RevisionState.DRAFT, now)
        take_step(venue, Step.REVISION_WITHDRAWN, by=by, now=now)
    return revision


@transaction.atomic
def discard_revision(*, venue_id: int, by: Actor, now: datetime) -> VenueRevision:
    """Give a change up; the venue stays as it is. Raises NotFound."""
    venue = locked_venue(venue_id, by=by)
    revision = _set(_open_revision(venue), RevisionState.DISCARDED, now)
    take_step(venue, Step.REVISION_DISCARDED, by=by, now=now)
    return revision


@transaction.atomic
def return_revision(*, revision_id: int, version: int, reason: str, by: Actor, now: datetime) -> VenueRevision:
    """Send a submitted change back with a reason. Raises Invalid, NotAllowed, Conflict, NotFound."""
    revision, venue = _locked_revision(revision_id, by, version)
    stated = stated_reason(reason)
    _set(revision, RevisionState.RETURNED, now, reason=stated)
    take_step(venue, Step.REVISION_RETURNED, by=by, now=now, reason=stated)
    record("revision.returned", revision=revision.pk, version=revision.version)
    return revision


@transaction.atomic
def accept_revision(*, revision_id: int, version: int, by: Actor, now: datetime) -> VenueRevision:
    """Put a submitted change into force. Raises NotAllowed, Conflict, Invalid, NotFound."""
    revision, venue = _locked_revision(revision_id, by, version)
    return _put_into_force(revision, venue, by=by, now=now)


def _put_into_force(revision: VenueRevision, venue: Venue, *, by: Actor, now: datetime) -> VenueRevision:
    """What the revision changes is laid over what the venue says now.

    A fact that both sides have changed is the revision's: the reviewer saw it marked.
    """
    together, _conflicts = brought_together(
        facts_from_json(revision.base), facts_from_json(revision.proposed), facts_of(venue)
    )
    save_venue(facts=together, by=by, now=now, venue_id=venue.pk)
    _set(revision, RevisionState.ACCEPTED, now)
    take_step(venue, Step.REVISION_ACCEPTED, by=by, now=now)
    record("revision.accepted", revision=revision.pk, version=revision.version)
    return revision
