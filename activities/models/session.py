from datetime import datetime

import pghistory
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from activities.models.activity import PUBLIC, Activity
from activities.models.place import Placed
from core.fields import public_id_field

# The days of the city, as the database itself keeps them. An evening that passes midnight is of one day: what has
# ended by the next noon, and within 24 hours. Else the days go to its end, of which the last moment is not part.
FIRST_DAY = Func(
    F("starts_at"), template="(timezone('Asia/Shanghai', %(expressions)s))::date", output_field=models.DateField()
)
LAST_DAY = Func(
    F("starts_at"),
    F("ends_at"),
    function="activities_last_day",
    output_field=models.DateField(),
)


class SessionQuerySet(models.QuerySet["Session"]):
    def public(self) -> "SessionQuerySet":
        return self.filter(activity__status__in=[status.value for status in PUBLIC])

    def live(self) -> "SessionQuerySet":
        """Sessions that take place, or did: neither they nor their activity are cancelled."""
        return self.filter(cancelled_at=None).exclude(activity__status="cancelled")

    def counting(self, now: datetime) -> "SessionQuerySet":
        """Sessions that have a place in figures, as COUNTS says it in SQL."""
        return self.filter(activity__status="published", cancelled_at=None, starts_at__lte=now)

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Sessions that touch a stretch of time; its end is not part of it."""
        return self.filter(ends_at__gt=start, starts_at__lt=end)


# What counts, the one condition of every figure: of a published activity, not cancelled, and begun. SQL over `activity`
# and `session`; 人次, sessions, activities, service and visits all ask it: where there are 人次 there are sessions.
COUNTS = "activity.status = 'published' AND session.cancelled_at IS NULL AND session.starts_at <= %(now)s"


@pghistory.track(exclude=["seats_taken", "first_day", "last_day"])
class Session(Placed):
    """场次 — when and where an activity takes place. Aware times; days are the city's.

    `seats_taken` counts the people (not the registrations) who hold a place; it is written with the
    row locked, and the database keeps it within `capacity`. `first_day` and `last_day` follow from the times.
    """

    public_id = public_id_field()
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("活动"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    first_day = models.GeneratedField(
        expression=FIRST_DAY, output_field=models.DateField(), db_persist=True, verbose_name=_("首日")
    )
    last_day = models.GeneratedField(
        expression=LAST_DAY, output_field=models.DateField(), db_persist=True, verbose_name=_("末日")
    )
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
            models.Index(fields=["first_day", "last_day"], name="activities_session_days"),
            models.Index(fields=["activity", "starts_at"], name="activities_session_of"),
            GistIndex(fields=["point"], name="activities_session_point"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at}"
