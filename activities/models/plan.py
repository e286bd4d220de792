from datetime import date
from enum import StrEnum

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.fields import CodeField
from core.language import in_language


class PlanYearQuerySet(models.QuerySet["PlanYear"]):
    def current(self, today: date) -> "PlanYear | None":
        """The plan of a day's year, else the last one before it."""
        return self.filter(year__lte=today.year).order_by("-year").first()


@pghistory.track()
class PlanYear(models.Model):
    """年度工作要点 — the leading group's plan of one calendar year."""

    year = models.PositiveSmallIntegerField(_("年度"), primary_key=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = PlanYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度计划")
        verbose_name_plural = _("年度计划")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class Named(models.Model):
    """Something of the plan with a Chinese and an English name."""

    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("英文名称"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)


@pghistory.track()
class Campaign(Named):
    """活动品牌 — a brand under which activities run in a window of a year; both days included."""

    plan = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="campaigns", verbose_name=_("年度"))
    identifier = models.CharField(_("标识"), max_length=40)
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("活动品牌")
        verbose_name_plural = _("活动品牌")
        ordering = ["-plan", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "identifier"], name="activities_campaign_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activities_campaign_order"),
        ]


@pghistory.track()
class Project(Named):
    """工程 — one of the plan's projects, under which its tasks stand."""

    plan = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="projects", verbose_name=_("年度"))
    number = models.PositiveSmallIntegerField(_("序号"))

    class Meta:
        verbose_name = _("工程")
        verbose_name_plural = _("工程")
        ordering = ["-plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="activities_project_once")]


@pghistory.track()
class Task(Named):
    """任务 — what the plan asks of its units, in a window; both days included.

    `open_to_all_members` stands for “领导小组各成员单位”: the members of the day that is asked about.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("工程"))
    number = models.PositiveSmallIntegerField(_("序号"))
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    open_to_all_members = models.BooleanField(_("各成员单位"), default=False)

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="activities_task_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activities_task_order"),
        ]


class Part(StrEnum):
    """A unit's part in a task."""

    LEAD = "lead"  # 牵头单位
    RESPONSIBLE = "responsible"  # 责任单位

    @property
    def label(self) -> object:
        return PART_LABELS[self]


PART_LABELS = {Part.LEAD: _("牵头单位"), Part.RESPONSIBLE: _("责任单位")}


@pghistory.track()
class TaskUnit(models.Model):
    """任务分工 — a unit named for a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units", verbose_name=_("任务"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="task_parts", verbose_name=_("单位"))
    part = CodeField(Part, verbose_name=_("分工"))

    class Meta:
        verbose_name = _("任务分工")
        verbose_name_plural = _("任务分工")
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="activities_task_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.part}"
