"""The year's plan: read by all who keep activities, edited by the office."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Campaign, PlanYear, Project, Task
from activities.selectors.plan import plan_board
from activities.services import (
    copy_plan,
    remove_campaign,
    remove_project,
    remove_task,
    save_campaign,
    save_project,
    save_task,
)
from activities.web.workspace.planforms import CampaignForm, PieceForm, ProjectForm, TaskForm, initial_of, title_of
from core.clock import city_day
from core.errors import Conflict, Invalid
from core.numbers import whole_number
from core.web.problems import status_of

Piece = Campaign | Project | Task


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of piece: its form, and how it is found, saved and taken away."""

    form: type[PieceForm]
    find: Callable[[int, str], Piece | None]
    save: Callable[..., Piece]
    remove: Callable[[Any, int, Actor], None]


def _campaign(year: int, key: str) -> Campaign | None:
    return Campaign.objects.filter(plan=year, identifier=key).first()


def _project(year: int, key: str) -> Project | None:
    return Project.objects.filter(plan=year, number=_number(key)).first()


def _task(year: int, key: str) -> Task | None:
    project, _dash, number = key.partition("-")
    asked = {"project__number": _number(project), "number": _number(number)}
    return Task.objects.select_related("project").filter(project__plan=year, **asked).first()


def _number(given: str) -> int:
    return whole_number(given, high=99) or 0


KINDS = {
    "campaigns": Kind(
        CampaignForm,
        _campaign,
        save_campaign,
        lambda piece, year, by: remove_campaign(year=year, identifier=piece.identifier, by=by),
    ),
    "projects": Kind(
        ProjectForm,
        _project,
        save_project,
        lambda piece, year, by: remove_project(year=year, number=piece.number, by=by),
    ),
    "tasks": Kind(
        TaskForm,
        _task,
        save_task,
        lambda piece, year, by: remove_task(year=year, project=piece.project.number, number=piece.number, by=by),
    ),
}


def keeps_plan(actor: Actor) -> bool:
    return actor.sees_all


@require_safe
@staff_page
def current(request: HttpRequest) -> HttpResponse:
    """To this year's plan, or the last there is."""
    plan = PlanYear.objects.current(city_day(timezone.now())) or PlanYear.objects.order_by("year").first()
    if plan is None:
        return render(request, "activities/workspace/plan.html", {"board": None})
    return redirect("workspace-plan-year", plan.year)


@require_safe
@staff_page
def board(request: HttpRequest, year: int) -> HttpResponse:
    """A year's campaigns and tasks, and the activities that serve each."""
    plan = _plan(year)
    years = list(PlanYear.objects.values_list("year", flat=True))
    context = {
        "board": plan_board(plan),
        "years": years,
        "copy_years": _years_to_copy_to(years),
        "may_edit": keeps_plan(actor_of(request)),
    }
    return render(request, "activities/workspace/plan.html", context)


@staff_page(may=keeps_plan)
@require_POST
def copy(request: HttpRequest, year: int) -> HttpResponse:
    """Begin another year as a copy of this one. A year that has a plan keeps it."""
    _plan(year)
    wanted = _year_of(request.POST.get("to", ""))
    held = list(PlanYear.objects.values_list("year", flat=True))
    if wanted is None or wanted not in {*held, *_years_to_copy_to(held)}:
        raise Invalid("plan_year", _("请选择要建立哪一年的计划。"))
    try:
        copy_plan(from_year=year, to_year=wanted, by=actor_of(request))
    except Conflict as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(
            request, _("已按 %(from)d 年的计划建立 %(to)d 年的计划，请核对日期和单位。") % {"from": year, "to": wanted}
        )
    return redirect("workspace-plan-year", wanted)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(may=keeps_plan)
