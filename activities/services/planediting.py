"""Editing a year's plan piece by piece: its campaigns, its projects, its tasks and their units."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.models import Campaign, Part, PlanYear, Project, Task, TaskUnit
from activities.permissions import require_plan_keeper
from activities.plan import CampaignFacts, ProjectFacts, TaskFacts
from core.errors import Conflict, Invalid, NotFound, Sentence


def _plan(year: int) -> PlanYear:
    """The year's plan, locked: one edit of a plan at a time."""
    plan = PlanYear.objects.select_for_update().filter(pk=year).first()
    if plan is None:
        raise NotFound("plan", _("没有找到这一年的计划。"))
    return plan


def _refuse_wrong(year: int, stated: CampaignFacts | TaskFacts | ProjectFacts) -> None:
    wrong: dict[str, list[Sentence]] = {}
    if not stated.name.strip():
        wrong["name"] = [_("请填写名称。")]
    if not isinstance(stated, ProjectFacts):
        if stated.ends_on < stated.starts_on:
            wrong["ends_on"] = [_("结束日期早于开始日期。")]
        for name, day in (("starts_on", stated.starts_on), ("ends_on", stated.ends_on)):
            if day.year != year:
                wrong.setdefault(name, [_("日期要在 %(year)d 年内。") % {"year": year}])
    if isinstance(stated, TaskFacts) and set(stated.leads) & set(stated.responsible):
        wrong["responsible"] = [_("同一个单位不能既是牵头单位又是责任单位。")]
    if wrong:
        raise Invalid("plan", next(iter(wrong.values()))[0], fields=wrong)


def _put(model: Any, key: dict[str, Any], values: dict[str, Any], *, new: bool, taken: str) -> Any:
    """Write a piece under its key; a new one must not stand already, unless it says the same."""
    row = model.objects.filter(**key).first()
    if row is None and not new:
        raise NotFound("plan", _("没有找到计划里的这一条，可能已经删除。"))
    if row is not None and new and any(getattr(row, name) != value for name, value in values.items()):
        raise Conflict("plan_taken", taken)
    return model.objects.update_or_create(**key, defaults=values)[0]


@transaction.atomic
def save_campaign(*, year: int, stated: CampaignFacts, new: bool, by: Actor) -> Campaign:
    """Add or correct a campaign. Raises NotAllowed, NotFound, Invalid, and Conflict where its identifier is taken."""
    require_plan_keeper(by)
    plan = _plan(year)
    _refuse_wrong(year, stated)
    values = {name: getattr(stated, name) for name in ("name", "name_en", "starts_on", "ends_on")}
    key = {"plan": plan, "identifier": stated.identifier}
    if new and not Campaign.objects.filter(**key).exists():
        values["rank"] = plan.campaigns.count()
    saved: Campaign = _put(Campaign, key, values, new=new, taken=_("这个标识已经有了，请换一个。"))
    return saved


@transaction.atomic
def save_project(*, year: int, stated: ProjectFacts, new: bool, by: Actor) -> Project:
    """Add or correct a project, without its tasks. Errors as of `save_campaign`."""
    require_plan_keeper(by)
    plan = _plan(year)
    _refuse_wrong(year, stated)
    values = {"name": stated.name, "name_en": stated.name_en}
    key = {"plan": plan, "number": stated.number}
    saved: Project = _put(Project, key, values, new=new, taken=_("这个序号已经有了，请换一个。"))
    return saved


@transaction.atomic
def save_task(*, year: int, project: int, stated: TaskFacts, new: bool, by: Actor) -> Task:
    """Add or correct a task of a project; its units are then exactly those stated. Errors as of `save_campaign`."""
    require_plan_keeper(by)
    plan = _plan(year)
    _refuse_wrong(year, stated)
    parent = plan.projects.filter(number=project).first()
    if parent is None:
        raise NotFound("plan", _("没有找到这个工程。"))
    values = {name: getattr(stated, name) for name in ("name", "name_en", "starts_on", "ends_on")}
    values["open_to_all_members"] = stated.all_members
    key = {"project": parent, "number": stated.number}
    task: Task = _put(Task, key, values, new=new, taken=_("这个序号已经有了，请换一个。"))
    _set_units(task, stated)
    return task


def _set_units(task: Task, stated: TaskFacts) -> None:
    parts = dict.fromkeys(stated.leads, Part.LEAD) | dict.fromkeys(stated.responsible, Part.RESPONSIBLE)
    units = dict(Unit.objects.filter(name__in=parts).values_list("name", "pk"))
    unknown = [name for name in parts if name not in units]
    if unknown:
        sentence = _("计划里的单位“%(name)s”不在单位表里。") % {"name": unknown[0]}
        raise Invalid("plan_unit", sentence, fields={"leads": [sentence]})
    wanted = {units[name]: part for name, part in parts.items()}
    for row in task.units.all():
        if row.unit_id not in wanted:
            row.delete()
    for unit_id, part in wanted.items():
        TaskUnit.objects.update_or_create(task=task, unit_id=unit_id, defaults={"part": part})


@transaction.atomic
def remove_campaign(*, year: int, identifier: str, by: Actor) -> None:
    """Take a campaign out of the plan. Raises Conflict while an activity serves it; one that is gone is fine."""
    require_plan_keeper(by)
    campaign = _plan(year).campaigns.filter(identifier=identifier).first()
    if campaign is not None:
        _refuse_served(campaign.activities.count())
        campaign.delete()


@transaction.atomic
def remove_project(*, year: int, number: int, by: Actor) -> None:
    """Take a project out of the plan. Raises Conflict while it has tasks."""
    require_plan_keeper(by)
    project = _plan(year).projects.filter(number=number).first()
    if project is None:
        return
    if project.tasks.exists():
        raise Conflict("plan_has_tasks", _("这个工程下面还有任务，请先删除或移走任务。"))
    project.delete()


@transaction.atomic
def remove_task(*, year: int, project: int, number: int, by: Actor) -> None:
    """Take a task out of the plan. Raises Conflict while an activity serves it."""
    require_plan_keeper(by)
    _plan(year)
    task = Task.objects.filter(project__plan=year, project__number=project, number=number).first()
    if task is not None:
        _refuse_served(task.activities.count())
        task.delete()


def _refuse_served(count: int) -> None:
    if count:
        raise Conflict("plan_served", _("还有 %(n)d 个活动归在这里，请先在活动里改掉，再删除。") % {"n": count})
