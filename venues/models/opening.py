from enum import StrEnum

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField
from venues.hours.words import hours_words


class OpeningHours(models.Model):
    """开放时间 — one expression in the OpenStreetMap syntax, shared by the venues that keep it.

    Many venues share few expressions, so what is open at a moment is found by evaluating each
    expression once. One that follows the sun is shared by venues near each other only.
    """

    expression = models.CharField(_("开放时间（OSM 语法）"), max_length=255)
    near = models.CharField(_("按哪里的日出日落"), max_length=20, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expression", "near"], name="hours_once_a_place")]
        verbose_name = _("开放时间")
        verbose_name_plural = _("开放时间")

    def __str__(self) -> str:
        return self.expression

    @property
    def words(self) -> str:
        """The expression in the language of the moment."""
        return hours_words(self.expression)


class SpecialDayKind(StrEnum):
    """How a day differs from what its weekday says."""

    HOLIDAY = "holiday"  # 公众假期
    FESTIVAL_HOLIDAY = "festival_holiday"  # 广西三月三 and the like: a holiday of the region
    WORKDAY = "workday"  # 调休上班的周末

    @property
    def label(self) -> object:
        return SPECIAL_DAY_LABELS[self]


SPECIAL_DAY_LABELS = {
    SpecialDayKind.HOLIDAY: _("公众假期"),
    SpecialDayKind.FESTIVAL_HOLIDAY: _("民族节日假期"),
    SpecialDayKind.WORKDAY: _("调休工作日"),
}


@pghistory.track()
class SpecialDay(models.Model):
    """特殊日 — a public holiday or a working weekend day, as announced for its year."""

    date = models.DateField(_("日期"), primary_key=True)
    kind = CodeField(SpecialDayKind, verbose_name=_("性质"))
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("特殊日")
        verbose_name_plural = _("特殊日")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
