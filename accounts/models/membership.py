from datetime import date
from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField


class Role(StrEnum):
    """What a person is in a unit. Without one, somebody signed in is a member, else a visitor."""

    VOLUNTEER = "volunteer"  # 科普志愿者
    TEAM_LEADER = "team_leader"  # 志愿服务队负责人
    ORGANIZER = "organizer"  # 活动组织者
    COUNTY_REVIEWER = "county_reviewer"  # 县区审核员
    OFFICE = "office"  # 领导小组办公室

    @property
    def label(self) -> object:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.VOLUNTEER: _("科普志愿者"),
    Role.TEAM_LEADER: _("志愿服务队负责人"),
    Role.ORGANIZER: _("活动组织者"),
    Role.COUNTY_REVIEWER: _("县区审核员"),
    Role.OFFICE: _("领导小组办公室"),
}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """The memberships that hold on a day of the city."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


@pghistory.track()
class Membership(models.Model):
    """任职 — a person's role in a unit for a time; both days included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("账号")
    )
    unit = models.ForeignKey(
        "accounts.Unit", on_delete=models.PROTECT, related_name="memberships", verbose_name=_("单位")
    )
    role = CodeField(Role, verbose_name=_("角色"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role", "since"], name="accounts_membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.role}"
