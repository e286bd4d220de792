from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _

from core.fields import public_id_field
from volunteers.models.volunteer import Volunteer


class CallUp(models.Model):
    """应急召集 — the office asks volunteers around a place who can come; `point` is WGS 84 (SRID 4326)."""

    public_id = public_id_field()
    text = models.CharField(_("内容"), max_length=300)
    place = models.CharField(_("地点"), max_length=100)
    point = models.PointField(_("位置"), srid=4326)
    radius_km = models.PositiveSmallIntegerField(_("范围（公里）"))
    skills = ArrayField(models.CharField(max_length=40), verbose_name=_("特长"), default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("发出于"))
    closed_at = models.DateTimeField(_("结束于"), null=True, blank=True)

    class Meta:
        verbose_name = _("应急召集")
        verbose_name_plural = _("应急召集")
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.place


class CallUpAnswer(models.Model):
    """召集答复 — whether a called volunteer comes; without a time they have not answered."""

    call_up = models.ForeignKey(CallUp, on_delete=models.PROTECT, related_name="answers")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="call_ups")
    comes = models.BooleanField(_("能来"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=100, blank=True)
    answered_at = models.DateTimeField(_("答复于"), null=True, blank=True)

    class Meta:
        verbose_name = _("召集答复")
        verbose_name_plural = _("召集答复")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["call_up", "volunteer"], name="volunteers_called_once")]

    def __str__(self) -> str:
        return f"{self.call_up_id} {self.volunteer_id}"
