from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("账号与单位")

    def ready(self) -> None:
        from accounts.secondfactors import reseal_secrets
        from core.sealed import resealers

        resealers.append(reseal_secrets)
