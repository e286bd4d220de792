"""Writing down who did what with a venue."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Invalid
from venues.models import Step, Venue, VenueStep

LONGEST_REASON = 500


def take_step(venue: Venue, step: Step, *, by: Actor, now: datetime, reason: str = "") -> VenueStep:
    """Add a row to the venue's record; the caller holds the transaction."""
    return VenueStep.objects.create(venue=venue, step=step, by_id=by.user_id, at=now, reason=reason)


def take_steps(venues: Sequence[Venue], step: Step, *, by: Actor, now: datetime) -> None:
    """`take_step` for many venues by one statement."""
    VenueStep.objects.bulk_create(
        [VenueStep(venue=venue, step=step, by_id=by.user_id, at=now) for venue in venues], batch_size=1000
    )


def stated_reason(text: str) -> str:
    """A reason that was asked for. Raises Invalid where it is missing or too long."""
    reason = text.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("请写明理由，最多 %(longest)d 个字。") % {"longest": LONGEST_REASON}
        raise Invalid("reason", sentence, fields={"reason": [sentence]})
    return reason
