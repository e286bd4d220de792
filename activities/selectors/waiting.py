"""What waits for an actor among the activities, for the front page."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import Activity, ActivityStatus
from activities.selectors.desk import DeskTab, to_review
from venues.selectors.review import escalates_before
from venues.selectors.waiting import SHOWN, Waiting, WaitingItem, counted


def activities_waiting(actor: Actor, now: datetime) -> list[Waiting]:
    """The sorts of which something waits: to decide on, sent back, begun."""
    found = [_to_review(actor, now), _own(actor, ActivityStatus.RETURNED), _own(actor, ActivityStatus.DRAFT)]
    return [waiting for waiting in found if waiting is not None and waiting.count]


def _to_review(actor: Actor, now: datetime) -> Waiting | None:
    if not actor.reviews:
        return None
    rows = to_review(actor, now).select_related("unit").order_by("submitted_at", "pk")
    limit = escalates_before(now)
    items = [
        WaitingItem(
            row.title, _address(row), row.unit.name, is_urgent=bool(row.submitted_at and row.submitted_at <= limit)
        )
        for row in rows[:SHOWN]
    ]
    return Waiting(_("待审核的活动"), f"{reverse('workspace-activities')}?tab={DeskTab.WAITING}", counted(rows), items)


def _own(actor: Actor, status: ActivityStatus) -> Waiting | None:
    rows: QuerySet[Activity] = Activity.objects.filter(unit__in=actor.organizer_of, status=status)
    rows = rows.order_by("-updated_at", "-pk")
    title = _("退回的活动") if status is ActivityStatus.RETURNED else _("没有提交的活动")
    items = [WaitingItem(row.title, _address(row)) for row in rows[:SHOWN]]
    return Waiting(title, f"{reverse('workspace-activities')}?tab={DeskTab.DRAFT}", counted(rows), items)


def _address(activity: Activity) -> str:
    return reverse("workspace-activity", args=[activity.public_id])
