from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.models.session import Session
from core.fields import CodeField, public_id_field
from core.sealed import SealedField


class RegistrationState(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"  # the organizer decides
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"  # moved up; to be confirmed by a moment
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def label(self) -> object:
        return REGISTRATION_STATE_LABELS[self]


REGISTRATION_STATE_LABELS = {
    RegistrationState.PENDING: pgettext_lazy("报名", "待审核"),
    RegistrationState.CONFIRMED: pgettext_lazy("报名", "已报名"),
    RegistrationState.WAITING: pgettext_lazy("报名", "候补"),
    RegistrationState.OFFERED: pgettext_lazy("报名", "有名额，待确认"),
    RegistrationState.DECLINED: pgettext_lazy("报名", "未通过"),
    RegistrationState.CANCELLED: pgettext_lazy("报名", "已取消"),
    RegistrationState.EXPIRED: pgettext_lazy("报名", "逾期未确认"),
}
# These hold places; PENDING does too, so that an approval never overbooks.
HOLDING = frozenset({RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.OFFERED})
OPEN = HOLDING | {RegistrationState.WAITING}


class AgeBand(StrEnum):
    """How old the registered are, as coarse as consent and counting need."""

    UNDER_14 = "under_14"
    YOUTH = "14_17"
    ADULT = "18_59"
    SENIOR = "60_up"
    MIXED = "mixed"

    @property
    def label(self) -> object:
        return AGE_BAND_LABELS[self]


AGE_BAND_LABELS = {
    AgeBand.UNDER_14: _("14 岁以下"),
    AgeBand.YOUTH: _("14–17 岁"),
    AgeBand.ADULT: _("18–59 岁"),
    AgeBand.SENIOR: _("60 岁以上"),
    AgeBand.MIXED: _("不同年龄"),
}


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding(self) -> "RegistrationQuerySet":
        return self.filter(state__in=[state.value for state in HOLDING])

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list, first come first."""
        return self.filter(state=RegistrationState.WAITING).order_by("id")

    def with_all_to_tell(self) -> "RegistrationQuerySet":
        """With what a message names; what is sealed stays unread."""
        return self.select_related("session__activity", "session__venue", "user").defer("name", "phone", "answers")

    def overdue(self, now: datetime) -> "RegistrationQuerySet":
        """Offers that nobody has taken in time."""
        return self.filter(state=RegistrationState.OFFERED, offered_until__lte=now)


class Registration(models.Model):
    """报名 — a party of people who want to come to a session. Counts are people, not registrations.

    Names, phones and answers are sealed; after the activity they are erased, the party's size stays.
    `contact` is the keyed look-up of the phone, so that one person registers once a session.
    """

    public_id = public_id_field()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("场次"))
    state = CodeField(RegistrationState, verbose_name=_("状态"))
    people = models.PositiveSmallIntegerField(_("人数"))
    audience = models.CharField(_("人群"), max_length=40)
    age_band = CodeField(AgeBand, verbose_name=_("年龄段"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="registrations", null=True, blank=True
    )
    name = SealedField("activities.registration.name", null=True, blank=True, verbose_name=_("姓名"))  # type: ignore[misc]
    phone = SealedField("activities.registration.phone", null=True, blank=True, verbose_name=_("手机号"))  # type: ignore[misc]
    contact = models.BinaryField(null=True, editable=False)
    answers = SealedField("activities.registration.answers", null=True, blank=True, verbose_name=_("回答"))  # type: ignore[misc]
    group_name = models.CharField(_("团体名称"), max_length=60, blank=True)
    guardian_consent_at = models.DateTimeField(_("监护人同意于"), null=True, blank=True)
    notice = models.CharField(_("隐私说明版本"), max_length=20)
    offered_until = models.DateTimeField(_("确认截止"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(_("报名时间"))
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    erased_at = models.DateTimeField(_("个人信息删除于"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        verbose_name_plural = _("报名")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "contact"],
                condition=Q(state__in=["pending", "confirmed", "waiting", "offered"]),
                name="activities_registration_once",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="activities_registration_people"),
            models.CheckConstraint(
                condition=~Q(age_band="under_14") | Q(guardian_consent_at__isnull=False),
                name="activities_child_has_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="activities_offer_has_its_end"
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="activities_registration_list"),
            models.Index(fields=["offered_until"], name="activities_offers", condition=Q(state="offered")),
            models.Index(fields=["user", "-created_at"], name="activities_of_user", condition=Q(user__isnull=False)),
            models.Index(fields=["contact"], name="activities_without_account", condition=Q(user=None)),
        ]

    def __str__(self) -> str:
        return self.public_id
