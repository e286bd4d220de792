import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.language import in_language


class KindGroup(models.Model):
    """A family of kinds that share a hue."""

    identifier = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("类型分组")
        verbose_name_plural = _("类型分组")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)


@pghistory.track()
class VenueKind(models.Model):
    """场馆类型 — one of the kinds of reference data; a sub-kind has a parent."""

    identifier = models.CharField(_("标识"), max_length=40, primary_key=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)
    plural_en = models.CharField(_("英文复数"), max_length=60, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="sub_kinds")
    group = models.ForeignKey(KindGroup, on_delete=models.PROTECT, related_name="kinds", verbose_name=_("分组"))
    colour = models.CharField(_("颜色"), max_length=7)
    icon = models.CharField(_("图标"), max_length=40)
    schema_type = models.CharField(max_length=40, default="Place")
    is_core = models.BooleanField(_("核心类型"), default=False)
    is_mobile = models.BooleanField(_("流动"), default=False)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("场馆类型")
        verbose_name_plural = _("场馆类型")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)
