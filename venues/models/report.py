from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.fields import CodeField, public_id_field
from core.models import StoredImage
from core.sealed import SealedField
from venues.models.venue import Venue


class ReportKind(StrEnum):
    """What somebody says is wrong."""

    POSITION = "position"
    HOURS = "hours"
    CLOSED = "closed"
    OTHER = "other"

    @property
    def label(self) -> object:
        return REPORT_KIND_LABELS[self]


REPORT_KIND_LABELS = {
    ReportKind.POSITION: _("位置不对"),
    ReportKind.HOURS: _("开放时间不对"),
    ReportKind.CLOSED: _("已经关闭或搬走"),
    ReportKind.OTHER: _("其他问题"),
}


class ReportState(StrEnum):
    """What has become of a report."""

    OPEN = "open"
    CORRECTED = "corrected"
    DISMISSED = "dismissed"

    @property
    def label(self) -> object:
        return REPORT_STATE_LABELS[self]


REPORT_STATE_LABELS = {
    ReportState.OPEN: _("待处理"),
    ReportState.CORRECTED: _("已更正"),
    ReportState.DISMISSED: _("未采纳"),
}


class Reply(StrEnum):
    """Whether the answer has reached the reporter."""

    NONE = "none"  # no contact was left, or nothing is answered yet
    WAITING = "waiting"
    SENT = "sent"
    NOT_SENT = "not_sent"

    @property
    def label(self) -> object:
        return REPLY_LABELS[self]


REPLY_LABELS = {
    Reply.NONE: _("没有留联系方式"),
    Reply.WAITING: _("答复正在发送"),
    Reply.SENT: _("答复已发送"),
    Reply.NOT_SENT: _("答复未能发送"),
}


class ReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> "ReportQuerySet":
        return self.filter(state=ReportState.OPEN)

    def kept_by(self, actor: Actor) -> "ReportQuerySet":
        """Reports about what an actor keeps or reviews."""
        return self.filter(venue__in=Venue.objects.kept_by(actor))


@pghistory.track(exclude=["contact"])
class ErrorReport(models.Model):
    """报错 — what somebody from the public says is wrong with a venue.

    `lon`, `lat` are where the reporter puts it (WGS 84). `contact` is a mail address or a mobile
    number, sealed, read by nobody but the answer's sender, and erased 90 days after the answer.
    `token` comes with the form: sent twice, it is one report.
    """

    public_id = public_id_field()
    token = models.UUIDField(unique=True, editable=False)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="reports", verbose_name=_("场馆"))
    kind = CodeField(ReportKind, verbose_name=_("问题"))
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    lon = models.FloatField(_("建议经度"), null=True, blank=True)
    lat = models.FloatField(_("建议纬度"), null=True, blank=True)
    photo = models.ForeignKey(
        StoredImage, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("照片")
    )
    contact = SealedField("venues.report.contact", verbose_name=_("联系方式"), null=True, blank=True)  # type: ignore[misc]
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    state = CodeField(ReportState, verbose_name=_("状态"), default=ReportState.OPEN)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    reply = CodeField(Reply, verbose_name=_("答复发送"), default=Reply.NONE)
    created_at = models.DateTimeField(_("收到于"))
    decided_at = models.DateTimeField(_("办结于"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("办理人"),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("报错")
        verbose_name_plural = _("报错")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="venues_report_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "-created_at"], name="venues_report_open", condition=Q(state="open")),
            models.Index(fields=["decided_at"], name="venues_report_contact", condition=Q(contact__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state == ReportState.OPEN
