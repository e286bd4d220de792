"""A volunteer says how a service was."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.web.problems import status_of
from volunteers.models import Volunteer
from volunteers.services.feedback import give_feedback
from volunteers.web.asking import volunteers_page
from volunteers.web.own import own_page


def stars_in(request: HttpRequest) -> int:
    """The stars that a form sends; 0 for none."""
    said = request.POST.get("stars", "")
    return int(said) if said in {"1", "2", "3", "4", "5"} else 0


@require_POST
@volunteers_page
def feedback(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """Say how a service was; the organizer sees it."""
    service = volunteer.services.filter(public_id=public_id[:20]).first()
    if service is None:
        raise Http404
    try:
        give_feedback(
            service=service,
            by_volunteer=True,
            stars=stars_in(request),
            text=request.POST.get("text", ""),
            now=timezone.now(),
        )
    except DomainError as refusal:
        wrong = {"of": f"feedback-{public_id}", "sentence": str(refusal.sentence)}
        return own_page(request, volunteer, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("谢谢您的评价，主办方看得到。"))
    return redirect("volunteer-hours")
