"""Removing a draft that was never handed in: there is nothing yet that a record would have to keep."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import ActivityStatus
from activities.services.activities import locked_activity
from core.errors import Conflict


@transaction.atomic
def remove_draft(*, activity_id: int, by: Actor) -> None:
    """Remove a draft with nothing behind it. Raises Conflict, NotFound."""
    activity = locked_activity(activity_id, by=by)
    refusal = Conflict("activity_in_use", _("这个活动已有记录，不能删除。"))
    if activity.status != ActivityStatus.DRAFT or activity.steps.exists():
        raise refusal
    try:
        activity.delete()
    except ProtectedError as error:
        raise refusal from error
