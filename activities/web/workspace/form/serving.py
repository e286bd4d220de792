"""Step 2: what an activity serves — campaigns, tasks, a joint action — and who joins in."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from activities.facts import ActivityFacts
from activities.models import Campaign, PlanYear, Task, TaskUnit
from core.clock import city_day
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from venues.web.workspace.form.stepform import StepForm


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading; `is_open` where one of them is taken or likely."""

    label: str
    choices: tuple[Any, ...]
    is_open: bool


def _several(label: Any, hint: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=int, widget=forms.CheckboxSelectMultiple, help_text=hint
    )


class ServingForm(StepForm):
    """Campaigns and tasks of the plan of the activity's year, and those that are chosen already."""

    decides = "campaign_ids task_ids joint_action co_unit_ids series".split()  # type: ignore[assignment]
    shown_at = {"campaigns": "campaign_ids", "tasks": "task_ids", "co_units": "co_unit_ids"}

    campaign_ids = _several(gettext_lazy("活动品牌"), gettext_lazy("属于哪个品牌就勾选哪个，可以多选。"))
    task_ids = _several(gettext_lazy("完成的任务"), gettext_lazy("年度工作要点里的任务；统计时按这里归集。"))
    joint_action = forms.ChoiceField(label=gettext_lazy("联合行动"), required=False)
    co_unit_ids = _several(gettext_lazy("协办单位"))
    series = forms.CharField(
        label=gettext_lazy("系列"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("同一系列的活动写一样的名称，例如“周末科学课”。"),
    )

    def initial_of(self, facts: ActivityFacts) -> dict[str, Any]:
        return {
            **super().initial_of(facts),
            **{name: list(getattr(facts, name)) for name in ("campaign_ids", "task_ids", "co_unit_ids")},
        }

    def offer_choices(self) -> None:
        fields: dict[str, Any] = self.fields
        plan = PlanYear.objects.current(self._day())
        self.tasks = list(_tasks(plan, self.before.task_ids))
        campaigns = Campaign.objects.filter(plan=plan) | Campaign.objects.filter(pk__in=self.before.campaign_ids)
        fields["campaign_ids"].choices = [(one.pk, _campaign_text(one)) for one in campaigns]
        fields["task_ids"].choices = [(task.pk, task.label) for task in self.tasks]
        units = Unit.objects.exclude(pk=self.before.unit_id).order_by("name")
        fields["co_unit_ids"].choices = [(unit.pk, unit.name) for unit in units]
        actions = words().terms[Vocabulary.JOINT_ACTION].values()
        fields["joint_action"].choices = [("", _("不属于")), *((term.identifier, term.label) for term in actions)]

    def _day(self) -> Any:
        """The day whose year's plan counts: the first session's, else today."""
        starts = min((session.starts_at for session in self.before.sessions), default=timezone.now())
        return city_day(starts)

    def said(self) -> dict[str, Any]:
        given = super().said()
        return given | {name: tuple(sorted(given[name])) for name in ("campaign_ids", "task_ids", "co_unit_ids")}

    @property
    def task_groups(self) -> list[Group]:
        """The tasks by project, those in which the unit has a part first."""
        chosen = {str(value) for value in self["task_ids"].value() or ()}
        widgets = {str(widget.data["value"]): widget for widget in self["task_ids"]}
        own = set(TaskUnit.objects.filter(unit=self.before.unit_id).values_list("task_id", flat=True))
        headings: dict[str, list[Task]] = {}
        for task in self.tasks:
            heading = _("本单位有分工的任务") if task.pk in own else task.project.label
            headings.setdefault(heading, []).append(task)
        first = _("本单位有分工的任务")
        ordered = sorted(headings.items(), key=lambda item: item[0] != first)
        return [
            Group(
                label=heading,
                choices=tuple(widgets[str(task.pk)] for task in tasks),
                is_open=heading == first or any(str(task.pk) in chosen for task in tasks),
            )
            for heading, tasks in ordered
        ]

    @property
    def co_units_chosen(self) -> int:
        return len(self["co_unit_ids"].value() or ())


def _tasks(plan: PlanYear | None, also: tuple[int, ...]) -> Any:
    found = Task.objects.filter(project__plan=plan) | Task.objects.filter(pk__in=also)
    return found.select_related("project").order_by("project__plan", "project__number", "number")


def _campaign_text(one: Campaign) -> str:
    return _("%(name)s（%(from)s至%(to)s）") % {
        "name": one.label,
        "from": f"{one.starts_on.month}.{one.starts_on.day}",
        "to": f"{one.ends_on.month}.{one.ends_on.day}",
    }
