from enum import StrEnum

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Actor
from activities.facts import RegistrationMode
from activities.models.place import Placed
from activities.models.plan import Campaign, Task
from core.fields import CodeField, public_id_field
from core.language import in_language
from core.models import StoredImage


class ActivityStatus(StrEnum):
    """Where an activity stands; whether it is postponed or held follows from its sessions."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    CANCELLED = "cancelled"

    @property
    def label(self) -> object:
        return ACTIVITY_STATUS_LABELS[self]


ACTIVITY_STATUS_LABELS = {
    ActivityStatus.DRAFT: _("草稿"),
    ActivityStatus.SUBMITTED: _("待审核"),
    ActivityStatus.RETURNED: _("已退回"),
    ActivityStatus.PUBLISHED: _("已发布"),
    ActivityStatus.CANCELLED: _("已取消"),
}
PUBLIC = (ActivityStatus.PUBLISHED, ActivityStatus.CANCELLED)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> "ActivityQuerySet":
        """What everybody may see: the published, and those cancelled after they had been."""
        return self.filter(status__in=[status.value for status in PUBLIC])

    def kept_by(self, actor: Actor) -> "ActivityQuerySet":
        """What an actor edits or reviews: their own units', their counties' units', or all."""
        if actor.sees_all:
            return self
        return self.filter(
            Q(unit__in=actor.organizer_of)
            | Q(unit__county_code__in=actor.reviewer_of_counties) & ~Q(unit__county_code="")
        )

    def reviewed_by(self, actor: Actor) -> "ActivityQuerySet":
        """What an actor decides on: their counties' units', or all."""
        if actor.sees_all:
            return self
        return self.filter(Q(unit__county_code__in=actor.reviewer_of_counties) & ~Q(unit__county_code=""))

    def visible_to(self, actor: Actor) -> "ActivityQuerySet":
        """The public ones, and what the actor keeps."""
        if actor.sees_all:
            return self
        return self.filter(
            Q(status__in=[status.value for status in PUBLIC])
            | Q(unit__in=actor.organizer_of)
            | Q(co_units__in=actor.organizer_of)
            | Q(unit__county_code__in=actor.reviewer_of_counties) & ~Q(unit__county_code="")
        ).distinct()


@pghistory.track()
class Activity(Placed):
    """活动 — a popular-science activity of a unit, held in one or more sessions."""

    public_id = public_id_field()
    reference = models.CharField(_("外部编号"), max_length=80, unique=True, null=True, blank=True)
    title = models.CharField(_("名称"), max_length=100)
    title_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    summary = models.CharField(_("简介"), max_length=300, blank=True)
    summary_en = models.CharField(_("英文简介"), max_length=600, blank=True)
    body = models.TextField(_("详情"), blank=True)  # HTML, sanitized by the service
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="activities", verbose_name=_("主办单位"))
    co_units = models.ManyToManyField(Unit, related_name="co_activities", blank=True, verbose_name=_("协办单位"))
    campaigns = models.ManyToManyField(Campaign, related_name="activities", blank=True, verbose_name=_("活动品牌"))
    tasks = models.ManyToManyField(Task, related_name="activities", blank=True, verbose_name=_("任务"))
    joint_action = models.CharField(_("联合行动"), max_length=40, blank=True)
    form = models.CharField(_("形式"), max_length=40, blank=True)
    topics = ArrayField(models.CharField(max_length=40), verbose_name=_("主题"), default=list, blank=True)
    audiences = ArrayField(models.CharField(max_length=40), verbose_name=_("面向人群"), default=list, blank=True)
    setting = models.CharField(_("场所"), max_length=40, blank=True)
    # Once derived for the whole activity; now each session has its own. Kept, not written: sealed history names it.
    rural = models.BooleanField(null=True, blank=True, editable=False)
    # What is said of the places of its sessions, for where these don't tell by themselves.
    rural_stated = models.BooleanField(_("在农村（填报）"), null=True, blank=True)
    rural_reason = models.CharField(_("城乡依据"), max_length=200, blank=True)
    online = models.BooleanField(_("线上"), default=False)
    cover = models.ForeignKey(
        StoredImage, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("封面照片")
    )
    cover_caption = models.CharField(_("封面说明"), max_length=100, blank=True)
    contact = models.CharField(_("咨询方式"), max_length=60, blank=True)
    registration = CodeField(RegistrationMode, verbose_name=_("报名"), default=RegistrationMode.NONE)
    party_max = models.PositiveSmallIntegerField(_("每次报名最多人数"), default=10)
    closes_minutes = models.PositiveIntegerField(_("开始前多少分钟截止"), default=0)
    questions = models.JSONField(_("报名问题"), default=list, blank=True)
    asks_position = models.BooleanField(_("自助签到时核对位置"), default=False)
    series = models.CharField(_("系列"), max_length=60, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")
    status = CodeField(ActivityStatus, verbose_name=_("状态"), default=ActivityStatus.DRAFT)
    cancel_reason = models.CharField(_("取消原因"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1)
    submitted_at = models.DateTimeField(_("提交于"), null=True, blank=True)
    published_at = models.DateTimeField(_("发布于"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("演示数据"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(_("建立于"))
    updated_at = models.DateTimeField(_("更新于"))

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""), name="activities_cancelled_has_reason"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "status"], name="activities_of_unit"),
            models.Index(fields=["submitted_at"], name="activities_queue", condition=Q(status="submitted")),
            # Empty where the product is in use: whether a figure holds any is asked with each.
            models.Index(fields=["id"], name="activities_demonstration", condition=Q(is_demonstration=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The title in the language of the moment."""
        return in_language(self.title, self.title_en)
