"""A volunteer's own pages: profile, schedule, hours, certificates, and all of it as data."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Phone, Unit
from accounts.rules import PRIVACY_NOTICE
from accounts.web.access import actor_of
from activities.ical import MEDIA_TYPE
from activities.web.private import private_page
from activities.wording import when_text, where_text
from core.errors import DomainError
from core.ratelimit import require
from core.web.problems import status_of
from volunteers.models import Application, CallUpAnswer, CorrectionState, Volunteer
from volunteers.models.volunteer import IdType
from volunteers.rules import STAR_HOURS, Odd
from volunteers.selectors.applicants import correction_when, feedback_of
from volunteers.selectors.corrected import corrected_since
from volunteers.selectors.hours import total
from volunteers.selectors.own import (
    by_year,
    schedule,
    services,
    teams_of,
    units_that_can_certify,
)
from volunteers.selectors.owndata import own_data
from volunteers.services.callups import reachable
from volunteers.services.certificates import ask_for_certificate
from volunteers.services.hours import may_object, object_to_service
from volunteers.services.volunteers import save_volunteer
from volunteers.web.asking import member_of, volunteers_page
from volunteers.web.forms import VolunteerForm
from volunteers.web.ical import schedule_calendar

RATE_OF_JOINING = "10/hour;30/day"


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Become a volunteer, or change one's profile."""
    user = member_of(request)
    known = Volunteer.objects.active().filter(user=user).first()
    form = VolunteerForm(request.POST if request.method == "POST" else None, volunteer=known)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            # Who tries ID numbers would learn which are registered.
            require("volunteer-join", str(user.pk), RATE_OF_JOINING)
            made = save_volunteer(facts=form.facts(), by=actor_of(request), now=timezone.now())
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            said = (
                _("您的资料已保存。") if known else _("欢迎！您的志愿者编号是 %(number)s。") % {"number": made.number}
            )
            messages.success(request, said)
            return redirect("volunteer-hours")
    context = {
        "form": form,
        "volunteer": known,
        "has_phone": Phone.objects.filter(user=user).exists(),
        "resident": IdType.RESIDENT.value,
        "notice_version": PRIVACY_NOTICE,
    }
    return render(request, "volunteers/join.html", context, status=status)


@require_safe
@volunteers_page
def hours(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """A volunteer's page: what is to come, hours with their state, stars, teams, certificates."""
    return own_page(request, volunteer)


def own_page(
    request: HttpRequest, volunteer: Volunteer, *, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what went wrong where something did."""
    now = timezone.now()
    rows = services(volunteer)
    certificates = list(volunteer.certificates.defer("content").select_related("unit"))
    corrected = corrected_since(certificates)
    context = {
        "volunteer": volunteer,
        "total": total(volunteer.services.all()),
        "star_hours": STAR_HOURS,
        "years": by_year(volunteer),
        "coming": [_coming(row) for row in schedule(volunteer, now)],
        "services": [
            {
                "service": row,
                "when": when_text(row.starts_at, row.ends_at or row.starts_at),
                "odd": [Odd(flag).label for flag in row.flags if flag in set(Odd)],
                "can_object": may_object(row, now),
                "corrections": [
                    {"made": made, "when": correction_when(made)}
                    for made in row.corrections.all()
                    if made.state != CorrectionState.CONFIRMED
                ],
                **feedback_of(row),
                "can_rate": row.state not in {"open", "rejected", "reversed"},
                "reasons": [step.reason for step in row.steps.all() if step.reason],
            }
            for row in rows
        ],
        "teams": teams_of(volunteer),
        "training": list(volunteer.attendances.select_related("course")[:100]),
        "calls": _calls(volunteer, now),
        "leads": list(volunteer.leads.all()),
        "certificates": [{"certificate": row, "corrected": corrected[row.pk]} for row in certificates],
        "asked": set(volunteer.requests.filter(closed_at=None).values_list("unit_id", flat=True)),
        "units": units_that_can_certify(volunteer),
        "wrong": wrong or {},
    }
    return render(request, "volunteers/hours.html", context, status=status)


def _calls(volunteer: Volunteer, now: datetime) -> list[CallUpAnswer]:
    """Call-ups that wait for an answer; of no child, whoever called."""
    calls = list(volunteer.call_ups.filter(call_up__closed_at=None).select_related("call_up")[:20])
    return calls if calls and reachable([volunteer], now) else []


def _coming(row: Application) -> dict[str, Any]:
    return {
        "application": row,
        "when": when_text(row.starts_at, row.ends_at),
        "where": row.position.meeting_point or where_text(row.position.session),
    }


@require_POST
@volunteers_page
def objection(request: HttpRequest, volunteer: Volunteer, public_id: str) -> HttpResponse:
    """Say that a record is not right."""
    service = volunteer.services.filter(public_id=public_id[:20]).first()
    if service is None:
        raise Http404
    try:
        object_to_service(
            service_id=service.pk, volunteer=volunteer, reason=request.POST.get("reason", ""), now=timezone.now()
        )
    except DomainError as refusal:
        wrong = {"of": public_id, "sentence": str(refusal.sentence)}
        return own_page(request, volunteer, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("异议已提交，主办方核实后会告诉您。"))
    return redirect("volunteer-hours")


@require_POST
@volunteers_page
def ask(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """Ask a unit for a certificate."""
    unit = Unit.objects.filter(public_id=request.POST.get("unit", "")[:20]).first()
    if unit is None:
        raise Http404
    try:
        ask_for_certificate(volunteer=volunteer, unit_id=unit.pk, now=timezone.now())
    except DomainError as refusal:
        wrong = {"of": "certificates", "sentence": str(refusal.sentence)}
        return own_page(request, volunteer, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("已向“%(unit)s”申请，开好以后会通知您。") % {"unit": unit.name})
    return redirect("volunteer-hours")


@require_safe
@volunteers_page
def data(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """All that is kept of a volunteer, as JSON."""
    response = JsonResponse(own_data(volunteer), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="volunteer.json"'
    return response


@require_safe
@volunteers_page
def calendar(request: HttpRequest, volunteer: Volunteer) -> HttpResponse:
    """What a volunteer is accepted for, as iCal."""
    text = schedule_calendar(volunteer, timezone.now())
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="service.ics"'
    return response
