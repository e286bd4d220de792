"""A venue's way to the map and off it: submitted, returned, published, hidden, closed, verified.

Each deed locks the venue, asks who may, writes, leaves a row in the record and an event for
whoever has to hear of it. Doing what is done already changes nothing.
"""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.clock import city_day
from core.errors import Conflict, Invalid, NotAllowed
from core.outbox import record
from venues.models import Step, Venue, VenueStatus
from venues.permissions import can_publish_venue, can_review_venue
from venues.rules import what_is_wrong
from venues.selectors.vocabulary import known_vocabulary
from venues.selectors.workingcopy import facts_of
from venues.services.steps import stated_reason, take_step
from venues.services.venues import index_venue, locked_venue, write_venue

ONCE_PUBLIC = (VenueStatus.HIDDEN, VenueStatus.CLOSED)
TO_BE_PUBLISHED = (VenueStatus.DRAFT, VenueStatus.RETURNED, *ONCE_PUBLIC)


def _only_from(venue: Venue, *statuses: VenueStatus) -> None:
    if venue.status not in statuses:
        sentence = _("这个场馆现在是“%(status)s”，不能这样办理。请刷新页面看最新情况。")
        raise Conflict("venue_moved_on", sentence % {"status": VenueStatus(venue.status).label}, status=venue.status)


def _only_reviewer(by: Actor, venue: Venue) -> None:
    if not can_review_venue(by, venue):
        raise NotAllowed("venue_review", _("审核由县区办公室或领导小组办公室办理。"))


def _only_complete(venue: Venue) -> None:
    wrong = what_is_wrong(replace(facts_of(venue), status=VenueStatus.PUBLISHED), known_vocabulary())
    if wrong:
        raise Invalid("venue_invalid", next(iter(wrong.values()))[0], fields=wrong)


def _only_as_seen(venue: Venue, version: int | None) -> None:
    """A decision holds for what the reviewer saw, not for what has been changed since."""
    if version is not None and venue.version != version:
        raise Conflict(
            "venue_moved_on", _("这个场馆在您查看以后有了改动，请看过最新内容再决定。"), version=venue.version
        )


def _set(venue: Venue, status: VenueStatus, step: Step, *, by: Actor, now: datetime, reason: str = "") -> Venue:
    venue.status = status
    write_venue(venue, now=now)
    index_venue(venue)
    take_step(venue, step, by=by, now=now, reason=reason)
    return venue


@transaction.atomic
def submit_venue(*, venue_id: int, by: Actor, now: datetime) -> Venue:
    """Hand in a draft, or what was hidden or closed; whoever may publish it publishes at once.

    Raises Invalid, Conflict, NotFound.
    """
    venue = locked_venue(venue_id, by=by)
    if venue.status == VenueStatus.SUBMITTED:
        return venue
    _only_from(venue, *TO_BE_PUBLISHED)
    if can_publish_venue(by, venue):
        return _publish(venue, by=by, now=now)
    _only_complete(venue)
    _set(venue, VenueStatus.SUBMITTED, Step.SUBMITTED, by=by, now=now)
    record("venue.submitted", venue=venue.pk, version=venue.version)
    return venue


@transaction.atomic
def withdraw_venue(*, venue_id: int, by: Actor, now: datetime) -> Venue:
    """Take a submitted venue back to work on it. Raises Conflict, NotFound."""
    venue = locked_venue(venue_id, by=by)
    if venue.status == VenueStatus.DRAFT:
        return venue
    _only_from(venue, VenueStatus.SUBMITTED)
    return _set(venue, VenueStatus.DRAFT, Step.WITHDRAWN, by=by, now=now)


@transaction.atomic
def return_venue(*, venue_id: int, reason: str, by: Actor, now: datetime, expect_version: int | None = None) -> Venue:
    """Send a submitted venue back with a reason; `expect_version` is what the reviewer saw.

    Raises Invalid, NotAllowed, Conflict, NotFound.
    """
    venue = locked_venue(venue_id, by=by)
    _only_reviewer(by, venue)
    _only_from(venue, VenueStatus.SUBMITTED)
    _only_as_seen(venue, expect_version)
    _set(venue, VenueStatus.RETURNED, Step.RETURNED, by=by, now=now, reason=stated_reason(reason))
    record("venue.returned", venue=venue.pk, version=venue.version)
    return venue


@transaction.atomic
def publish_venue(*, venue_id: int, by: Actor, now: datetime, expect_version: int | None = None) -> Venue:
    """Put a venue on the map, or a hidden or closed one back; `expect_version` is what the reviewer saw.

    Raises Invalid, NotAllowed, Conflict, NotFound.
    """
    venue = locked_venue(venue_id, by=by)
    if not can_publish_venue(by, venue):
        raise NotAllowed("venue_publish", _("发布要由县区办公室或领导小组办公室审核。"))
    if venue.status == VenueStatus.PUBLISHED:
        return venue
    _only_from(venue, VenueStatus.SUBMITTED, *TO_BE_PUBLISHED)
    _only_as_seen(venue, expect_version)
    return _publish(venue, by=by, now=now)


def _publish(venue: Venue, *, by: Actor, now: datetime) -> Venue:
    step = Step.REOPENED if venue.status in ONCE_PUBLIC else Step.PUBLISHED
    if venue.closed_on and venue.closed_on <= city_day(now):
        venue.closed_on = None
    _only_complete(venue)
    _set(venue, VenueStatus.PUBLISHED, step, by=by, now=now)
    record("venue.published", venue=venue.pk, version=venue.version)
    return venue


@transaction.atomic
def hide_venue(*, venue_id: int, reason: str, by: Actor, now: datetime) -> Venue:
    """Take a venue off the map for now: its keepers may at once. Raises Invalid, Conflict, NotFound."""
    venue = locked_venue(venue_id, by=by)
    if venue.status == VenueStatus.HIDDEN:
        return venue
    _only_from(venue, VenueStatus.PUBLISHED)
    return _set(venue, VenueStatus.HIDDEN, Step.HIDDEN, by=by, now=now, reason=stated_reason(reason))


@transaction.atomic
def close_venue(*, venue_id: int, closed_on: date, reason: str, by: Actor, now: datetime) -> Venue:
    """Close a venue for good, with its last day. Raises Invalid, Conflict, NotFound."""
    venue = locked_venue(venue_id, by=by)
    if venue.status == VenueStatus.CLOSED:
        return venue
    _only_from(venue, VenueStatus.PUBLISHED, VenueStatus.HIDDEN)
    if venue.opened_on and closed_on < venue.opened_on:
        sentence = _("关闭日期不能早于开放日期。")
        raise Invalid("closed_on", sentence, fields={"closed_on": [sentence]})
    venue.closed_on = closed_on
    return _set(venue, VenueStatus.CLOSED, Step.CLOSED, by=by, now=now, reason=stated_reason(reason))


@transaction.atomic
def verify_venue(*, venue_id: int, by: Actor, now: datetime) -> Venue:
    """State that all a published venue says is still true today. Raises Conflict, NotFound."""
    venue = locked_venue(venue_id, by=by)
    _only_from(venue, VenueStatus.PUBLISHED)
    today = city_day(now)
    if venue.verified_on != today:
        venue.verified_on = today
        write_venue(venue, now=now)
        take_step(venue, Step.VERIFIED, by=by, now=now)
    return venue
