"""An activity's positions, who applies, and who serves, for its keepers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Activity
from activities.web.private import private_page
from activities.web.workspace.record import kept_activity
from activities.wording import when_text
from core.errors import DomainError
from core.web.problems import status_of
from volunteers.models import Position
from volunteers.permissions import can_confirm, can_second
from volunteers.selectors.applicants import applicants_of, positions_of, services_of
from volunteers.services.applications import decide_application, invite
from volunteers.services.positions import cancel_position, save_position
from volunteers.web.positions import skill_labels
from volunteers.web.workspace.forms import AddedForm, CorrectionForm, PositionForm

MOST_AT_ONCE = 200
WAITING = {"recorded", "objected"}  # for the keepers


def kept_position(request: HttpRequest, public_id: str, position_id: str) -> tuple[Activity, Position]:
    """An activity that the actor keeps and one of its positions. Raises Http404."""
    activity = kept_activity(public_id, actor_of(request))
    rows = Position.objects.with_session().filter(session__activity=activity, public_id=position_id[:20])
    found = rows.first()
    if found is None:
        raise Http404
    return activity, found


@private_page
@staff_page
@require_safe
def positions(request: HttpRequest, public_id: str) -> HttpResponse:
    """All positions of an activity, by session."""
    activity = kept_activity(public_id, actor_of(request))
    context = {"activity": activity, "rows": positions_of(activity), "can_add": _sessions(activity)}
    return render(request, "volunteers/workspace/positions.html", context)


def _sessions(activity: Activity) -> list[Any]:
    if activity.published_at is None:
        return []
    return list(activity.sessions.filter(cancelled_at=None).order_by("starts_at")[:200])


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form of a new position."""
    activity = kept_activity(public_id, actor_of(request))
    sessions = _sessions(activity)
    if not sessions:
        raise Http404
    return _form(request, activity, PositionForm(request.POST or None, sessions=sessions), None)


@private_page
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """The form of a position that there is."""
    activity, found = kept_position(request, public_id, position_id)
    form = PositionForm(request.POST or None, sessions=[found.session], position=found)
    return _form(request, activity, form, found)


def _form(request: HttpRequest, activity: Activity, form: PositionForm, found: Position | None) -> HttpResponse:
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = save_position(
                facts=form.facts(),
                session_id=form.session_id(),
                by=actor_of(request),
                now=timezone.now(),
                position_id=found.pk if found else None,
            )
        except DomainError as refusal:
            status = form.refuse(refusal)
        else:
            messages.success(request, _("岗位已保存。"))
            return redirect("workspace-position", activity.public_id, saved.public_id)
    context = {"activity": activity, "position": found, "form": form}
    return render(request, "volunteers/workspace/position_form.html", context, status=status)


@private_page
@staff_page
@require_safe
def position(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """A position: who applies, who is on site, whose hours wait."""
    activity, found = kept_position(request, public_id, position_id)
    return position_page(request, activity, found)


def position_page(
    request: HttpRequest,
    activity: Activity,
    found: Position,
    *,
    wrong: str = "",
    added: AddedForm | None = None,
    adding_for: str = "",
    correcting: CorrectionForm | None = None,
    correcting_of: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what went wrong where something did."""
    actor = actor_of(request)
    services = [{**row, **_may(actor, row)} for row in services_of(found)]
    first = {"starts_at": found.starts_at, "ends_at": found.ends_at}
    context = {
        "activity": activity,
        "position": found,
        "when": when_text(found.starts_at, found.ends_at),
        "skills": skill_labels(found),
        "applicants": applicants_of(found),
        "services": services,
        "correctable": [row for row in services if row["can_correct"] and row["correction"] is None],
        "waiting": sum(row["service"].state in WAITING for row in services),
        "to_decide": sum(row["service"].state in WAITING or row["correction"] is not None for row in services),
        "added": added or AddedForm(initial=first),
        "adding_for": adding_for,
        "correcting": correcting or CorrectionForm(initial=first),
        "correcting_of": correcting_of,
        "has_begun": timezone.now() >= found.starts_at,
        "wrong": wrong,
    }
    return render(request, "volunteers/workspace/position.html", context, status=status)


def _may(actor: Actor, row: dict[str, Any]) -> dict[str, bool]:
    """What the actor may do with a record and the correction that waits for it."""
    service, made = row["service"], row["correction"]
    return {
        "may_confirm": can_confirm(actor, service),
        "may_second": made is not None and can_second(actor, made),
        "may_take_back": made is not None and made.proposed_by_id == actor.user_id,
    }


@private_page
@staff_page
@require_POST
def cancel(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Call a position off."""
    _activity, found = kept_position(request, public_id, position_id)
    cancel_position(position_id=found.pk, by=actor_of(request), now=timezone.now())
    messages.success(request, _("岗位已取消，报了名的志愿者会收到通知。"))
    return redirect("workspace-positions", public_id)


@private_page
@staff_page
@require_POST
def applicants(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """One deed for the ticked applicants; each stands for itself."""
    activity, found = kept_position(request, public_id, position_id)
    deed = request.POST.get("deed")
    if deed not in {"accept", "decline"}:
        raise Http404
    wanted = request.POST.getlist("application")[:MOST_AT_ONCE]
    ids = list(found.applications.filter(public_id__in=wanted).order_by("applied_at").values_list("pk", flat=True))
    if not ids:
        return position_page(request, activity, found, wrong=_("请先勾选要办理的志愿者。"), status=400)
    done, refused = 0, []
    for application_id in ids:
        try:
            decide_application(
                application_id=application_id,
                accept=deed == "accept",
                reason=request.POST.get("reason", ""),
                by=actor_of(request),
                now=timezone.now(),
            )
            done += 1
        except DomainError as error:
            refused.append(str(error.sentence))
    return _told(request, activity, found, done, refused)


def _told(request: HttpRequest, activity: Activity, found: Position, done: int, refused: list[str]) -> HttpResponse:
    if done:
        messages.success(request, _("已办理 %(n)d 位，结果会通知本人。") % {"n": done})
    for sentence in dict.fromkeys(refused):
        messages.error(request, sentence)
    return redirect("workspace-position", activity.public_id, found.public_id)


@private_page
@staff_page
@require_POST
def invitation(request: HttpRequest, public_id: str, position_id: str) -> HttpResponse:
    """Invite a volunteer by their number."""
    activity, found = kept_position(request, public_id, position_id)
    try:
        invite(
            position_id=found.pk, number=request.POST.get("number", "")[:20], by=actor_of(request), now=timezone.now()
        )
    except DomainError as refusal:
        wrong = str(refusal.sentence)
        return position_page(request, activity, found, wrong=wrong, status=status_of(refusal))
    messages.success(request, _("邀请已发出。"))
    return redirect("workspace-position", public_id, position_id)
