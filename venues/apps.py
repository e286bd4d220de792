from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "venues"
    verbose_name = _("场馆与地区")

    def ready(self) -> None:
        from venues import checks  # noqa: F401
