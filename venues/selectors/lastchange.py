"""Who changed a working copy last, and when."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from venues.selectors.workingcopy import WorkingCopy


@dataclass(frozen=True, slots=True)
class LastChange:
    """The name is empty where the product itself made the change."""

    name: str
    at: datetime


def last_change(copy: WorkingCopy) -> LastChange:
    """The latest change of what a form shows."""
    if copy.revision is not None:
        return LastChange(_name(copy.revision.author_id), copy.revision.updated_at)
    event = copy.venue.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
    if event is None:
        return LastChange("", copy.venue.updated_at)
    told = event.pgh_context.metadata if event.pgh_context else {}
    return LastChange(_name(told.get("user")), event.pgh_created_at)


def _name(user_id: int | None) -> str:
    user = User.objects.filter(pk=user_id).first() if user_id else None
    return user.get_full_name() if user else ""
