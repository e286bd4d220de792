"""Writing down who did what with an activity."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, ActivityStep, Session, Step
from core.errors import Invalid

LONGEST_REASON = 500


def take_step(
    activity: Activity, step: Step, *, by: Actor, now: datetime, reason: str = "", session: Session | None = None
) -> ActivityStep:
    """Add a row to the activity's record; the caller holds the transaction."""
    return ActivityStep.objects.create(
        activity=activity, step=step, by_id=by.user_id, at=now, reason=reason, session=session
    )


def stated_reason(text: str) -> str:
    """A reason that was asked for. Raises Invalid where it is missing or too long."""
    reason = text.replace("\x00", "").strip()
    if not reason or len(reason) > LONGEST_REASON:
        sentence = _("请写明理由，最多 %(longest)d 个字。") % {"longest": LONGEST_REASON}
        raise Invalid("reason", sentence, fields={"reason": [sentence]})
    return reason
