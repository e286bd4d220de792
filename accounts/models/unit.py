from datetime import date
from enum import StrEnum

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField, public_id_field
from core.language import in_language


class UnitKind(StrEnum):
    """What a unit is in the leading group's work (domain terms in Chinese)."""

    LEADING_GROUP_MEMBER = "leading_group_member"  # 成员单位
    COUNTY_OFFICE = "county_office"  # 县区办公室、管委会
    VENUE_OPERATOR = "venue_operator"  # 场馆运营单位
    OTHER = "other"

    @property
    def label(self) -> object:
        return UNIT_KIND_LABELS[self]


UNIT_KIND_LABELS = {
    UnitKind.LEADING_GROUP_MEMBER: _("成员单位"),
    UnitKind.COUNTY_OFFICE: _("县区办公室"),
    UnitKind.VENUE_OPERATOR: _("场馆运营单位"),
    UnitKind.OTHER: _("其他单位"),
}


class UnitQuerySet(models.QuerySet["Unit"]):
    def members_on(self, day: date) -> "UnitQuerySet":
        """The members of the leading group on a day of the city."""
        return self.filter(terms__in=LeadingGroupTerm.objects.on(day))


@pghistory.track()
class Unit(models.Model):
    """单位 — a bureau, county office or operator that leads tasks, runs venues or posts activities."""

    public_id = public_id_field()
    name = models.CharField(_("名称"), max_length=100, unique=True)
    short_name = models.CharField(_("简称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=200, blank=True)
    kind = CodeField(UnitKind, verbose_name=_("性质"))
    # Regions live to the right of this app, so a unit knows its county by code.
    county_code = models.CharField(_("县区代码"), max_length=20, blank=True)
    publishes_itself = models.BooleanField(
        _("可自行发布"), default=False, help_text=_("本单位的场馆和修改不经审核直接发布。")
    )
    # Where it was merged, into which unit, and the first day on which it is no more.
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="predecessors",
        null=True,
        blank=True,
        verbose_name=_("并入的单位"),
    )
    merged_on = models.DateField(_("并入日期"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor=None, merged_on=None) | Q(successor__isnull=False, merged_on__isnull=False),
                name="accounts_unit_merged_with_day",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")), name="accounts_unit_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Today's name in the language of the moment."""
        return in_language(self.name, self.name_en)


class LeadingGroupTermQuerySet(models.QuerySet["LeadingGroupTerm"]):
    def on(self, day: date) -> "LeadingGroupTermQuerySet":
        """The terms that cover a day; the last day of a term still counts."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), joined_on__lte=day)


@pghistory.track()
class LeadingGroupTerm(models.Model):
    """领导小组成员任期 — a unit's dated membership of the leading group; both days included."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms", verbose_name=_("单位"))
    joined_on = models.DateField(_("自"))
    left_on = models.DateField(_("至"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = LeadingGroupTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("领导小组成员任期")
        verbose_name_plural = _("领导小组成员任期")
        constraints = [
            ExclusionConstraint(
                name="accounts_term_once",
                expressions=[
                    (F("unit"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("joined_on"),
                            F("left_on"),
                            Value("[]"),
                            function="DATERANGE",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("这个单位在这段时间已有任期。"),
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="accounts_term_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.joined_on}–{self.left_on or ''}"
