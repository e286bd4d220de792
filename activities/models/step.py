from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.activity import Activity
from activities.models.session import Session
from core.audit import APPEND_ONLY
from core.fields import CodeField


class Step(StrEnum):
    """A deed in an activity's life that somebody has to answer for."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    PUBLISHED = "published"
    MOVED = "moved"  # one session
    SESSION_CANCELLED = "session_cancelled"
    CANCELLED = "cancelled"
    REPORTED = "reported"  # a session's results
    RESULTS_SENT_BACK = "results_sent_back"
    RESULTS_CONFIRMED = "results_confirmed"
    RESTORED = "restored"  # a cancellation was taken back
    REFILED = "refiled"  # what is confirmed stands under something else now
    TAKEN_BACK = "taken_back"  # all that a held session has

    @property
    def label(self) -> object:
        return STEP_LABELS[self]


STEP_LABELS = {
    Step.SUBMITTED: _("提交审核"),
    Step.WITHDRAWN: _("撤回"),
    Step.RETURNED: _("退回"),
    Step.PUBLISHED: _("发布"),
    Step.MOVED: _("改期"),
    Step.SESSION_CANCELLED: _("取消一场"),
    Step.CANCELLED: _("取消活动"),
    Step.REPORTED: _("填报结果"),
    Step.RESULTS_SENT_BACK: _("退回结果"),
    Step.RESULTS_CONFIRMED: _("确认结果"),
    Step.RESTORED: _("撤回取消"),
    Step.REFILED: _("更正已确认的活动"),
    Step.TAKEN_BACK: _("撤回人次和结果"),
}


class ActivityStep(models.Model):
    """办理记录 — who did what with an activity, when and why. Rows are added, never changed."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="steps", verbose_name=_("活动"))
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="steps", null=True, blank=True, verbose_name=_("场次")
    )
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
        indexes = [models.Index(fields=["activity", "-at"], name="activities_step_of_activity")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.step} {self.at}"
