"""Teams of the units that an actor keeps."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.access import actor_of, staff_page
from activities.selectors.units import units_posted_for
from activities.web.private import private_page
from core.clock import city_day
from core.errors import DomainError
from core.web.paging import page_of
from volunteers.models import CertificateBatch, Team
from volunteers.services.batches import start_batch
from volunteers.services.teams import save_team
from volunteers.web.workspace.forms import CertificateForm, TeamForm

A_PAGE = 50
MOST_BATCHES = 10


@private_page
@staff_page
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """The teams that the actor keeps."""
    rows = Team.objects.kept_by(actor_of(request)).select_related("unit", "leader").order_by("name")
    rows = rows.annotate(
        people=Count("members", filter=Q(members__state="member")),
        asking=Count("members", filter=Q(members__state="asked")),
    )
    return render(request, "volunteers/workspace/teams.html", {"page": page_of(request, rows, A_PAGE)})


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new team."""
    return _form(request, None)


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of a team that there is."""
    rows = Team.objects.kept_by(actor_of(request)).select_related("unit", "leader")
    found = rows.filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    return _form(request, found)


def _form(request: HttpRequest, team: Team | None) -> HttpResponse:
    actor = actor_of(request)
    units = list(units_posted_for(actor))
    form = TeamForm(request.POST or None, units=units, team=team)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            saved = save_team(
                **{name: said[name] for name in ("name", "about", "leader_number", "is_emergency")},
                unit_id=form.unit_id(),
                by=actor,
                now=timezone.now(),
                team_id=team.pk if team else None,
            )
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": saved.name})
            return redirect("workspace-teams")
    return render(request, "volunteers/workspace/team_form.html", {"form": form, "team": team}, status=status)


class BatchForm(CertificateForm):
    """Certificates of a whole team: in its unit's name, for each member."""

    def __init__(self, data: Any = None, *, team: Team, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, units=[team.unit], initial=initial)
        del self.fields["number"], self.fields["unit"]


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def certify(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form that certifies a whole team, and how far its batches have come."""
    now, actor = timezone.now(), actor_of(request)
    found = Team.objects.kept_by(actor).select_related("unit").filter(public_id=public_id[:20]).first()
    if found is None:
        raise Http404
    today = city_day(now)
    form = BatchForm(request.POST or None, team=found, initial={"since": date(today.year, 1, 1), "until": today})
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            start_batch(team=found, by=actor, now=now, **form.cleaned_data)
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            return redirect("workspace-team-certificates", public_id)
    batches = list(CertificateBatch.objects.filter(team=found)[:MOST_BATCHES])
    context = {"team": found, "form": form, "batches": batches, "is_running": any(not b.finished_at for b in batches)}
    return render(request, "volunteers/workspace/team_certificates.html", context, status=status)
