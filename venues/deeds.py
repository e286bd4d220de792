"""What an actor may do next with a venue, the most fitting deed first. Pure."""

from datetime import date
from enum import StrEnum

from accounts.permissions import Actor
from venues.models import RevisionState, VenueStatus
from venues.permissions import can_edit_venue, can_publish_venue, can_review_venue
from venues.selectors.verification import is_verification_due
from venues.selectors.workingcopy import WorkingCopy


class Deed(StrEnum):
    """A button of the venue's page."""

    REVIEW = "review"  # leads to the page where it is decided on
    EDIT = "edit"
    SUBMIT = "submit"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    VERIFY = "verify"
    DISCARD = "discard"
    HIDE = "hide"
    CLOSE = "close"


def deeds_for(actor: Actor, copy: WorkingCopy, today: date) -> list[Deed]:
    """The deeds open to an actor in the venue's state; the first is what to do next."""
    venue = copy.venue
    if not can_edit_venue(actor, venue):
        return []
    publishes = can_publish_venue(actor, venue)
    hand_in = Deed.PUBLISH if publishes else Deed.SUBMIT
    if venue.status == VenueStatus.SUBMITTED:
        decides = [Deed.REVIEW] if can_review_venue(actor, venue) else [Deed.PUBLISH] if publishes else []
        return [*decides, Deed.WITHDRAW, Deed.EDIT]
    if venue.status == VenueStatus.RETURNED:
        return [Deed.EDIT, hand_in]
    if venue.status == VenueStatus.DRAFT:
        return [hand_in, Deed.EDIT]
    off_the_map = [hand_in, *([Deed.CLOSE] if venue.status == VenueStatus.HIDDEN else [])]
    if venue.status != VenueStatus.PUBLISHED:
        return off_the_map
    return [*_of_a_public_one(actor, copy, today), Deed.HIDE, Deed.CLOSE]


def _of_a_public_one(actor: Actor, copy: WorkingCopy, today: date) -> list[Deed]:
    if copy.revision is None:
        due = is_verification_due(copy.venue, today)
        return [Deed.VERIFY, Deed.EDIT] if due else [Deed.EDIT, Deed.VERIFY]
    state = copy.revision.state
    if state == RevisionState.SUBMITTED:
        decides = [Deed.REVIEW] if can_review_venue(actor, copy.venue) else []
        return [*decides, Deed.WITHDRAW, Deed.DISCARD]
    hand_in = [Deed.EDIT, Deed.SUBMIT] if state == RevisionState.RETURNED else [Deed.SUBMIT, Deed.EDIT]
    return [*hand_in, Deed.DISCARD]
