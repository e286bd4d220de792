from datetime import datetime

import pghistory
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.fields import CodeField, public_id_field
from core.geo import Datum
from core.language import in_language
from venues.models.region import Region
from venues.models.venue import Venue, VenueStatus


class TourStopQuerySet(models.QuerySet["TourStop"]):
    def between(self, start: datetime, end: datetime) -> "TourStopQuerySet":
        """Stops of which some part lies within two moments, in their order; the cancelled too."""
        return self.filter(ends_at__gt=start, starts_at__lt=end).order_by("starts_at", "public_id")

    def live(self) -> "TourStopQuerySet":
        """Stops that have not been cancelled."""
        return self.filter(cancelled_at=None)

    def public(self) -> "TourStopQuerySet":
        """Stops of caravans that the public sees."""
        return self.filter(caravan__status=VenueStatus.PUBLISHED)

    def kept_by(self, actor: Actor) -> "TourStopQuerySet":
        """Stops of the caravans that an actor keeps."""
        return self.filter(caravan__in=Venue.objects.kept_by(actor).filter(kind__is_mobile=True))

    def for_display(self) -> "TourStopQuerySet":
        return self.select_related("caravan__kind", "county")


@pghistory.track()
class TourStop(models.Model):
    """停靠点 — where and when a caravan receives visitors.

    `point` is WGS 84 (SRID 4326); `given_*` keep the coordinate as it came in, with its datum. The
    county follows from the point. A caravan is at one place at a time: the database refuses a
    second stop that overlaps. A cancelled stop stays, so that who meant to go there is told.
    """

    public_id = public_id_field()
    caravan = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="stops", verbose_name=_("大篷车"))
    name = models.CharField(_("停靠地点"), max_length=100)
    name_en = models.CharField(_("停靠地点（英文）"), max_length=200, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    address_en = models.CharField(_("英文地址"), max_length=300, blank=True)
    point = models.PointField(_("位置"), srid=4326)
    given_lon = models.FloatField(_("原始经度"))
    given_lat = models.FloatField(_("原始纬度"))
    given_datum = CodeField(Datum, verbose_name=_("原始坐标系"), default=Datum.WGS84)
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", verbose_name=_("县区"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    cancelled_at = models.DateTimeField(_("取消于"), null=True, blank=True)
    cancel_reason = models.CharField(_("取消原因"), max_length=500, blank=True)
    updated_at = models.DateTimeField(_("更新于"))

    objects = TourStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("停靠点")
        verbose_name_plural = _("停靠点")
        ordering = ["starts_at", "public_id"]
        indexes = [models.Index(fields=["starts_at", "public_id"], name="venues_tourstop_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="venues_tourstop_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="venues_tourstop_cancelled_for_a_reason"
            ),
            ExclusionConstraint(
                name="venues_tourstop_one_place_at_a_time",
                expressions=[
                    ("caravan", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The place's name in the language of the moment."""
        return in_language(self.name, self.name_en)

    @property
    def address_label(self) -> str:
        """The address in the language of the moment."""
        return in_language(self.address, self.address_en)
