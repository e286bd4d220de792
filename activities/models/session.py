from datetime import datetime

import pghistory
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.models.activity import PUBLIC, Activity
from activities.models.place import Placed
from core.fields import public_id_field


class SessionQuerySet(models.QuerySet["Session"]):
    def public(self) -> "SessionQuerySet":
        return self.filter(activity__status__in=[status.value for status in PUBLIC])

    def live(self) -> "SessionQuerySet":
        """Sessions that take place, or did: neither they nor their activity are cancelled."""
        return self.filter(cancelled_at=None).exclude(activity__status="cancelled")

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Sessions that touch a stretch of time; its end is not part of it."""
        return self.filter(ends_at__gt=start, starts_at__lt=end)


@pghistory.track(exclude=["seats_taken"])
class Session(Placed):
    """场次 — when and where an activity takes place. Aware times; days are the city's.

    `seats_taken` counts the people (not the registrations) who hold a place; it is written with the
    row locked, and the database keeps it within `capacity`.
    """

    public_id = public_id_field()
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("活动"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    capacity = models.PositiveIntegerField(_("名额（人）"), null=True, blank=True)
    seats_taken = models.PositiveIntegerField(_("已占名额"), default=0)
    own_place = models.BooleanField(_("地点不同"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    # The times that were published first, once they have been moved.
    first_starts_at = models.DateTimeField(_("原定开始"), null=True, blank=True)
    first_ends_at = models.DateTimeField(_("原定结束"), null=True, blank=True)
    move_reason = models.CharField(_("改期原因"), max_length=500, blank=True)
    cancelled_at = models.DateTimeField(_("取消于"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=500, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("场次")
        verbose_name_plural = _("场次")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activities_session_order"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")), name="activities_session_not_overbooked"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="activities_session_start"),
            models.Index(fields=["activity", "starts_at"], name="activities_session_of"),
            GistIndex(fields=["point"], name="activities_session_point"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at}"
