"""Reading the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q

from accounts.models import Unit
from activities.models import ActivityStatus, Campaign, Part, PlanYear, Project, Task, TaskUnit

COUNTED = Q(activities__status=ActivityStatus.PUBLISHED.value)


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task with its units' names, and how many published activities serve it."""

    task: Task
    key: str
    leads: list[str]
    responsible: list[str]
    served: int


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """A project with its tasks."""

    project: Project
    tasks: list[PlannedTask]


@dataclass(frozen=True, slots=True)
class PlanBoard:
    """All of a year's plan; campaigns carry `served`, how many published activities they have."""

    plan: PlanYear
    campaigns: Sequence[Campaign]
    projects: list[PlannedProject]
    unserved: int  # tasks without an activity


def plan_board(plan: PlanYear) -> PlanBoard:
    """A plan with the published activities that serve each piece; a handful of queries, whatever its size."""
    counted: Any = Count("activities", filter=COUNTED, distinct=True)
    units = Prefetch("units", TaskUnit.objects.select_related("unit").order_by("unit_id"))
    tasks = Prefetch("tasks", Task.objects.annotate(served=counted).prefetch_related(units).order_by("number"))
    projects = [
        PlannedProject(project, [_planned(project, task) for task in project.tasks.all()])
        for project in plan.projects.prefetch_related(tasks).order_by("number")
    ]
    campaigns = list(plan.campaigns.annotate(served=counted).order_by("rank", "pk"))
    unserved = sum(1 for project in projects for task in project.tasks if not task.served)
    return PlanBoard(plan, campaigns, projects, unserved)


def _planned(project: Project, task: Any) -> PlannedTask:
    named: dict[Part, list[str]] = {part: [] for part in Part}
    for row in task.units.all():
        named[Part(row.part)].append(row.unit.name)
    return PlannedTask(task, f"{project.number}-{task.number}", named[Part.LEAD], named[Part.RESPONSIBLE], task.served)


def units_of(task: Task, day: date) -> dict[Part, list[Unit]]:
    """The units of a task on a day of the city: those named, and for “各成员单位” that day's members."""
    found: dict[Part, list[Unit]] = {Part.LEAD: [], Part.RESPONSIBLE: []}
    for row in task.units.select_related("unit").order_by("unit_id"):
        found[Part(row.part)].append(row.unit)
    if task.open_to_all_members:
        named = {unit.pk for units in found.values() for unit in units}
        found[Part.RESPONSIBLE] += [unit for unit in Unit.objects.members_on(day) if unit.pk not in named]
    return found
