"""A venue as its keepers see it: where it stands, and what has been done with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from venues.selectors.workingcopy import working_copy
from venues.web.workspace.finding import kept_venue

STEPS_SHOWN = 50


@require_safe
@staff_page
def venue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Status, working copy and record of one venue."""
    found = kept_venue(public_id, actor_of(request))
    steps = found.steps.select_related("by")[:STEPS_SHOWN]
    context = {"venue": found, "copy": working_copy(found), "steps": steps}
    return render(request, "venues/workspace/venue.html", context)
