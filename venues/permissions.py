"""Who may do what with a venue."""

from accounts.permissions import Actor
from venues.models import Venue, VenueStatus


def can_see_venue(actor: Actor, venue: Venue) -> bool:
    """The published are everybody's; the rest only who keeps or reviews them."""
    return venue.status == VenueStatus.PUBLISHED or can_edit_venue(actor, venue)


def can_edit_venue(actor: Actor, venue: Venue) -> bool:
    """The office for all, a county office for its county or zone, an organizer for the own unit's."""
    return (
        actor.sees_all
        or (venue.operator_id is not None and venue.operator_id in actor.organizer_of)
        or (venue.county_id is not None and venue.county_id in actor.reviewer_of_counties)
        or (venue.zone_id is not None and venue.zone_id in actor.reviewer_of_counties)
    )


def can_upload_photos(actor: Actor) -> bool:
    """Whoever keeps venues brings photos for them."""
    return actor.is_staff


def can_publish_venue(actor: Actor, venue: Venue) -> bool:
    """Publishing, and changing what is public: a reviewer's, or a unit's that needs no review."""
    return (
        actor.sees_all
        or (venue.operator_id is not None and venue.operator_id in actor.publishes_for)
        or bool({venue.county_id, venue.zone_id} & actor.reviewer_of_counties)
    )


def can_review_venue(actor: Actor, venue: Venue) -> bool:
    """Deciding on what others submit: the county office for its county or zone, the office for all."""
    return actor.sees_all or bool({venue.county_id, venue.zone_id} & actor.reviewer_of_counties)
