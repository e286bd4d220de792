"""Corrections of hours in the workspace: one person proposes, another confirms or refuses."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.errors import DomainError
from core.web.problems import status_of
from volunteers.models import Correction, ServiceRecord
from volunteers.services.corrections import confirm_correction, propose_correction, reject_correction
from volunteers.web.workspace.forms import CorrectionForm
from volunteers.web.workspace.positions import kept_position, position_page


@private_page
@staff_page
@require_POST
def propose(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Propose that a record says something else, counts nothing, or is what it was before."""
    activity, found = kept_position(request, public_id, position_id)
    named = request.POST.get("service", "")[:20]
    service = ServiceRecord.objects.filter(application__position=found, public_id=named).first()
    if service is None:
        raise Http404
    form = CorrectionForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            propose_correction(facts=form.facts(service), by=actor_of(request), now=timezone.now())
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("更正已提出，由另一个人确认以前，原来的记录不变。"))
            return redirect("workspace-position", public_id, position_id)
    return position_page(request, activity, found, correcting=form, correcting_of=named, status=status)


@private_page
@staff_page
@require_POST
def decide(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Confirm a correction, refuse it with a reason, or take one's own back."""
    activity, found = kept_position(request, public_id, position_id)
    named = request.POST.get("correction", "")[:20]
    made = Correction.objects.filter(service__application__position=found, public_id=named).first()
    deed = request.POST.get("deed")
    if made is None or deed not in {"confirm", "reject"}:
        raise Http404
    actor, now = actor_of(request), timezone.now()
    try:
        if deed == "confirm":
            confirm_correction(correction_id=made.pk, by=actor, now=now)
        else:
            reject_correction(correction_id=made.pk, reason=request.POST.get("reason", ""), by=actor, now=now)
    except DomainError as refusal:
        wrong = str(refusal.sentence)
        return position_page(request, activity, found, wrong=wrong, status=status_of(refusal))
    said = _("更正已生效，本人会收到通知。") if deed == "confirm" else _("更正未通过，原来的记录不变，本人会收到通知。")
    messages.success(request, said)
    return redirect("workspace-position", public_id, position_id)
