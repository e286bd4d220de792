"""Writing a year's plan: loaded from the reference data, or begun as a copy of another year's."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from accounts.selectors.unitnames import units_by_name
from activities.models import Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.permissions import require_plan_keeper
from activities.plan import CampaignFacts, PlanFacts, ProjectFacts, TaskFacts
from core.errors import Conflict, Invalid, NotFound


@transaction.atomic
def save_plan(*, plan: PlanFacts, by: Actor) -> int:
    """Make a year's plan say what `plan` says; returns how many rows changed. None is taken away.

    Raises NotAllowed, and Invalid for a unit that is not known or a window that ends before it begins.
    """
    require_plan_keeper(by)
    units = units_by_name()  # a plan of years ago names units as they were called
    _refuse_unknown(plan, units)
    year, new = PlanYear.objects.select_for_update().get_or_create(year=plan.year)
    changed = int(new)
    for rank, campaign in enumerate(plan.campaigns):
        changed += _save_campaign(year, campaign, rank)
    for project in plan.projects:
        changed += _save_project(year, project, units)
    return changed


def _refuse_unknown(plan: PlanFacts, units: Mapping[str, int]) -> None:
    tasks = [task for project in plan.projects for task in project.tasks]
    for name in {name for task in tasks for name in (*task.leads, *task.responsible)}:
        if name not in units:
            sentence = _("计划里的单位“%(name)s”不在单位表里。") % {"name": name}
            raise Invalid("plan_unit", sentence, fields={"units": [sentence]})
    windows = [(task.name, task.starts_on, task.ends_on) for task in tasks]
    windows += [(campaign.name, campaign.starts_on, campaign.ends_on) for campaign in plan.campaigns]
    for name, starts_on, ends_on in windows:
        if ends_on < starts_on:
            sentence = _("“%(name)s”的结束日期早于开始日期。") % {"name": name}
            raise Invalid("plan_window", sentence, fields={"ends_on": [sentence]})


def _same(model: Any, key: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Any, int]:
    """The row under `key` holding `values`, and 1 if it had to change for that."""
    row = model.objects.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row, 0
    return model.objects.update_or_create(**key, defaults=dict(values))[0], 1


def _save_campaign(year: PlanYear, stated: CampaignFacts, rank: int) -> int:
    values = {
        "name": stated.name,
        "name_en": stated.name_en,
        "starts_on": stated.starts_on,
        "ends_on": stated.ends_on,
        "rank": rank,
    }
    return _same(Campaign, {"plan": year, "identifier": stated.identifier}, values)[1]


def _save_project(year: PlanYear, stated: ProjectFacts, units: Mapping[str, int]) -> int:
    names = {"name": stated.name, "name_en": stated.name_en}
    project, changed = _same(Project, {"plan": year, "number": stated.number}, names)
    return changed + sum(_save_task(project, task, units) for task in stated.tasks)


def _save_task(project: Project, stated: TaskFacts, units: Mapping[str, int]) -> int:
    values = {
        "name": stated.name,
        "name_en": stated.name_en,
        "starts_on": stated.starts_on,
        "ends_on": stated.ends_on,
        "open_to_all_members": stated.all_members,
    }
    task, changed = _same(Task, {"project": project, "number": stated.number}, values)
    parts = [*((name, Part.LEAD) for name in stated.leads), *((name, Part.RESPONSIBLE) for name in stated.responsible)]
    for name, part in dict(reversed(parts)).items():
        changed += _same(TaskUnit, {"task": task, "unit_id": units[name]}, {"part": part})[1]
    return changed


@transaction.atomic
def copy_plan(*, from_year: int, to_year: int, by: Actor) -> PlanYear:
    """Begin a year's plan as a copy of another's, its days moved by the years between.

    Raises NotAllowed, NotFound, and Conflict where the year has a plan already.
    """
    require_plan_keeper(by)
    source = PlanYear.objects.filter(pk=from_year).first()
    if source is None:
        raise NotFound("plan", _("没有找到这一年的计划。"))
    if PlanYear.objects.filter(pk=to_year).exists():
        raise Conflict("plan_exists", _("%(year)d 年已经有计划了。") % {"year": to_year})
    names = dict(Unit.objects.values_list("pk", "name"))
    save_plan(plan=_moved(source, to_year, names), by=by)
    return PlanYear.objects.get(pk=to_year)


def _moved(source: PlanYear, year: int, names: Mapping[int, str]) -> PlanFacts:
    by_years = year - source.year
    campaigns = (
        CampaignFacts(
            c.identifier, c.name, years_later(c.starts_on, by_years), years_later(c.ends_on, by_years), c.name_en
        )
        for c in source.campaigns.order_by("rank")
    )
    projects = source.projects.prefetch_related("tasks__units").order_by("number")
    return PlanFacts(
        year,
        tuple(campaigns),
        tuple(
            ProjectFacts(p.number, p.name, tuple(_moved_task(t, by_years, names) for t in p.tasks.all()), p.name_en)
            for p in projects
        ),
    )


def _moved_task(task: Task, by_years: int, names: Mapping[int, str]) -> TaskFacts:
    def named(part: Part) -> tuple[str, ...]:
        held: Iterable[TaskUnit] = task.units.all()
        return tuple(names[row.unit_id] for row in held if row.part == part)

    return TaskFacts(
        number=task.number,
        name=task.name,
        name_en=task.name_en,
        starts_on=years_later(task.starts_on, by_years),
        ends_on=years_later(task.ends_on, by_years),
        leads=named(Part.LEAD),
        responsible=named(Part.RESPONSIBLE),
        all_members=task.open_to_all_members,
    )


def years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
