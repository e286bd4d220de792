"""Certificates in a unit's name: asked for, issued, revoked."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Unit
from accounts.web.access import actor_of, staff_page
from activities.permissions import can_post_for
from activities.selectors.units import units_posted_for
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.web.paging import page_of
from core.web.problems import status_of
from volunteers.models import Certificate, CertificateRequest, Volunteer
from volunteers.selectors.corrected import corrected_since
from volunteers.selectors.teams import shown_name
from volunteers.services.certificates import CertificateFacts, issue_certificate, revoke_certificate
from volunteers.web.workspace.forms import CertificateForm

A_PAGE = 50
MOST_REQUESTS = 200


def _units(request: HttpRequest) -> list[Unit]:
    return list(units_posted_for(actor_of(request)))


@private_page
@staff_page
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """What was asked for and what was issued in the names that the actor may use."""
    return list_page(request)


def list_page(request: HttpRequest, *, wrong: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """The list, with what went wrong where something did."""
    units = _units(request)
    asked = CertificateRequest.objects.filter(unit__in=units, closed_at=None).select_related("unit", "volunteer")
    issued = Certificate.objects.filter(unit__in=units).defer("content").select_related("unit", "volunteer")
    page = page_of(request, issued, A_PAGE)
    corrected = corrected_since(list(page.object_list))
    context = {
        "asked": [{"request": row, "name": shown_name(row.volunteer, whole=True)} for row in asked[:MOST_REQUESTS]],
        "issued": [
            {"certificate": row, "name": shown_name(row.volunteer), "corrected": corrected[row.pk]}
            for row in page.object_list
        ],
        "page": page,
        "wrong": wrong or {},
    }
    return render(request, "volunteers/workspace/certificates.html", context, status=status)


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """The form of a certificate; a request fills it in."""
    now, units = timezone.now(), _units(request)
    if not units:
        raise Http404
    today = city_day(now)
    first: dict[str, Any] = {"since": date(today.year, 1, 1), "until": today}
    first |= {name: request.GET[name][:20] for name in ("number", "unit", "since", "until") if name in request.GET}
    form = CertificateForm(request.POST or None, units=units, initial=first)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        said = form.cleaned_data
        volunteer = Volunteer.objects.active().unsealed().filter(number=said["number"].strip().upper()).first()
        if volunteer is None:
            form.add_error("number", _("没有这个编号的志愿者。"))
        else:
            try:
                said |= {"volunteer_id": volunteer.pk, "unit_id": form.units[said["unit"]].pk}
                facts = CertificateFacts(**{field.name: said[field.name] for field in fields(CertificateFacts)})
                made = issue_certificate(facts=facts, by=actor_of(request), now=now)
            except DomainError as refusal:
                status = form.refuse(refusal)
            else:
                messages.success(request, _("已出具，编号 %(serial)s。") % {"serial": made.serial})
                return redirect("workspace-certificates")
    return render(request, "volunteers/workspace/certificate_form.html", {"form": form}, status=status)


@private_page
@staff_page
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Revoke a certificate with a reason."""
    found = Certificate.objects.defer("content").select_related("unit").filter(public_id=public_id[:20]).first()
    if found is None or not can_post_for(actor_of(request), found.unit):
        raise Http404
    try:
        revoke_certificate(
            certificate_id=found.pk, reason=request.POST.get("reason", ""), by=actor_of(request), now=timezone.now()
        )
    except DomainError as refusal:
        wrong = {"of": public_id, "sentence": str(refusal.sentence)}
        return list_page(request, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("已撤销 %(serial)s，核验页会显示失效。") % {"serial": found.serial})
    return redirect("workspace-certificates")
