from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Actor
from core.fields import CodeField, public_id_field
from venues.models import Region
from volunteers.models.volunteer import Volunteer


class TeamQuerySet(models.QuerySet["Team"]):
    def kept_by(self, actor: Actor) -> "TeamQuerySet":
        """The teams of an actor's units or counties, or all."""
        if actor.sees_all:
            return self
        return self.filter(
            Q(unit__in=actor.organizer_of)
            | Q(unit__county_code__in=actor.reviewer_of_counties) & ~Q(unit__county_code="")
        )


@pghistory.track()
class Team(models.Model):
    """志愿服务队 — volunteers who serve together, kept by a unit and led by one of them."""

    public_id = public_id_field()
    name = models.CharField(_("名称"), max_length=60, unique=True)
    about = models.CharField(_("简介"), max_length=500, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="teams", verbose_name=_("所属单位"))
    county = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="+",
        to_field="code",
        null=True,
        blank=True,
        verbose_name=_("县区"),
    )
    leader = models.ForeignKey(
        Volunteer, on_delete=models.SET_NULL, related_name="leads", null=True, blank=True, verbose_name=_("队长")
    )
    is_emergency = models.BooleanField(_("应急科普队"), default=False)
    closed_on = models.DateField(_("解散于"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("志愿服务队")
        verbose_name_plural = _("志愿服务队")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMemberState(StrEnum):
    """Where a membership stands."""

    ASKED = "asked"
    MEMBER = "member"
    DECLINED = "declined"
    LEFT = "left"

    @property
    def label(self) -> object:
        return TEAM_MEMBER_STATE_LABELS[self]


TEAM_MEMBER_STATE_LABELS = {
    TeamMemberState.ASKED: _("申请加入"),
    TeamMemberState.MEMBER: _("队员"),
    TeamMemberState.DECLINED: _("未通过"),
    TeamMemberState.LEFT: _("已退出"),
}


@pghistory.track()
class TeamMember(models.Model):
    """队员 — a volunteer's time in a team; both days included."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members", verbose_name=_("服务队"))
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("志愿者")
    )
    state = CodeField(TeamMemberState, verbose_name=_("状态"))
    asked_at = models.DateTimeField(_("申请于"))
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("队员")
        verbose_name_plural = _("队员")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "volunteer"],
                condition=Q(state__in=["asked", "member"]),
                name="volunteers_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.volunteer}"


class TeamAnnouncement(models.Model):
    """队内通知 — what a leader tells the members."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="announcements", verbose_name=_("服务队"))
    text = models.CharField(_("内容"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(_("发出于"))

    class Meta:
        verbose_name = _("队内通知")
        verbose_name_plural = _("队内通知")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"#{self.pk}"
