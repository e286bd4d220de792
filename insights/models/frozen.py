from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import APPEND_ONLY
from core.fields import public_id_field


class FrozenReport(models.Model):
    """统计定稿 — a figure as it was reported: what was asked, what came out, and the rows that it came from.

    `asked` says the question (figure, days, dimensions, narrowing, whose); `result` holds the cells and totals;
    `behind` what each activity or venue gave, and `checksum` the SHA-256 of all three. Rows are added, never changed:
    a later correction shows as a difference, and another report may be frozen beside it.
    """

    public_id = public_id_field()
    title = models.CharField(_("名称"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年份"))
    asked = models.JSONField(_("问题"))
    result = models.JSONField(_("结果"))
    behind = models.JSONField(_("来源"))
    checksum = models.CharField(_("校验和"), max_length=64)
    unit_ids = models.JSONField(default=list)
    counties = models.JSONField(default=list)
    is_whole = models.BooleanField(_("全市"), default=False)
    made_at = models.DateTimeField(_("定稿于"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("定稿人")
    )

    class Meta:
        verbose_name = _("统计定稿")
        verbose_name_plural = _("统计定稿")
        ordering = ["-id"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.title
