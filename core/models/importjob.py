from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField, public_id_field


class ImportState(StrEnum):
    """Where an import stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"

    @property
    def label(self) -> object:
        return IMPORT_STATE_LABELS[self]


IMPORT_STATE_LABELS = {
    ImportState.CHECKING: _("检查中"),
    ImportState.CHECKED: _("待确认"),
    ImportState.APPLYING: _("导入中"),
    ImportState.DONE: _("已导入"),
    ImportState.FAILED: _("未成功"),
    ImportState.CANCELLED: _("已取消"),
    ImportState.UNDONE: _("已撤销"),
}
AT_WORK = (ImportState.CHECKING, ImportState.APPLYING)


class RowAction(StrEnum):
    """What a row of a sheet will do."""

    PROBLEM = "problem"
    NEW = "new"
    CHANGE = "change"
    SAME = "same"

    @property
    def label(self) -> object:
        return ROW_ACTION_LABELS[self]


ROW_ACTION_LABELS = {
    RowAction.PROBLEM: _("有问题"),
    RowAction.NEW: _("新增"),
    RowAction.CHANGE: _("修改"),
    RowAction.SAME: _("无变化"),
}


class ImportQuerySet(models.QuerySet["ImportJob"]):
    def at_work(self) -> "ImportQuerySet":
        """Those for which a worker has something to do."""
        return self.filter(state__in=[state.value for state in AT_WORK])

    def with_sheet(self, pk: int) -> bool:
        """Whether a job still has its file."""
        return self.filter(pk=pk, sheet__isnull=False).exists()


class ImportJob(models.Model):
    """导入批次 — a sheet that somebody sent, what its rows will do, and whether they have done it.

    The row is its own order to the workers: `state` says what is due, and who works on it holds
    its lock. `plan` is the mark of what the owner has been shown.
    """

    public_id = public_id_field()
    kind = models.CharField(_("类别"), max_length=30)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("导入人")
    )
    # Units live to the right of this app.
    unit_id = models.BigIntegerField(_("单位编号"), null=True, blank=True)
    file_name = models.CharField(_("文件名"), max_length=200)
    sheet = models.BinaryField(_("文件"), null=True)
    options = models.JSONField(_("选项"), default=dict)
    state = CodeField(ImportState, verbose_name=_("状态"), default=ImportState.CHECKING)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    notes = models.JSONField(_("整表提示"), default=list)
    summary = models.JSONField(_("行数"), default=dict)
    plan = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("建立于"))
    updated_at = models.DateTimeField(_("更新于"))
    finished_at = models.DateTimeField(_("完成于"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="core_import_of_owner"),
            models.Index(fields=["id"], name="core_import_at_work", condition=Q(state__in=["checking", "applying"])),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.state}"


WARNED = "warned"  # rows with a remark, whatever they will do


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def shown_as(self, tab: str) -> "ImportRowQuerySet":
        """The rows of an action, or the `WARNED`."""
        return self.exclude(warnings=[]) if tab == WARNED else self.filter(action=tab)

    def made(self) -> "ImportRowQuerySet":
        """Those that made something new which stands."""
        return self.exclude(made="")


class ImportRow(models.Model):
    """导入行 — what one row of a sheet will do, as its owner is shown it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows", verbose_name=_("导入批次"))
    number = models.PositiveIntegerField(_("行号"))
    action = CodeField(RowAction, verbose_name=_("动作"))
    key = models.CharField(_("编号"), max_length=80, blank=True)
    label = models.CharField(_("名称"), max_length=200, blank=True)
    differences = models.JSONField(_("改动"), default=list)  # of {field, old, new}
    problems = models.JSONField(_("问题"), default=list)  # of {column, sentence}
    warnings = models.JSONField(_("提醒"), default=list)
    made = models.CharField(_("新增的"), max_length=60, blank=True)  # core.undoing.made_key

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="core_importrow_once")]
        indexes = [models.Index(fields=["job", "action", "number"], name="core_importrow_tab")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
