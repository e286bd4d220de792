"""An activity as its keepers see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Activity


def kept_activity(public_id: str, actor: Actor) -> Activity:
    """An activity that the actor keeps. Raises Http404."""
    found = Activity.objects.kept_by(actor).select_related("unit", "venue", "county").filter(public_id=public_id)
    activity = found.first()
    if activity is None:
        raise Http404
    return activity


@require_safe
@staff_page
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where an activity stands."""
    found = kept_activity(public_id, actor_of(request))
    return render(request, "activities/workspace/activity.html", {"activity": found, "sessions": found.sessions.all()})
