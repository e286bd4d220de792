from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField
from venues.models.venue import Venue


class VenueSpelling(models.Model):
    """查重写法 — a venue's names as the search for doubles compares them.

    `names` are the name and aliases, folded, the name first; `spelled` their full pinyin in the same
    order. `version` is the venue's at which they were taken.
    """

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, primary_key=True, related_name="spelling")
    version = models.PositiveIntegerField()
    names = ArrayField(models.TextField())
    spelled = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["spelled"], name="venues_spelling_spelled")]

    def __str__(self) -> str:
        return self.names[0] if self.names else ""


class SuspectedDouble(models.Model):
    """疑似重复 — two venues that may be one, as found when either last changed; `first` is the older.

    `likeness` is how their names meet; `distance_m` is empty where one has no place.
    """

    first = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("场馆"))
    second = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("场馆"))
    score = models.PositiveSmallIntegerField(_("相似度"))
    likeness = CodeField(verbose_name=_("名称"))
    distance_m = models.FloatField(_("距离（米）"), null=True)
    same_phone = models.BooleanField(_("同一电话"), default=False)
    same_address = models.BooleanField(_("同一地址"), default=False)

    class Meta:
        verbose_name = _("疑似重复")
        verbose_name_plural = _("疑似重复")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="venues_double_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="venues_double_in_order"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="venues_double_worst")]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"


class NotDouble(models.Model):
    """不是重复 — somebody has looked at two venues and found that they are two; `first` is the older."""

    first = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("场馆"))
    second = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", verbose_name=_("场馆"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("办理人"),
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("不是重复")
        verbose_name_plural = _("不是重复")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="venues_not_double_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="venues_not_double_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
