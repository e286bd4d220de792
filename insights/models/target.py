from enum import StrEnum

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.models import Campaign, PlanYear
from core.fields import CodeField, code_of
from core.language import in_language
from venues.models import Region


class Comparison(StrEnum):
    """`>` and `≥` are kept apart."""

    MORE = "more"
    AT_LEAST = "at_least"

    @property
    def sign(self) -> str:
        return ">" if self is Comparison.MORE else "≥"


@pghistory.track()
class Target(models.Model):
    """目标 — what a year's plan promises: a figure within days of the city (both included), perhaps of a campaign.

    Figures are those of `insights.figures`; besides, `typed` is a survey's figure, stated with its source.
    """

    plan = models.ForeignKey(PlanYear, on_delete=models.PROTECT, related_name="targets", verbose_name=_("年度"))
    identifier = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    figure = models.CharField(_("指标"), max_length=40)
    venue_kind = models.CharField(_("场馆类型"), max_length=40, blank=True)
    comparison = CodeField(Comparison, verbose_name=_("比较"))
    value = models.DecimalField(_("目标值"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=10)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("活动品牌")
    )
    # Whose promise it is: the city's, or a county's (or functional zone's) own, counted on its ground.
    county = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("县区")
    )
    first = models.DateField(_("自"))
    last = models.DateField(_("至"))
    typed_value = models.DecimalField(_("填报值"), max_digits=12, decimal_places=2, null=True, blank=True)
    typed_source = models.CharField(_("来源"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "identifier"], name="insights_target_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="insights_target_order"),
            models.CheckConstraint(
                condition=Q(typed_value=None) | ~Q(typed_source=""), name="insights_typed_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)

    @property
    def sign(self) -> str:
        known = code_of(Comparison, self.comparison)
        return known.sign if known else self.comparison
