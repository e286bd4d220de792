from datetime import datetime
from enum import StrEnum

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.models import Session
from activities.models.activity import PUBLIC
from core.disclosure import Left, left, told_size
from core.fields import CodeField, public_id_field
from volunteers.models.team import Team
from volunteers.models.training import Course
from volunteers.models.volunteer import Volunteer

TIME_RANGE = Func(F("starts_at"), F("ends_at"), Value("[)"), function="TSTZRANGE")


class OpenTo(StrEnum):
    """Who may apply for a position."""

    ALL = "all"
    TEAM = "team"
    INVITED = "invited"

    @property
    def label(self) -> object:
        return OPEN_TO_LABELS[self]


OPEN_TO_LABELS = {
    OpenTo.ALL: _("所有志愿者"),
    OpenTo.TEAM: _("一个服务队"),
    OpenTo.INVITED: _("受邀请的志愿者"),
}


class PositionQuerySet(models.QuerySet["Position"]):
    def public(self) -> "PositionQuerySet":
        """Positions of sessions that take place."""
        return self.filter(
            cancelled_at=None,
            session__cancelled_at=None,
            session__activity__status__in=[status.value for status in PUBLIC if status != "cancelled"],
        )

    def coming(self, now: datetime) -> "PositionQuerySet":
        return self.filter(starts_at__gt=now)

    def with_session(self) -> "PositionQuerySet":
        return self.select_related("session__activity__unit", "session__venue", "team__leader", "course")


@pghistory.track(exclude=["taken"])
class Position(models.Model):
    """岗位 — what volunteers do at a session, how many are needed and from when to when.

    `taken` counts the accepted; it is written with the row locked, and the database keeps it within `places`.
    """

    public_id = public_id_field()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="positions", verbose_name=_("场次"))
    title = models.CharField(_("岗位"), max_length=40)
    about = models.CharField(_("做什么"), max_length=500, blank=True)
    skills = ArrayField(models.CharField(max_length=40), verbose_name=_("需要的特长"), default=list, blank=True)
    places = models.PositiveSmallIntegerField(_("人数"))
    taken = models.PositiveSmallIntegerField(_("已录用"), default=0)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    meeting_point = models.CharField(_("集合地点"), max_length=100, blank=True)
    open_to = CodeField(OpenTo, verbose_name=_("面向"), default=OpenTo.ALL.value)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="positions", null=True, blank=True, verbose_name=_("服务队")
    )
    accepts_at_once = models.BooleanField(_("报名即录用"), default=False)
    is_door = models.BooleanField(_("负责签到"), default=False)
    adults_only = models.BooleanField(_("须满 18 岁"), default=False)
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        related_name="positions",
        null=True,
        blank=True,
        verbose_name=_("须参加的培训"),
    )
    cancelled_at = models.DateTimeField(_("取消于"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_position_order"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="volunteers_position_not_overfull"),
            models.CheckConstraint(
                condition=~Q(open_to="team") | Q(team__isnull=False), name="volunteers_position_team"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="volunteers_position_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def free(self) -> int:
        return max(0, self.places - self.taken)

    @property
    def told_places(self) -> int | None:
        """How many are needed, as everybody may know it."""
        return told_size(self.places)

    @property
    def left(self) -> Left:
        """How many are still needed, as everybody may know it."""
        return left(self.free)


class ApplicationState(StrEnum):
    """Where an application stands."""

    INVITED = "invited"
    APPLIED = "applied"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> object:
        return APPLICATION_STATE_LABELS[self]


APPLICATION_STATE_LABELS = {
    ApplicationState.INVITED: pgettext_lazy("岗位", "受邀请"),
    ApplicationState.APPLIED: pgettext_lazy("岗位", "待确认"),
    ApplicationState.ACCEPTED: pgettext_lazy("岗位", "已录用"),
    ApplicationState.WAITING: pgettext_lazy("岗位", "候补"),
    ApplicationState.DECLINED: pgettext_lazy("岗位", "未录用"),
    ApplicationState.WITHDRAWN: pgettext_lazy("岗位", "已退出"),
}
LIVE = frozenset(
    {ApplicationState.INVITED, ApplicationState.APPLIED, ApplicationState.ACCEPTED, ApplicationState.WAITING}
)


@pghistory.track()
class Application(models.Model):
    """岗位报名 — a volunteer's wish to serve in a position, and what became of it.

    The times are the position's, held here so that the database itself refuses two overlapping acceptances.
    """

    public_id = public_id_field()
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="applications")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="applications")
    state = CodeField(ApplicationState, verbose_name=_("状态"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    applied_at = models.DateTimeField(_("报名于"))
    decided_at = models.DateTimeField(_("办理于"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("岗位报名")
        verbose_name_plural = _("岗位报名")
        ordering = ["applied_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["position", "volunteer"],
                condition=Q(state__in=[state.value for state in sorted(LIVE)]),
                name="volunteers_application_once",
            ),
            ExclusionConstraint(
                name="volunteers_accepted_apart",
                expressions=[(F("volunteer"), RangeOperators.EQUAL), (TIME_RANGE, RangeOperators.OVERLAPS)],
                condition=Q(state="accepted"),
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "starts_at"], name="volunteers_schedule")]

    def __str__(self) -> str:
        return self.public_id
