import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.fields import public_id_field
from core.sealed import SealedField
from venues.models import Region


class InformationOfficerQuerySet(models.QuerySet["InformationOfficer"]):
    def kept_by(self, actor: Actor) -> "InformationOfficerQuerySet":
        """Those of an actor's counties, or all."""
        return self if actor.sees_all else self.filter(county__in=actor.reviewer_of_counties)

    def serving(self) -> "InformationOfficerQuerySet":
        return self.filter(until=None)


@pghistory.track(exclude=["name", "phone"])
class InformationOfficer(models.Model):
    """科普信息员 — who passes science content on in a village or community; name and phone are sealed."""

    public_id = public_id_field()
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", to_field="code")
    place = models.CharField(_("村或社区"), max_length=60)
    name = SealedField("volunteers.officer.name", null=True, verbose_name=_("姓名"))  # type: ignore[misc]
    phone = SealedField("volunteers.officer.phone", null=True, verbose_name=_("手机号"))  # type: ignore[misc]
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    objects = InformationOfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("科普信息员")
        verbose_name_plural = _("科普信息员")
        ordering = ["county", "place", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="volunteers_officer_order")
        ]
        indexes = [models.Index(fields=["county", "place"], name="volunteers_officer_place")]

    def __str__(self) -> str:
        return self.place
