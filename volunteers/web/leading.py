"""A team's leader proposes hours for members whom nobody signed in; the organizer decides."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.access import actor_of
from core.errors import DomainError
from volunteers.models import Volunteer
from volunteers.services.hours import AddedFacts, add_service
from volunteers.web.asking import volunteers_page
from volunteers.web.positions import found_position, position_page
from volunteers.web.workspace.forms import AddedForm


@require_POST
@volunteers_page
def propose(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """Propose hours for a member of one's team in a position of the team's."""
    found = found_position(public_id)
    application = found.applications.filter(public_id=request.POST.get("application", "")[:20]).first()
    if application is None or found.team is None or found.team.leader_id != volunteer.pk:
        raise Http404
    form = AddedForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            facts = AddedFacts(application.pk, **form.cleaned_data)
            add_service(facts=facts, by=actor_of(request), now=timezone.now())
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("已提交，由主办方确认。"))
            return redirect("volunteer-position", public_id)
    return position_page(request, found, added=form, status=status)
