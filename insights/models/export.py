from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField, public_id_field

# The outbox has tried three times by then, a task's ten minutes each.
GIVEN_UP = timedelta(hours=1)


class ExportKind(StrEnum):
    """Workbooks that take longer than a page should."""

    YEARBOOK = "yearbook"
    NATIONAL = "national"

    @property
    def label(self) -> object:
        return EXPORT_LABELS[self]


EXPORT_LABELS = {
    ExportKind.YEARBOOK: _("年度工作簿"),
    ExportKind.NATIONAL: _("科普统计场馆表"),
}


class Export(models.Model):
    """导出 — a workbook that is made by a task for one account, and kept for some days."""

    public_id = public_id_field()
    kind = CodeField(ExportKind, verbose_name=_("种类"))
    year = models.PositiveSmallIntegerField(_("年份"))
    language = models.CharField(max_length=10, default="zh-hans")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("要求于"))
    finished_at = models.DateTimeField(_("完成于"), null=True, blank=True)
    file = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("导出")
        verbose_name_plural = _("导出")
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="insights_exports_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"

    def has_failed(self, now: datetime) -> bool:
        """Whether it was tried as often as it is and will not come any more."""
        return self.finished_at is None and self.asked_at < now - GIVEN_UP
