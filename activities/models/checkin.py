from enum import StrEnum

import pgtrigger
import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.models.device import ScannerDevice
from activities.models.registration import Registration
from activities.models.session import Session
from core.fields import CodeField


class Method(StrEnum):
    """How person-times were obtained. ONLINE is never added to those on site."""

    TICKET = "ticket"  # a signed ticket was scanned
    SCREEN = "screen"  # people themselves, by the changing code of the session's screen
    POSTER = "poster"  # people themselves, by a printed code
    HEADCOUNT = "headcount"  # reported by the organizer and confirmed by a reviewer
    TURNSTILE = "turnstile"  # counted one by one: a gate, or a clicker in a hand
    PAPER = "paper"  # from a list
    ONLINE = "online"  # views

    @property
    def label(self) -> object:
        return METHOD_LABELS[self]


METHOD_LABELS = {
    Method.TICKET: _("扫票"),
    Method.SCREEN: _("现场屏幕码自助"),
    Method.POSTER: _("张贴码自助"),
    Method.HEADCOUNT: _("现场计数（已确认）"),
    Method.TURNSTILE: _("逐一点数"),
    Method.PAPER: _("名单登记"),
    Method.ONLINE: _("线上观看"),
}


class CheckIn(models.Model):
    """签到 — the ledger of person-times (人次): rows are added and, by the database's own word, never changed.

    A row is `count` person-times of one audience at one session. What was wrong is undone by a second
    row with the negative count, `undo_of` and a reason. `id` is a UUID v7 made where the fact arose:
    the same fact sent again is the same row. `subject` stands for one person or party at the session (a keyed
    hash; empty for a crowd); `turn` is how often it had been undone before, so that the unique
    index lets one live row stand for a subject. `occurred_at` is the device's word put right by its
    measured `clock_offset` (seconds); `received_at` is ours. `day` is the city's day of the fact: where none is
    stated that of `occurred_at`, and a reversing row has that of what it reverses, whatever its own moment; the
    database itself holds that.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="checkins", db_index=False, verbose_name=_("场次")
    )
    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="checkins",
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("报名"),
    )
    subject = models.BinaryField(null=True, editable=False)
    turn = models.PositiveSmallIntegerField(default=0, editable=False)
    count = models.IntegerField(_("人次"))
    audience = models.CharField(_("人群"), max_length=40)
    method = CodeField(Method, verbose_name=_("方式"))
    occurred_at = models.DateTimeField(_("发生于"))
    received_at = models.DateTimeField(_("收到于"))
    day = models.DateField(_("计入日期"), editable=False)
    clock_offset = models.IntegerField(_("时钟慢了（秒）"), default=0)
    device = models.ForeignKey(
        ScannerDevice, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("设备")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        verbose_name=_("经办人"),
    )
    evidence = models.CharField(_("依据"), max_length=60, blank=True)  # result:…, list:…, a photo's identifier
    flags = ArrayField(models.CharField(max_length=20), verbose_name=_("存疑"), default=list, blank=True)
    undo_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="undone_by", null=True, db_index=False, verbose_name=_("撤销")
    )
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("签到")
        verbose_name_plural = _("签到")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "subject", "turn"],
                condition=Q(subject__isnull=False, undo_of=None),
                name="activities_checkin_once",
            ),
            models.UniqueConstraint(
                fields=["undo_of"], condition=Q(undo_of__isnull=False), name="activities_checkin_undone_once"
            ),
            models.CheckConstraint(
                condition=Q(undo_of=None, count__gt=0) | Q(undo_of__isnull=False, count__lt=0),
                name="activities_checkin_sign",
            ),
            models.CheckConstraint(
                condition=Q(undo_of=None) | ~Q(undo_of=F("id")), name="activities_checkin_undoes_another"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "id"], name="activities_checkin_of"),
            BrinIndex(fields=["received_at"], name="activities_checkin_received"),
            models.Index(fields=["evidence"], name="activities_checkin_evidence", condition=~Q(evidence="")),
        ]
        triggers = [
            # Not the history tables' trigger: the ledger's keys have no order in which it could be sealed.
            pgtrigger.Protect(name="ledger", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return str(self.id)


class RepeatedEntry(models.Model):
    """重复签到 — an entry of somebody who was in already, so that it is answered the same for ever.

    Without it, an entry sent again after the first had been undone would count.
    """

    id = models.UUIDField(primary_key=True)
    first = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="repeats", verbose_name=_("已有的签到"))
    received_at = models.DateTimeField(_("收到于"))
    device = models.ForeignKey(ScannerDevice, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = _("重复签到")
        verbose_name_plural = _("重复签到")
        triggers = [pgtrigger.Protect(name="ledger", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.id)


class QuarantineState(StrEnum):
    """What became of an entry that could not be counted."""

    WAITING = "waiting"
    COUNTED = "counted"
    DISCARDED = "discarded"

    @property
    def label(self) -> object:
        return QUARANTINE_STATE_LABELS[self]


QUARANTINE_STATE_LABELS = {
    QuarantineState.WAITING: _("待处理"),
    QuarantineState.COUNTED: _("已计入"),
    QuarantineState.DISCARDED: _("已作废"),
}


class QuarantinedEntry(models.Model):
    """待处理签到 — an entry that could not be counted, as it was sent, until somebody decides.

    `id` is the entry's own, or is made from what was sent where that has none. `sent` holds what came in,
    without any ticket's signature.
    """

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="quarantine", null=True, verbose_name=_("场次")
    )
    code = models.CharField(_("原因"), max_length=30)
    sent = models.JSONField(_("内容"))
    subject = models.BinaryField(null=True, editable=False)  # who says so, as in the ledger
    undo_of = models.UUIDField(null=True)
    occurred_at = models.DateTimeField(_("发生于"), null=True)
    received_at = models.DateTimeField(_("收到于"))
    clock_offset = models.IntegerField(default=0)
    device = models.ForeignKey(ScannerDevice, on_delete=models.PROTECT, related_name="quarantine", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    state = CodeField(QuarantineState, verbose_name=_("状态"), default=QuarantineState.WAITING)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("办理于"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("待处理签到")
        verbose_name_plural = _("待处理签到")
        ordering = ["received_at", "id"]
        indexes = [
            models.Index(fields=["session", "state"], name="activities_quarantine_of"),
            models.Index(fields=["undo_of"], name="activities_quarantine_undo", condition=Q(undo_of__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.id}"
