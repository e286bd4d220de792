from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models.session import Session
from core.fields import CodeField
from core.models import StoredImage


class ResultState(StrEnum):
    """Where a session's results stand. Without a row nothing has been reported, which is not nought."""

    REPORTED = "reported"
    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> object:
        return RESULT_STATE_LABELS[self]


RESULT_STATE_LABELS = {
    ResultState.REPORTED: _("已填报，待确认"),
    ResultState.SENT_BACK: _("结果被退回"),
    ResultState.CONFIRMED: _("已确认"),
}


@pghistory.track()
class SessionResult(models.Model):
    """场次结果 — what an organizer reports of a session that has been held: head counts, photos, a few words."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, related_name="result", primary_key=True, verbose_name=_("场次")
    )
    state = CodeField(ResultState, verbose_name=_("状态"))
    text = models.TextField(_("简况"), max_length=1000, blank=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    reported_at = models.DateTimeField(_("填报于"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("办理于"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("场次结果")
        verbose_name_plural = _("场次结果")
        indexes = [
            models.Index(fields=["reported_at"], name="activities_results_to_confirm", condition=Q(state="reported"))
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.state}"


@pghistory.track()
class HeadCount(models.Model):
    """现场计数 — 人次 of one audience at a session as reported; those who watched online are told apart.

    `day` tells the day in a session of several; without it they stand on the first.
    """

    result = models.ForeignKey(SessionResult, on_delete=models.CASCADE, related_name="counts", verbose_name=_("结果"))
    audience = models.CharField(_("人群"), max_length=40)
    online = models.BooleanField(_("线上"), default=False)
    day = models.DateField(_("日期"), null=True, blank=True)
    people = models.PositiveIntegerField(_("人次"))

    class Meta:
        verbose_name = _("现场计数")
        verbose_name_plural = _("现场计数")
        constraints = [
            models.UniqueConstraint(
                fields=["result", "audience", "online", "day"],
                name="activities_head_count_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.people}"


@pghistory.track()
class ResultPhoto(models.Model):
    """现场照片 — a photo that goes with a session's results."""

    result = models.ForeignKey(
        SessionResult, on_delete=models.CASCADE, related_name="photos", db_index=False, verbose_name=_("结果")
    )
    image = models.ForeignKey(StoredImage, on_delete=models.PROTECT, related_name="+", verbose_name=_("照片文件"))
    caption = models.CharField(_("照片说明"), max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("现场照片")
        verbose_name_plural = _("现场照片")
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["result", "image"], name="activities_result_photo_once")]
        indexes = [models.Index(fields=["result", "rank"], name="activities_result_photo_rank")]

    def __str__(self) -> str:
        return self.caption or str(self.result)
