"""Hours of a position: confirmed or refused in bulk, added by hand, corrected."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.web.private import private_page
from core.errors import DomainError, Sentence
from core.web.problems import status_of
from volunteers.models import ServiceRecord, ServiceState
from volunteers.services.corrections import CorrectionFacts, propose_correction
from volunteers.services.feedback import give_feedback
from volunteers.services.hours import AddedFacts, add_service, confirm_many, reject_service
from volunteers.web.feedback import stars_in
from volunteers.web.workspace.forms import AddedForm
from volunteers.web.workspace.positions import MOST_AT_ONCE, kept_position, position_page


@private_page
@staff_page
@require_POST
def decide(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Confirm or refuse the ticked records, each for itself; what was confirmed once is proposed to be annulled."""
    activity, found = kept_position(request, public_id, position_id)
    deed = request.POST.get("deed")
    if deed not in {"confirm", "reject"}:
        raise Http404
    rows = ServiceRecord.objects.filter(
        application__position=found, public_id__in=request.POST.getlist("service")[:MOST_AT_ONCE]
    )
    found_rows = list(rows.order_by("pk"))
    if not found_rows:
        return position_page(request, activity, found, wrong=_("请先勾选要办理的记录。"), status=400)
    actor, now = actor_of(request), timezone.now()
    if deed == "confirm":
        done, refused = confirm_many(service_ids=[row.pk for row in found_rows], by=actor, now=now)
        said = {_("已确认 %(n)d 条，公示 5 天后生效。"): done}
    else:
        said, refused = _refuse(found_rows, request.POST.get("reason", ""), actor, now)
    for sentence, n in said.items():
        if n:
            messages.success(request, sentence % {"n": n})
    for sentence in dict.fromkeys(str(sentence) for sentence in refused):
        messages.error(request, sentence)
    return redirect("workspace-position", public_id, position_id)


def _refuse(rows: list[ServiceRecord], reason: str, by: Actor, now: datetime) -> tuple[dict[str, int], list[Sentence]]:
    """Refuse each; how many were refused, and how many wait for a second person, by what is said of them."""
    done = proposed = 0
    refused: list[Sentence] = []
    for row in rows:
        try:
            if row.state == ServiceState.OBJECTED:
                propose_correction(facts=CorrectionFacts(row.pk, reason), by=by, now=now)
                proposed += 1
            else:
                reject_service(service_id=row.pk, reason=reason, by=by, now=now)
                done += 1
        except DomainError as error:
            refused.append(error.sentence)
    waits = _("确认过的 %(n)d 条已提议取消，要由另一个人确认。")
    return {_("已退回 %(n)d 条。"): done, waits: proposed}, refused


@private_page
@staff_page
@require_POST
def add(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Propose hours for an accepted volunteer whom nobody signed in."""
    activity, found = kept_position(request, public_id, position_id)
    named = request.POST.get("application", "")[:20]
    application = found.applications.filter(public_id=named).first()
    if application is None:
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
            messages.success(request, _("已补录，要由另一个人确认。"))
            return redirect("workspace-position", public_id, position_id)
    return position_page(request, activity, found, added=form, adding_for=named, status=status)


@private_page
@staff_page
@require_POST
def feedback(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Say how a volunteer's service was."""
    activity, found = kept_position(request, public_id, position_id)
    rows = ServiceRecord.objects.filter(application__position=found)
    service = rows.filter(public_id=request.POST.get("service", "")[:20]).first()
    if service is None:
        raise Http404
    try:
        give_feedback(
            service=service,
            by_volunteer=False,
            stars=stars_in(request),
            text=request.POST.get("text", ""),
            now=timezone.now(),
        )
    except DomainError as refusal:
        return position_page(request, activity, found, wrong=str(refusal.sentence), status=status_of(refusal))
    messages.success(request, _("评价已保存，只有本人看得到。"))
    return redirect("workspace-position", public_id, position_id)
