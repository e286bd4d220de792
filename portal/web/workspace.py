"""The workspace's front page: what waits for who has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Notice
from accounts.web.access import actor_of, staff_page
from activities.selectors.results import results_waiting
from activities.selectors.waiting import activities_waiting
from venues.selectors.waiting import waiting_for

NOTICES_SHOWN = 5


@require_safe
@staff_page
def front(request: HttpRequest) -> HttpResponse:
    """What waits for the actor, first what others wait for."""
    actor, now = actor_of(request), timezone.now()
    waiting = [*waiting_for(actor, now), *activities_waiting(actor, now), *results_waiting(actor, now)]
    notices = Notice.objects.unread().of(actor.user_id)[:NOTICES_SHOWN]
    return render(request, "workspace/front.html", {"waiting": waiting, "notices": notices})
