from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """公开统计 — what everybody may know of a year, all tables together, as it was last published.

    `tables`: by figure and dimension (“” for the year's own) the values by key; what is about people is in steps.
    `demonstration`: the figures that hold demonstration data.
    """

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    tables = models.JSONField(_("数据"))
    demonstration = models.JSONField(_("含演示数据的指标"), default=list)
    published_at = models.DateTimeField(_("公布于"))

    class Meta:
        verbose_name = _("公开统计")
        verbose_name_plural = _("公开统计")

    def __str__(self) -> str:
        return str(self.year)
