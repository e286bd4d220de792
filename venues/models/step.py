from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import APPEND_ONLY
from core.fields import CodeField
from venues.models.venue import Venue


class Step(StrEnum):
    """A deed in a venue's life that somebody has to answer for."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    CLOSED = "closed"
    REOPENED = "reopened"
    VERIFIED = "verified"
    CORRECTED = "corrected"  # after an error report
    MERGED = "merged"
    REVISION_SUBMITTED = "revision_submitted"
    REVISION_WITHDRAWN = "revision_withdrawn"
    REVISION_RETURNED = "revision_returned"
    REVISION_ACCEPTED = "revision_accepted"
    REVISION_DISCARDED = "revision_discarded"

    @property
    def label(self) -> object:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.SUBMITTED: _("提交审核"),
    Step.WITHDRAWN: _("撤回"),
    Step.RETURNED: _("退回"),
    Step.PUBLISHED: _("发布"),
    Step.HIDDEN: _("隐藏"),
    Step.CLOSED: _("关闭"),
    Step.REOPENED: _("重新发布"),
    Step.VERIFIED: _("核实无误"),
    Step.CORRECTED: _("按报错更正"),
    Step.MERGED: _("合并"),
    Step.REVISION_SUBMITTED: _("提交修改"),
    Step.REVISION_WITHDRAWN: _("撤回修改"),
    Step.REVISION_RETURNED: _("退回修改"),
    Step.REVISION_ACCEPTED: _("采纳修改"),
    Step.REVISION_DISCARDED: _("放弃修改"),
}


class VenueStep(models.Model):
    """办理记录 — who did what with a venue, when and why. Rows are added, never changed."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="steps", verbose_name=_("场馆"))
    step = CodeField(Step, verbose_name=_("步骤"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("办理人"),
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = _("办理记录")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["venue", "-at"], name="venues_step_of_venue")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.venue_id} {self.step} {self.at}"
