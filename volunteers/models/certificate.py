import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from core.audit import APPEND_ONLY
from core.fields import public_id_field
from core.sealed import SealedField
from volunteers.models.team import Team
from volunteers.models.volunteer import Volunteer


class CertificateRequest(models.Model):
    """证明申请 — a volunteer asks a unit to certify what they have served there."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    asked_at = models.DateTimeField(_("申请于"))
    closed_at = models.DateTimeField(_("办结于"), null=True, blank=True)

    class Meta:
        verbose_name = _("证明申请")
        verbose_name_plural = _("证明申请")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "unit"], condition=Q(closed_at=None), name="volunteers_request_once"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Certificate(models.Model):
    """志愿服务记录证明 — what a unit certified at a moment (民政部令第67号); it never changes, it can be revoked.

    `content` is all that it says, sealed JSON: a later correction of hours is another certificate. `code`
    is 128 random bits by which anybody checks it.
    """

    public_id = public_id_field()
    serial = models.CharField(_("编号"), max_length=30, unique=True)
    code = models.CharField(max_length=32, unique=True, editable=False)
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("志愿者")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("出具单位"))
    minutes = models.PositiveIntegerField(_("分钟"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    content = SealedField("volunteers.certificate.content", null=True)  # type: ignore[misc]
    issued_at = models.DateTimeField(_("出具于"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("撤销于"), null=True, blank=True)
    revoke_reason = models.CharField(_("撤销理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("志愿服务记录证明")
        verbose_name_plural = _("志愿服务记录证明")
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["volunteer", "-issued_at"], name="volunteers_certificates_of")]
        triggers = [
            # What was certified stays as it was; only its content may go, with its owner's data.
            pgtrigger.Protect(
                name="certified",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.serial, OLD.code, OLD.minutes, OLD.volunteer_id, OLD.unit_id, OLD.since, OLD.until)"
                    " IS DISTINCT FROM"
                    " (NEW.serial, NEW.code, NEW.minutes, NEW.volunteer_id, NEW.unit_id, NEW.since, NEW.until)"
                    " OR (OLD.content IS DISTINCT FROM NEW.content AND NEW.content IS NOT NULL)"
                    " OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL))"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.serial


class CertificateBatch(models.Model):
    """批量出具 — certificates for all members of a team, made one after the other; how far it has come."""

    public_id = public_id_field()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", verbose_name=_("服务队"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("出具单位"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    handler = models.CharField(_("经办人"), max_length=40)
    contact = models.CharField(_("联系方式"), max_length=60)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("开始于"))
    total = models.PositiveIntegerField(_("队员"))
    issued = models.PositiveIntegerField(_("已出具"), default=0)
    skipped = models.PositiveIntegerField(_("没有时长的"), default=0)
    finished_at = models.DateTimeField(_("完成于"), null=True, blank=True)

    class Meta:
        verbose_name = _("批量出具")
        verbose_name_plural = _("批量出具")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id

    @property
    def done(self) -> int:
        return self.issued + self.skipped


class RecordExport(models.Model):
    """服务记录导出 — who took names and ID numbers out, when and what for. Rows are added, never changed."""

    year = models.PositiveSmallIntegerField(_("年份"))
    rows = models.PositiveIntegerField(_("条数"))
    purpose = models.CharField(_("用途"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("服务记录导出")
        verbose_name_plural = _("服务记录导出")
        ordering = ["-id"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.year} {self.at}"
