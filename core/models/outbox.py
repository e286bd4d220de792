from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> "OutboxQuerySet":
        """Neither done nor given up."""
        return self.filter(done_at=None, dead_at=None)

    def dead(self) -> "OutboxQuerySet":
        return self.exclude(dead_at=None)


class OutboxMessage(models.Model):
    """待办消息 — what one handler has still to do about an event, written in the event's transaction.

    `data` holds identifiers, never personal data: the handler reads what it needs.
    """

    event = models.CharField(_("事件"), max_length=60)
    handler = models.CharField(_("处理者"), max_length=120)
    data = models.JSONField(_("数据"), default=dict)
    created_at = models.DateTimeField(_("建立于"))
    due_at = models.DateTimeField(_("处理时间"))
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    leased_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成于"), null=True, blank=True)
    dead_at = models.DateTimeField(_("放弃于"), null=True, blank=True)
    error = models.CharField(_("错误"), max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办消息")
        verbose_name_plural = _("待办消息")
        indexes = [
            models.Index(fields=["due_at", "id"], name="core_outbox_due", condition=Q(done_at=None, dead_at=None)),
            models.Index(fields=["done_at"], name="core_outbox_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.handler}"
