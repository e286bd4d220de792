from enum import StrEnum

import pghistory
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField, public_id_field
from venues.models import Region


class SettlementKind(StrEnum):
    """What sort of place people are at."""

    TOWNSHIP = "township"
    VILLAGE = "village"
    COMMUNITY = "community"
    SCHOOL = "school"

    @property
    def label(self) -> object:
        return SETTLEMENT_LABELS[self]


SETTLEMENT_LABELS = {
    SettlementKind.TOWNSHIP: _("乡镇"),
    SettlementKind.VILLAGE: _("村"),
    SettlementKind.COMMUNITY: _("社区"),
    SettlementKind.SCHOOL: _("学校"),
}


@pghistory.track()
class Settlement(models.Model):
    """居民点 — a township's seat, a village, a community or a school that venues and activities should reach.

    `point` is WGS 84 (SRID 4326), empty where it is not known; `population` are people who live (or learn) there,
    empty where nobody has said: not known is not nobody.
    """

    public_id = public_id_field()
    kind = CodeField(SettlementKind, verbose_name=_("类型"))
    name = models.CharField(_("名称"), max_length=60)
    county = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", to_field="code", verbose_name=_("县区")
    )
    point = models.PointField(_("位置"), srid=4326, null=True, blank=True)
    population = models.PositiveIntegerField(_("人口"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    is_demonstration = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("居民点")
        verbose_name_plural = _("居民点")
        ordering = ["county", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "name"], name="insights_settlement_once"),
            models.CheckConstraint(condition=~Q(name=""), name="insights_settlement_named"),
        ]

    def __str__(self) -> str:
        return self.name
