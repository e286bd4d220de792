from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models.unit import Unit, UnitKind
from core.fields import CodeField
from core.language import in_language


class UnitPeriodQuerySet(models.QuerySet["UnitPeriod"]):
    def on(self, day: date) -> "UnitPeriodQuerySet":
        """What units were on a day of the city."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> "UnitPeriodQuerySet":
        """What units were on any of the days, both included, each unit's in their order."""
        begun = Q(since__isnull=True) | Q(since__lte=last)
        return self.filter(begun, Q(until__isnull=True) | Q(until__gte=first)).order_by(
            F("since").asc(nulls_first=True)
        )


@pghistory.track()
class UnitPeriod(models.Model):
    """单位沿革 — what a unit was called, of which kind and county it was, from one day to another, both included.

    An empty day is an open end. The unit's own columns repeat its last period, which is today's.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods", verbose_name=_("单位"))
    since = models.DateField(_("自"), null=True, blank=True)
    until = models.DateField(_("至"), null=True, blank=True)
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    kind = CodeField(UnitKind, verbose_name=_("性质"))
    county_code = models.CharField(_("县区代码"), max_length=20, blank=True)
    note = models.CharField(_("依据"), max_length=200, blank=True)
    # Whether a person of the office said so; what only the reference data says, that may say otherwise again.
    by_office = models.BooleanField(_("由办公室登记"), default=False)

    objects = UnitPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位沿革")
        verbose_name_plural = _("单位沿革")
        ordering = ["unit", F("since").asc(nulls_first=True)]
        constraints = [
            ExclusionConstraint(
                name="accounts_unit_period_once",
                expressions=[
                    (F("unit"), RangeOperators.EQUAL),
                    (Func(F("since"), F("until"), Value("[]"), function="DATERANGE"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("这个单位在这段时间已有记录。"),
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="accounts_unit_period_order"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="accounts_unit_period_named"),
        ]
        indexes = [models.Index(fields=["name"], name="accounts_unit_period_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.since or ''}–{self.until or ''}"

    @property
    def label(self) -> str:
        """The name in the language of the moment."""
        return in_language(self.name, self.name_en)
