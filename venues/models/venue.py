from datetime import date
from enum import StrEnum

import pghistory
from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.fields import CodeField, public_id_field
from core.geo import Datum
from core.language import in_language
from venues.models.kind import VenueKind
from venues.models.opening import OpeningHours
from venues.models.region import Region


class VenueStatus(StrEnum):
    """Where a venue stands on its way to the map."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    CLOSED = "closed"
    MERGED = "merged"  # into another venue, to which its address leads

    @property
    def label(self) -> object:
        return VENUE_STATUS_LABELS[self]


VENUE_STATUS_LABELS = {
    VenueStatus.DRAFT: _("草稿"),
    VenueStatus.SUBMITTED: _("待审核"),
    VenueStatus.RETURNED: _("已退回"),
    VenueStatus.PUBLISHED: _("已发布"),
    VenueStatus.HIDDEN: _("已隐藏"),
    VenueStatus.CLOSED: _("已关闭"),
    VenueStatus.MERGED: _("已合并"),
}
# Who keeps a venue edits it in place in these; once it has been public, a change is a revision.
EDITED_IN_PLACE = frozenset({VenueStatus.DRAFT, VenueStatus.SUBMITTED, VenueStatus.RETURNED})


class PositionQuality(StrEnum):
    """How a position was found."""

    SURVEYED = "surveyed"
    GEOCODED = "geocoded"
    APPROXIMATE = "approximate"

    @property
    def label(self) -> object:
        return POSITION_QUALITY_LABELS[self]


POSITION_QUALITY_LABELS = {
    PositionQuality.SURVEYED: _("实测"),
    PositionQuality.GEOCODED: _("按地址查得"),
    PositionQuality.APPROXIMATE: _("大致位置"),
}


class VenueQuerySet(models.QuerySet["Venue"]):
    def published(self) -> "VenueQuerySet":
        return self.filter(status=VenueStatus.PUBLISHED)

    def kept_by(self, actor: Actor) -> "VenueQuerySet":
        """What an actor edits or reviews: their own units', their counties', or all; never the merged."""
        kept = self.exclude(status=VenueStatus.MERGED)
        if actor.sees_all:
            return kept
        return kept.filter(
            Q(operator__in=actor.organizer_of)
            | Q(county__in=actor.reviewer_of_counties)
            | Q(zone__in=actor.reviewer_of_counties)
        )

    def reviewed_by(self, actor: Actor) -> "VenueQuerySet":
        """What an actor decides on: the counties' and zones' of a county office, all of the office."""
        kept = self.exclude(status=VenueStatus.MERGED)
        if actor.sees_all:
            return kept
        return kept.filter(Q(county__in=actor.reviewer_of_counties) | Q(zone__in=actor.reviewer_of_counties))

    def visible_to(self, actor: Actor) -> "VenueQuerySet":
        """What an actor may read: the published, their own units', their counties', or all."""
        if actor.sees_all:
            return self
        return self.filter(
            Q(status=VenueStatus.PUBLISHED)
            | Q(operator__in=actor.organizer_of)
            | Q(county__in=actor.reviewer_of_counties)
            | Q(zone__in=actor.reviewer_of_counties)
        )

    def for_display(self) -> "VenueQuerySet":
        return self.select_related("kind", "sub_kind", "county", "zone", "township", "operator", "hours")


@pghistory.track(exclude=["point_3857"])
class Venue(models.Model):
    """场馆 — a place (or a caravan) where people meet science.

    `point` is WGS 84 (SRID 4326); `given_*` keep the coordinate as it came in, with its datum.
    `county` follows from the point; a functional zone lies on the ground of districts and is named
    besides. Empty facts mean “not known”, never 0 or no.
    """

    public_id = public_id_field()
    reference = models.CharField(_("外部编号"), max_length=80, unique=True, null=True, blank=True)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), verbose_name=_("别名"), default=list, blank=True)
    summary = models.TextField(_("简介"), max_length=2000, blank=True)
    summary_en = models.TextField(_("英文简介"), max_length=4000, blank=True)
    kind = models.ForeignKey(VenueKind, on_delete=models.PROTECT, related_name="venues", verbose_name=_("类型"))
    sub_kind = models.ForeignKey(
        VenueKind, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("子类型")
    )
    operator = models.ForeignKey(
        "accounts.Unit",
        on_delete=models.PROTECT,
        related_name="venues",
        null=True,
        blank=True,
        verbose_name=_("运营单位"),
    )
    status = CodeField(VenueStatus, verbose_name=_("状态"), default=VenueStatus.DRAFT)
    # Moves with every change, so that of two editors the later one is told.
    version = models.PositiveIntegerField(_("版本"), default=1)
    submitted_at = models.DateTimeField(_("提交于"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged_here", null=True, blank=True, verbose_name=_("并入")
    )

    address = models.CharField(_("地址"), max_length=200, blank=True)
    address_en = models.CharField(_("英文地址"), max_length=300, blank=True)
    point = models.PointField(_("位置"), srid=4326, null=True, blank=True)
    point_3857 = models.GeneratedField(
        expression=Transform("point", 3857), output_field=models.PointField(srid=3857, null=True), db_persist=True
    )
    given_lon = models.FloatField(_("原始经度"), null=True, blank=True)
    given_lat = models.FloatField(_("原始纬度"), null=True, blank=True)
    given_datum = CodeField(Datum, verbose_name=_("原始坐标系"), default=Datum.WGS84)
    position_quality = CodeField(PositionQuality, verbose_name=_("位置精度"), default=PositionQuality.APPROXIMATE)
    entrances = models.MultiPointField(_("入口"), srid=4326, null=True, blank=True, spatial_index=False)
    county = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="venues", null=True, blank=True, verbose_name=_("县区")
    )
    zone = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("功能区")
    )
    township = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("乡镇街道")
    )

    hours = models.ForeignKey(
        OpeningHours, on_delete=models.PROTECT, related_name="venues", null=True, blank=True, verbose_name=_("开放时间")
    )
    admission = CodeField(verbose_name=_("门票"), default="unknown")
    admission_note = models.CharField(_("门票说明"), max_length=200, blank=True)
    booking_url = models.URLField(_("预约网址"), blank=True)
    phone = models.CharField(_("电话"), max_length=60, blank=True)
    website = models.URLField(_("网站"), blank=True)
    audiences = ArrayField(models.CharField(max_length=40), verbose_name=_("适合人群"), default=list, blank=True)
    accessibility = ArrayField(models.CharField(max_length=40), verbose_name=_("无障碍设施"), default=list, blank=True)
    floor_area_m2 = models.PositiveIntegerField(_("建筑面积（平方米）"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("工作人员"), null=True, blank=True)
    annual_visitors = models.PositiveIntegerField(_("年参观人次"), null=True, blank=True)
    opened_year = models.PositiveSmallIntegerField(_("开放年份"), null=True, blank=True)
    opened_on = models.DateField(_("开放日期"), null=True, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("演示数据"), default=False)
    source = models.CharField(_("资料来源"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("建立于"))
    updated_at = models.DateTimeField(_("更新于"))

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("场馆")
        verbose_name_plural = _("场馆")
        constraints = [
            models.CheckConstraint(
                condition=Q(point__isnull=True) | Q(given_lon__isnull=False, given_lat__isnull=False),
                name="venues_point_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="venues_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
                name="venues_merged_has_its_target",
            ),
        ]
        indexes = [
            # Nearest first by true distance on the ground (geography), over what the public sees.
            GistIndex(
                Cast("point", models.PointField(geography=True, srid=4326)),
                name="venues_published_near",
                condition=Q(status="published"),
            ),
            GistIndex(fields=["point_3857"], name="venues_published_tile", condition=Q(status="published")),
            models.Index(fields=["public_id"], name="venues_published_id", condition=Q(status="published")),
            models.Index(fields=["county", "kind"], name="venues_published_county", condition=Q(status="published")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)


class DesignationQuerySet(models.QuerySet["Designation"]):
    def valid_on(self, day: date) -> "DesignationQuerySet":
        """Designations in force; the last day still counts."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        )


@pghistory.track()
class Designation(models.Model):
    """认定 — a title that a venue holds besides its kind, for a period."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="designations", verbose_name=_("场馆"))
    level = models.CharField(_("级别"), max_length=40)
    name = models.CharField(_("称号"), max_length=100)
    batch = models.CharField(_("批次"), max_length=60, blank=True)
    valid_from = models.DateField(_("自"), null=True, blank=True)
    valid_until = models.DateField(_("至"), null=True, blank=True)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = _("认定")
        verbose_name_plural = _("认定")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "level", "name", "batch"], name="venues_designation_once")
        ]

    def __str__(self) -> str:
        return self.name
