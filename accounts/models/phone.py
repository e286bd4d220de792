from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.sealed import SealedField


class Phone(models.Model):
    """手机号 — the mobile number by which an account's owner signs in: sealed, with a keyed look-up.

    Its changes are not tracked: history would keep a number after its owner has asked for erasure.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phone", verbose_name=_("账号")
    )
    number = SealedField("accounts.phone", verbose_name=_("号码"))
    lookup = models.BinaryField(unique=True, editable=False)
    verified_at = models.DateTimeField(_("验证时间"))

    class Meta:
        verbose_name = _("手机号")
        verbose_name_plural = _("手机号")

    def __str__(self) -> str:
        return f"#{self.pk}"


class SignInCode(models.Model):
    """验证码 — the one code that a number can sign in with now; a new one takes the old one's place."""

    lookup = models.BinaryField(unique=True, editable=False)
    code = models.BinaryField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("验证码")
        verbose_name_plural = _("验证码")

    def __str__(self) -> str:
        return f"#{self.pk}"


class Consent(models.Model):
    """同意记录 — which version of the privacy notice an account's owner agreed to, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents", verbose_name=_("账号")
    )
    notice = models.CharField(_("隐私说明版本"), max_length=20)
    given_at = models.DateTimeField(_("同意时间"))

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        constraints = [models.UniqueConstraint(fields=["user", "notice"], name="accounts_consent_once")]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.notice}"
