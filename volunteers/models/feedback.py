from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models.service import ServiceRecord


class Feedback(models.Model):
    """服务评价 — what a volunteer and an organizer say of a service to each other; nobody else sees it."""

    service = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="feedback")
    by_volunteer = models.BooleanField()
    stars = models.PositiveSmallIntegerField(_("评分"))
    text = models.CharField(_("评价"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("服务评价")
        verbose_name_plural = _("服务评价")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "by_volunteer"], name="volunteers_feedback_once"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="volunteers_feedback_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.stars}"
