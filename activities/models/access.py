from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.registration import Registration
from activities.models.session import Session
from core.audit import APPEND_ONLY
from core.fields import CodeField


class AccessKind(StrEnum):
    """In which way somebody came to see personal data."""

    SHOWN = "shown"
    PRINTED = "printed"
    EXPORTED = "exported"
    ON_DEVICE = "on_device"

    @property
    def label(self) -> object:
        return ACCESS_KIND_LABELS[self]


ACCESS_KIND_LABELS = {
    AccessKind.SHOWN: _("查看手机号"),
    AccessKind.PRINTED: _("打印名单"),
    AccessKind.EXPORTED: _("导出名单"),
    AccessKind.ON_DEVICE: _("下载到签到设备"),
}


class PersonalDataAccess(models.Model):
    """个人信息查看记录 — who saw whose data, when and what for. Rows are added, never changed.

    One registration for what was shown, a session with the number of registrations for a whole list.
    """

    kind = CodeField(AccessKind, verbose_name=_("方式"))
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="accesses", verbose_name=_("场次"))
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="accesses", null=True, blank=True, verbose_name=_("报名")
    )
    rows = models.PositiveIntegerField(_("条数"))
    purpose = models.CharField(_("用途"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("查看人")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("个人信息查看记录")
        verbose_name_plural = _("个人信息查看记录")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="exported") | ~models.Q(purpose=""), name="activities_export_has_purpose"
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
