"""The workspace's front page: what waits for who has come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from venues.selectors.waiting import waiting_for


@require_safe
@staff_page
def front(request: HttpRequest) -> HttpResponse:
    """What waits for the actor, first what others wait for."""
    return render(request, "workspace/front.html", {"waiting": waiting_for(actor_of(request), timezone.now())})
