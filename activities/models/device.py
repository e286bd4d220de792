from datetime import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.activity import Activity
from activities.models.session import Session
from core.fields import public_id_field


class ScannerDeviceQuerySet(models.QuerySet["ScannerDevice"]):
    def working(self, now: datetime) -> "ScannerDeviceQuerySet":
        """Devices whose token holds."""
        return self.filter(revoked_at=None, expires_at__gt=now)


@pghistory.track(exclude=["heard_at", "unsent", "oldest_unsent_at", "clock_offset"])
class ScannerDevice(models.Model):
    """签到设备 — a phone or tablet that was paired to check people in at some activities, until an end.

    `token` is the SHA-256 of what the device holds. What it last told of itself: how many entries it
    had not sent, since when the oldest waits, and by how many seconds its clock is behind ours.
    """

    public_id = public_id_field()
    name = models.CharField(_("名称"), max_length=40)
    token = models.BinaryField(unique=True, editable=False)
    activities = models.ManyToManyField(Activity, related_name="devices", verbose_name=_("活动"))
    # A volunteer's phone is for one session; without any named it is for all of the activities.
    sessions = models.ManyToManyField(Session, related_name="devices", blank=True, verbose_name=_("场次"))
    only_volunteers = models.BooleanField(_("只为志愿者签到"), default=False)
    paired_at = models.DateTimeField(_("配对于"))
    paired_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField(_("有效至"))
    revoked_at = models.DateTimeField(_("停用于"), null=True, blank=True)
    heard_at = models.DateTimeField(_("最近联络"), null=True, blank=True)
    unsent = models.PositiveIntegerField(_("未上传"), default=0)
    oldest_unsent_at = models.DateTimeField(_("最早的未上传"), null=True, blank=True)
    clock_offset = models.IntegerField(_("时钟慢了（秒）"), default=0)

    objects = ScannerDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("签到设备")
        verbose_name_plural = _("签到设备")
        ordering = ["-paired_at", "-id"]

    def __str__(self) -> str:
        return self.name


class PairingCode(models.Model):
    """配对码 — a short code, shown once in the workspace, by which one device becomes a scanner.

    `lookup` is a keyed hash of the code. It works once, and not for long.
    """

    lookup = models.BinaryField(unique=True, editable=False)
    activities = models.ManyToManyField(Activity, related_name="+")
    sessions = models.ManyToManyField(Session, related_name="+", blank=True)
    only_volunteers = models.BooleanField(default=False)
    device_until = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    device = models.OneToOneField(ScannerDevice, on_delete=models.CASCADE, related_name="pairing", null=True)

    class Meta:
        verbose_name = _("配对码")
        verbose_name_plural = _("配对码")

    def __str__(self) -> str:
        return f"#{self.pk}"
