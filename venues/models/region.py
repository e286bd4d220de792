from enum import StrEnum

import pghistory
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField
from core.language import in_language


class RegionLevel(StrEnum):
    """Levels of GB/T 2260, zones that report separately without a code of their own, and what
    lies around the city: drawn on the map, chosen nowhere."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    FUNCTIONAL_ZONE = "functional_zone"
    SURROUNDING = "surrounding"

    @property
    def label(self) -> object:
        return REGION_LEVEL_LABELS[self]


REGION_LEVEL_LABELS = {
    RegionLevel.CITY: _("市"),
    RegionLevel.COUNTY: _("县区"),
    RegionLevel.TOWNSHIP: _("乡镇街道"),
    RegionLevel.FUNCTIONAL_ZONE: _("功能区"),
    RegionLevel.SURROUNDING: _("周边地区"),
}


class RegionQuerySet(models.QuerySet["Region"]):
    def counties(self) -> "RegionQuerySet":
        return self.filter(level=RegionLevel.COUNTY)

    def bounded(self) -> "RegionQuerySet":
        """Those with a boundary of their own in the source; the city's is its counties' union."""
        return self.filter(level__in=[RegionLevel.COUNTY, RegionLevel.SURROUNDING])

    def reporting(self) -> "RegionQuerySet":
        """Counties and functional zones: what people choose from."""
        return self.filter(level__in=[RegionLevel.COUNTY, RegionLevel.FUNCTIONAL_ZONE])


@pghistory.track(exclude=["boundary"])
class Region(models.Model):
    """地区 — city, county or district, township or subdistrict, functional zone."""

    code = models.CharField(_("代码"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=100)
    level = CodeField(RegionLevel, verbose_name=_("级别"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    rural = models.BooleanField(_("乡村"), null=True, blank=True)
    boundary = models.MultiPolygonField(_("边界"), srid=4326, null=True, blank=True)
    label_point = models.PointField(_("标注点"), srid=4326, null=True, blank=True, spatial_index=False)
    population = models.PositiveIntegerField(_("常住人口"), null=True, blank=True)
    population_on = models.DateField(_("人口日期"), null=True, blank=True)
    population_source = models.CharField(_("人口来源"), max_length=200, blank=True)
    rank = models.PositiveIntegerField(_("次序"), default=0)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)
