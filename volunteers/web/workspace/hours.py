"""Hours of a position: confirmed or refused in bulk, added by hand, corrected."""

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
from volunteers.models import ServiceRecord
from volunteers.services.feedback import give_feedback
from volunteers.services.hours import AddedFacts, add_service, confirm_many, reject_service
from volunteers.web.feedback import stars_in
from volunteers.web.workspace.forms import AddedForm
from volunteers.web.workspace.positions import MOST_AT_ONCE, kept_position, position_page


@private_page
@staff_page
@require_POST
def decide(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Confirm or refuse the ticked records; each stands for itself."""
    activity, found = kept_position(request, public_id, position_id)
    deed = request.POST.get("deed")
    if deed not in {"confirm", "reject"}:
        raise Http404
    rows = ServiceRecord.objects.filter(
        application__position=found, public_id__in=request.POST.getlist("service")[:MOST_AT_ONCE]
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return position_page(request, activity, found, wrong=_("请先勾选要办理的记录。"), status=400)
    actor, now = actor_of(request), timezone.now()
    if deed == "confirm":
        done, refused = confirm_many(service_ids=ids, by=actor, now=now)
    else:
        done, refused = 0, []
        for service_id in ids:
            try:
                reject_service(service_id=service_id, reason=request.POST.get("reason", ""), by=actor, now=now)
                done += 1
            except DomainError as error:
                refused.append(error.sentence)
    if done:
        said = _("已确认 %(n)d 条，公示 5 天后生效。") if deed == "confirm" else _("已退回 %(n)d 条。")
        messages.success(request, said % {"n": done})
    for sentence in dict.fromkeys(str(sentence) for sentence in refused):
        messages.error(request, sentence)
    return redirect("workspace-position", public_id, position_id)


@private_page
@staff_page
@require_POST
def add(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Propose hours for an accepted volunteer, or others in place of a record."""
    activity, found = kept_position(request, public_id, position_id)
    named = request.POST.get("application", "")[:20]
    application = found.applications.filter(public_id=named).first()
    if application is None:
        raise Http404
    replaced = application.services.filter(public_id=request.POST.get("replaces", "")[:20]).first()
    form = AddedForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            facts = AddedFacts(application.pk, **form.cleaned_data, replaces_id=replaced.pk if replaced else None)
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
