"""The last step: everything at a glance, what is missing, and handing it in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.access import actor_of, staff_page
from activities.models import Activity, ActivityStatus
from activities.permissions import can_publish_activity
from activities.selectors.facts import facts_of
from activities.selectors.factwords import fact_label, facts_in_words
from activities.selectors.rural import is_rural_unknown
from activities.selectors.steps import reason_of_return
from activities.services import submit_activity
from activities.web.workspace.form.steps import REVIEW, STEPS, hindrances, lacking, progress
from activities.web.workspace.form.views import open_activity
from core.errors import Conflict, DomainError, NotFound

TO_HAND_IN = (ActivityStatus.DRAFT, ActivityStatus.RETURNED)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Shows the activity as a whole; a POST hands it in as it was seen."""
    activity = open_activity(request, public_id)
    if request.method != "POST":
        return render(request, "activities/workspace/form/review.html", _context(request, activity))
    try:
        _as_seen(activity, request.POST.get("version", ""))
        done = submit_activity(activity_id=activity.pk, by=actor_of(request), now=timezone.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, str(error.sentence))
        return redirect("workspace-activity-review", activity.public_id)
    is_public = done.status == ActivityStatus.PUBLISHED
    messages.success(request, _("已发布，公众现在就能看到。") if is_public else _("已提交审核，结果会通知您。"))
    return redirect("workspace-activity", activity.public_id)


def _as_seen(activity: Activity, version: str) -> None:
    """Raises Conflict where somebody has changed the activity since it was looked at."""
    if activity.status in TO_HAND_IN and version != str(activity.version):
        raise Conflict("activity_stale", _("刚才有人又改过这个活动，请看过再提交。"), version=activity.version)


def _context(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    facts = facts_of(activity)
    wrong = hindrances(facts, rural_unknown=is_rural_unknown(activity))
    return {
        "activity": activity,
        "step": STEPS[REVIEW],
        "steps": progress(facts, REVIEW, activity.public_id),
        "sections": [
            {
                "step": step,
                "rows": facts_in_words(step.decides, facts),
                "lacks": [fact_label(name) for name in lacking(facts, step)],
                "wrong": wrong.get(step.key, []),
            }
            for step in STEPS.values()
            if step.form
        ],
        "may_hand_in": not wrong and activity.status in TO_HAND_IN,
        "waits": activity.status == ActivityStatus.SUBMITTED,
        "is_public": activity.status == ActivityStatus.PUBLISHED,
        "may_publish": can_publish_activity(actor_of(request), activity),
        "reason": reason_of_return(activity) if activity.status == ActivityStatus.RETURNED else "",
    }
