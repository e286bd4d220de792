import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import public_id_field


# History is only added to, so what an owner may have erased never gets into it.
@pghistory.track(exclude=["password", "last_login", "username", "name", "email"])
class User(AbstractUser):
    """账号 — somebody who can sign in. What they may do follows from their memberships."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    public_id = public_id_field()
    name = models.CharField(_("称呼"), max_length=60, blank=True)
    is_demonstration = models.BooleanField(_("演示账号"), default=False)

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
