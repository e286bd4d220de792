"""What follows from events of activities: the people whom they concern hear of them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.selectors.people import organizers_of, reviewers_for
from accounts.services import notify
from activities.models import Activity, ActivityStatus
from core.clock import city_day
from core.outbox import handles


@handles("activity.submitted")
def tell_reviewers_of_an_activity(activity: int, version: int) -> None:
    """An activity waits for review."""
    found = Activity.objects.select_related("unit").filter(pk=activity, status=ActivityStatus.SUBMITTED).first()
    if found is None:
        return
    now = timezone.now()
    notify(
        users=reviewers_for([found.unit.county_code], city_day(now)),
        key=f"activity-{activity}-submitted-{version}",
        title=format_lazy("{what}{title}", what=_("待审核的活动："), title=found.title),
        path=reverse("workspace-activity", args=[found.public_id]),
        now=now,
    )


@handles("activity.returned")
@handles("activity.published")
def tell_organizers_of_a_decision(activity: int, version: int) -> None:
    """An activity has been decided on."""
    found = Activity.objects.get(pk=activity)
    what = {ActivityStatus.RETURNED: _("活动被退回，请看理由："), ActivityStatus.PUBLISHED: _("活动已发布：")}
    if found.status not in what:
        return
    now = timezone.now()
    notify(
        users=organizers_of(found.unit_id, city_day(now)),
        key=f"activity-{activity}-decided-{version}",
        title=format_lazy("{what}{title}", what=what[ActivityStatus(found.status)], title=found.title),
        path=reverse("workspace-activity", args=[found.public_id]),
        now=now,
    )
