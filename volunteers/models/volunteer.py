from enum import StrEnum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CodeField, public_id_field
from core.sealed import SealedField
from venues.models import Region


class IdType(StrEnum):
    """By what a person is known to the state."""

    RESIDENT = "resident"  # 居民身份证: 18 characters with a check character, GB 11643
    PASSPORT = "passport"
    HK_MACAO = "hk_macao"
    TAIWAN = "taiwan"

    @property
    def label(self) -> object:
        return ID_TYPE_LABELS[self]


ID_TYPE_LABELS = {
    IdType.RESIDENT: _("居民身份证"),
    IdType.PASSPORT: _("护照"),
    IdType.HK_MACAO: _("港澳居民来往内地通行证"),
    IdType.TAIWAN: _("台湾居民来往大陆通行证"),
}


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def active(self) -> "VolunteerQuerySet":
        """Those who have not had themselves erased."""
        return self.filter(erased_at=None)

    def unsealed(self) -> "VolunteerQuerySet":
        """Without what is sealed: a key that is gone must not stop a list."""
        return self.defer("name", "id_number", "birth_date", "guardian_name", "guardian_phone")


class Volunteer(models.Model):
    """科普志愿者 — an account's owner who serves, with a number for life that is no ID number (MZ/T 061-2015).

    Name, ID number, birth date and the guardian's are sealed; the phone is the account's. `id_lookup` is
    the keyed look-up of the ID, so that one person is one volunteer. Its changes are not tracked: history
    would keep what its owner has had erased.
    """

    public_id = public_id_field()
    number = models.CharField(_("志愿者编号"), max_length=14, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="volunteer", null=True, verbose_name=_("账号")
    )
    name = SealedField("volunteers.volunteer.name", null=True, verbose_name=_("姓名"))  # type: ignore[misc]
    id_type = CodeField(IdType, verbose_name=_("证件类型"), default=IdType.RESIDENT.value)
    id_number = SealedField("volunteers.volunteer.id_number", null=True, verbose_name=_("证件号码"))  # type: ignore[misc]
    id_lookup = models.BinaryField(unique=True, null=True, editable=False)
    birth_date = SealedField("volunteers.volunteer.birth_date", null=True, verbose_name=_("出生日期"))  # type: ignore[misc]
    under_14 = models.BooleanField(_("报名时不满 14 岁"), default=False)
    guardian_name = SealedField("volunteers.volunteer.guardian_name", null=True, verbose_name=_("监护人"))  # type: ignore[misc]
    guardian_phone = SealedField("volunteers.volunteer.guardian_phone", null=True, verbose_name=_("监护人手机号"))  # type: ignore[misc]
    guardian_consent_at = models.DateTimeField(_("监护人同意于"), null=True, blank=True)
    county = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="+", to_field="code", verbose_name=_("所在县区")
    )
    groups = ArrayField(models.CharField(max_length=40), verbose_name=_("类别"), default=list)
    skills = ArrayField(models.CharField(max_length=40), verbose_name=_("特长"), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=40), verbose_name=_("语言"), default=list, blank=True)
    availability = ArrayField(models.CharField(max_length=20), verbose_name=_("可服务时间"), default=list, blank=True)
    is_emergency = models.BooleanField(_("愿意参加应急科普"), default=False)
    notice = models.CharField(_("隐私说明版本"), max_length=20)
    consented_at = models.DateTimeField(_("同意于"))
    joined_at = models.DateTimeField(_("注册于"))
    erased_at = models.DateTimeField(_("个人信息删除于"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("演示数据"), default=False)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = _("科普志愿者")
        verbose_name_plural = _("科普志愿者")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(under_14=False) | Q(guardian_consent_at__isnull=False), name="volunteers_child_has_consent"
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-id"], name="volunteers_of_county"),
            GinIndex(fields=["skills"], name="volunteers_skills"),
        ]

    def __str__(self) -> str:
        return self.number