def new(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """A further piece of the plan."""
    plan, made = _plan(year), _kind(kind)
    parent = _parent(request, plan) if kind == "tasks" else None
    if request.method == "POST":
        return _save(request, plan, kind, made.form(request.POST), None, parent)
    siblings: Any = {"projects": plan.projects, "tasks": parent.tasks if parent else None}.get(kind)
    last = siblings.aggregate(last=Max("number"))["last"] if siblings is not None else None
    form = made.form(initial={"number": (last or 0) + 1, "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"})
    return _page(request, plan, kind, form, None, parent)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(may=keeps_plan)
def piece(request: HttpRequest, year: int, kind: str, key: str) -> HttpResponse:
    """One piece of the plan: correct it."""
    plan, standing = _plan(year), _standing(year, kind, key)
    parent = standing.project if isinstance(standing, Task) else None
    form_of = _kind(kind).form
    if request.method == "POST":
        return _save(request, plan, kind, form_of(request.POST, standing=standing), standing, parent)
    return _page(request, plan, kind, form_of(initial=initial_of(standing), standing=standing), standing, parent)


@staff_page(may=keeps_plan)
@require_POST
def remove(request: HttpRequest, year: int, kind: str, key: str) -> HttpResponse:
    """Take a piece out of the plan."""
    plan, standing = _plan(year), _standing(year, kind, key)
    try:
        _kind(kind).remove(standing, year, actor_of(request))
    except Conflict as error:
        form = _kind(kind).form(initial=initial_of(standing), standing=standing)
        parent = standing.project if isinstance(standing, Task) else None
        extra = {"remove_wrong": str(error.sentence)}
        return _page(request, plan, kind, form, standing, parent, status=status_of(error), extra=extra)
    messages.success(request, _("已删除“%(name)s”。") % {"name": standing.label})
    return redirect("workspace-plan-year", year)


def _years_to_copy_to(held: list[int]) -> list[int]:
    """This year and the next, and the one after the last that has a plan; the latest first."""
    today = city_day(timezone.now()).year
    return sorted({today, today + 1, max(held) + 1} - set(held), reverse=True)


def _save(
    request: HttpRequest, plan: PlanYear, kind: str, form: PieceForm, standing: Piece | None, parent: Project | None
) -> HttpResponse:
    status = 400
    if form.is_valid():
        where = {"project": parent.number} if parent else {}
        facts: Any = form.facts()  # type: ignore[attr-defined]
        try:
            saved = KINDS[kind].save(year=plan.year, stated=facts, new=standing is None, by=actor_of(request), **where)
        except (Invalid, Conflict) as error:
            form.show(error)
            status = status_of(error)
        else:
            messages.success(request, _("“%(name)s”已保存。") % {"name": saved.label})
            return redirect(f"{reverse('workspace-plan-year', args=[plan.year])}#{kind}")
    return _page(request, plan, kind, form, standing, parent, status=status)


def _page(
    request: HttpRequest,
    plan: PlanYear,
    kind: str,
    form: PieceForm,
    standing: Piece | None,
    parent: Project | None,
    *,
    status: int = 200,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"plan": plan, "kind": kind, "form": form, "standing": standing, "parent": parent}
    context |= {"title": title_of(kind, standing), "key": _key(standing), **(extra or {})}
    return render(request, "activities/workspace/plan_piece.html", context, status=status)


def _key(piece: Piece | None) -> str:
    """What an address calls a piece."""
    if isinstance(piece, Task):
        return f"{piece.project.number}-{piece.number}"
    return piece.identifier if isinstance(piece, Campaign) else str(piece.number) if piece else ""


def _plan(year: int) -> PlanYear:
    plan = PlanYear.objects.filter(pk=year).first() if year < 10_000 else None
    if plan is None:
        raise Http404
    return plan


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _standing(year: int, kind: str, key: str) -> Any:
    found = _kind(kind).find(year, key)
    if found is None:
        raise Http404
    return found


def _parent(request: HttpRequest, plan: PlanYear) -> Project:
    project = plan.projects.filter(number=_number(request.GET.get("project", ""))).first()
    if project is None:
        raise Http404
    return project


def _year_of(given: str) -> int | None:
    return whole_number(given, 1000, 9999)
