"""Taking back what a held session has: what that is, who may, and the reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web.access import actor_of, staff_page
from activities.permissions import can_review_activity
from activities.selectors.holding import holdings_of
from activities.services import take_back_session
from activities.web.workspace.onsite import frame_of, kept_session
from core.errors import DomainError
from core.web.problems import status_of


@staff_page
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """What would be taken back; who may confirm results gives the reason and does it."""
    actor, now = actor_of(request), timezone.now()
    activity, session = kept_session(request, public_id, session_id)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            take_back_session(session=session, reason=request.POST.get("reason", ""), by=actor, now=now)
            messages.success(request, _("已撤回，各项统计里都不再有这一场的人次。现在可以取消或改期。"))
            return redirect("workspace-activity", public_id)
        except DomainError as error:
            wrong, status = str(error.sentence), status_of(error)
    context = {
        **frame_of(activity, session),
        "holding": holdings_of([session], now).get(session.pk),
        "may": can_review_activity(actor, activity),
        "wrong": wrong,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "activities/workspace/take_back.html", context, status=status)
