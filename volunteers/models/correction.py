from enum import StrEnum

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit import APPEND_ONLY
from core.fields import CodeField, public_id_field
from volunteers.models.certificate import Certificate
from volunteers.models.service import ServiceRecord


class CorrectionState(StrEnum):
    """Where a correction stands. Only a confirmed one has changed anything."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    @property
    def label(self) -> object:
        return CORRECTION_STATE_LABELS[self]


CORRECTION_STATE_LABELS = {
    CorrectionState.PROPOSED: pgettext_lazy("更正", "待确认"),
    CorrectionState.CONFIRMED: pgettext_lazy("更正", "已确认"),
    CorrectionState.REJECTED: pgettext_lazy("更正", "未通过"),
}


class Correction(models.Model):
    """更正 — that a record of service should say something else: a proposal, until a second person confirms it.

    Until then the record stands in every count, certificate and page. With `restores`, an earlier record of
    the same service comes back as it was; without times, the record is annulled. What was decided stays.
    """

    public_id = public_id_field()
    service = models.ForeignKey(
        ServiceRecord, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("服务记录")
    )
    restores = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    starts_at = models.DateTimeField(_("自"), null=True, blank=True)
    ends_at = models.DateTimeField(_("至"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    state = CodeField(CorrectionState, verbose_name=_("状态"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    proposed_at = models.DateTimeField(_("提出于"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("确认人")
    )
    decided_at = models.DateTimeField(_("确认于"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="proposed"), name="volunteers_one_correction_at_once"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="volunteers_correction_times",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | ~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="volunteers_correction_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=F("proposed_by")),
                name="volunteers_correction_needs_a_second",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state <> 'proposed' OR (OLD.service_id, OLD.restores_id, OLD.starts_at, OLD.ends_at,"
                    " OLD.reason, OLD.proposed_by_id, OLD.proposed_at) IS DISTINCT FROM (NEW.service_id,"
                    " NEW.restores_id, NEW.starts_at, NEW.ends_at, NEW.reason, NEW.proposed_by_id, NEW.proposed_at))"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_annulment(self) -> bool:
        return self.ends_at is None

    @property
    def minutes(self) -> int:
        """What the record would count: whole minutes, 0 for an annulment."""
        if self.starts_at is None or self.ends_at is None:
            return 0
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class CertifiedService(models.Model):
    """证明所依据的记录 — which records a certificate rests on, so that a later correction finds it."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="rests_on")
    service = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="certified_in")

    class Meta:
        verbose_name = _("证明所依据的记录")
        verbose_name_plural = _("证明所依据的记录")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "service"], name="volunteers_certified_once"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.service_id}"
