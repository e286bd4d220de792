from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.sealed import SealedField


class CalendarKey(models.Model):
    """日历密钥 — the random part of an account's own calendar address: sealed, with a keyed look-up."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    key = SealedField("activities.calendar.key")
    lookup = models.BinaryField(unique=True, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("日历密钥")
        verbose_name_plural = _("日历密钥")

    def __str__(self) -> str:
        return f"#{self.pk}"


class MiniProgramUser(models.Model):
    """微信订阅 — WeChat's number of an account in our mini program, to which 订阅消息 can go."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mini_program")
    openid = SealedField("activities.mini_program.openid")
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("微信订阅")
        verbose_name_plural = _("微信订阅")

    def __str__(self) -> str:
        return f"#{self.pk}"
