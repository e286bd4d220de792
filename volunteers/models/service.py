from enum import StrEnum

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Extract
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.models import ScannerDevice
from core.audit import APPEND_ONLY
from core.fields import CodeField, public_id_field
from volunteers.models.position import Application
from volunteers.models.volunteer import Volunteer
from volunteers.rules import GRACE


class SignKind(StrEnum):
    """Coming or going."""

    IN = "in"
    OUT = "out"


class SignEvent(models.Model):
    """签到签退 — that a volunteer came or went, as it was told; rows are added, never changed.

    `id` is a UUID v7 made where it was told, so that the same is taken once. `occurred_at` is by the
    device's clock put right; records of service follow from these.
    """

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="signs")
    kind = CodeField(SignKind, verbose_name=_("签到或签退"))
    occurred_at = models.DateTimeField(_("发生于"))
    received_at = models.DateTimeField(_("收到于"))
    device = models.ForeignKey(ScannerDevice, on_delete=models.PROTECT, related_name="+", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        verbose_name = _("签到签退")
        verbose_name_plural = _("签到签退")
        ordering = ["id"]
        indexes = [models.Index(fields=["application", "occurred_at"], name="volunteers_signs_of")]
        triggers = [pgtrigger.Protect(name="signs", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.id)


class ServiceKind(StrEnum):
    """How a stretch of service came to be known. The two are never added up without being told apart."""

    SIGNED = "signed"
    ADDED = "added"

    @property
    def label(self) -> object:
        return SERVICE_KIND_LABELS[self]


SERVICE_KIND_LABELS = {ServiceKind.SIGNED: _("签到签退"), ServiceKind.ADDED: _("补录")}


class ServiceState(StrEnum):
    """Where a stretch of service stands."""

    OPEN = "open"  # on site
    RECORDED = "recorded"
    CONFIRMED = "confirmed"  # in the public notice
    OBJECTED = "objected"
    FINAL = "final"
    REJECTED = "rejected"
    REVERSED = "reversed"  # another record has taken its place

    @property
    def label(self) -> object:
        return SERVICE_STATE_LABELS[self]


SERVICE_STATE_LABELS = {
    ServiceState.OPEN: pgettext_lazy("服务", "在岗"),
    ServiceState.RECORDED: pgettext_lazy("服务", "待确认"),
    ServiceState.CONFIRMED: pgettext_lazy("服务", "公示中"),
    ServiceState.OBJECTED: pgettext_lazy("服务", "有异议"),
    ServiceState.FINAL: pgettext_lazy("服务", "已生效"),
    ServiceState.REJECTED: pgettext_lazy("服务", "不予确认"),
    ServiceState.REVERSED: pgettext_lazy("服务", "已更正"),
}
VOID = frozenset({ServiceState.REJECTED, ServiceState.REVERSED})

# What has its end is not written anew: a correction is another row, and the old one says so.
FIXED = (
    "starts_at",
    "ends_at",
    "minutes",
    "volunteer",
    "application",
    "kind",
    "proposed_by",
    "window_start",
    "window_end",
)
# What was confirmed, or counts, is taken away by a correction that two people made, neither of them its volunteer;
# what was rejected or corrected never comes back to life: restoring is another record.
SECOND_PERSON = """
IF OLD.state IN ('rejected', 'reversed') THEN
    RAISE EXCEPTION 'volunteers: a record that was rejected or corrected stays so';
END IF;
IF (OLD.state, NEW.state) IN (('confirmed', 'objected'), ('confirmed', 'final'), ('objected', 'confirmed'))
    OR OLD.state NOT IN ('confirmed', 'objected', 'final') THEN
    RETURN NEW;
END IF;
IF NEW.state <> 'reversed' OR NOT EXISTS (
    SELECT 1 FROM volunteers_correction correction
    JOIN volunteers_volunteer volunteer ON volunteer.id = OLD.volunteer_id
    WHERE correction.service_id = OLD.id AND correction.state = 'confirmed'
    AND correction.decided_by_id <> correction.proposed_by_id
    AND correction.decided_by_id IS DISTINCT FROM volunteer.user_id
    AND correction.proposed_by_id IS DISTINCT FROM volunteer.user_id
) THEN
    RAISE EXCEPTION 'volunteers: confirmed hours are taken away by two people''s correction alone';
END IF;
RETURN NEW;
"""
RANGE = Func(F("starts_at"), Coalesce(F("ends_at"), F("latest_end")), Value("[)"), function="TSTZRANGE")


def _changes(columns: tuple[str, ...]) -> pgtrigger.Q:
    found = pgtrigger.Q()
    for column in columns:
        found |= pgtrigger.Q(**{f"old__{column}__df": pgtrigger.F(f"new__{column}")})
    return found


class ServiceQuerySet(models.QuerySet["ServiceRecord"]):
    def standing(self) -> "ServiceQuerySet":
        """Without what was rejected or corrected."""
        return self.exclude(state__in=[state.value for state in VOID])


class ServiceRecord(models.Model):
    """服务记录 — one stretch of a volunteer's service in a position: aware times, whole minutes.

    The counted stretch lies within the position's window and its grace (for what was added by hand, other
    than as a correction: within the window); no two of one volunteer overlap; what is confirmed has somebody
    who confirmed it, and what was added by hand somebody other than who added it; what was confirmed is taken
    away by a correction of two people alone. The database holds all of these, whichever door.
    """

    public_id = public_id_field()
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="services", verbose_name=_("志愿者")
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="services", verbose_name=_("岗位报名")
    )
    kind = CodeField(ServiceKind, verbose_name=_("来源"))
    state = CodeField(ServiceState, verbose_name=_("状态"))
    starts_at = models.DateTimeField(_("自"))
    ends_at = models.DateTimeField(_("至"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("分钟"), null=True, blank=True)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    latest_end = models.DateTimeField()  # the window's end and its grace: until then somebody on site holds the time
    flags = ArrayField(models.CharField(max_length=20), verbose_name=_("存疑"), default=list, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)  # of adding or correcting
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("补录人")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("确认人")
    )
    confirmed_at = models.DateTimeField(_("确认于"), null=True, blank=True)
    notice_until = models.DateTimeField(_("公示至"), null=True, blank=True)
    closed_by = models.OneToOneField(
        SignEvent, on_delete=models.PROTECT, related_name="closed", null=True, blank=True, verbose_name=_("签退")
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True, verbose_name=_("更正了")
    )
    created_at = models.DateTimeField(_("建立于"))

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务记录")
        verbose_name_plural = _("服务记录")
        ordering = ["-starts_at", "-id"]
        constraints = [
            ExclusionConstraint(
                name="volunteers_service_apart",
                expressions=[(F("volunteer"), RangeOperators.EQUAL), (RANGE, RangeOperators.OVERLAPS)],
                condition=~Q(state__in=["rejected", "reversed"]),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None, minutes=None, state="open")
                | Q(ends_at__isnull=False, minutes__isnull=False, ends_at__gte=F("starts_at")) & ~Q(state="open"),
                name="volunteers_service_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "objected", "final"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, notice_until__isnull=False),
                name="volunteers_service_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="added")
                | Q(proposed_by__isnull=False) & (Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by"))),
                name="volunteers_added_needs_a_second",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__gte=F("window_start"), ends_at__lte=F("window_end"))
                | ~Q(kind="added")
                | Q(replaces__isnull=False),
                name="volunteers_added_within_the_position",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__gte=F("window_start") - GRACE), name="volunteers_service_from_the_grace"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__lte=F("latest_end")), name="volunteers_service_within_the_grace"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__lte=Extract(F("ends_at") - F("starts_at"), "epoch") / 60),
                name="volunteers_minutes_follow",
            ),
        ]
        indexes = [
            models.Index(fields=["application", "state"], name="volunteers_service_of"),
            models.Index(fields=["state", "notice_until"], name="volunteers_service_notice"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ends_at__isnull=False) & _changes(FIXED),
            ),
            pgtrigger.Trigger(
                name="second_person",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=SECOND_PERSON,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.public_id


class ServiceStep(models.Model):
    """服务办理记录 — who did what with a record of service, when and why. Rows are added, never changed."""

    service = models.ForeignKey(ServiceRecord, on_delete=models.PROTECT, related_name="steps")
    state = CodeField(ServiceState, verbose_name=_("状态"))
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("服务办理记录")
        verbose_name_plural = _("服务办理记录")
        ordering = ["at", "id"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.service_id} {self.state}"
