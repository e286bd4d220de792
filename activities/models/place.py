from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField
from core.geo import Datum
from venues.models import Region, Venue


class Placed(models.Model):
    """Somewhere: at a venue, or at a named point of its own. `point` is WGS 84 (SRID 4326).

    The columns hold the place in force, also where it was taken over from a venue, so that a map
    or a tally asks one table; the service keeps them.
    """

    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("场馆")
    )
    place_name = models.CharField(_("地点"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    point = models.PointField(_("位置"), srid=4326, null=True, blank=True, spatial_index=False)
    given_lon = models.FloatField(_("原始经度"), null=True, blank=True)
    given_lat = models.FloatField(_("原始纬度"), null=True, blank=True)
    given_datum = CodeField(Datum, verbose_name=_("原始坐标系"), default=Datum.WGS84)
    county = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("县区")
    )
    zone = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("功能区")
    )

    class Meta:
        abstract = True

    @property
    def place_label(self) -> str:
        """The place by name in the page's language; empty where it is an address alone, or online."""
        return self.place_name or (self.venue.label if self.venue is not None else "")
