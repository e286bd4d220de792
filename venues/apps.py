from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "venues"
    verbose_name = _("场馆与地区")

    def ready(self) -> None:
        from core.imagesweep import register_use
        from venues import checks  # noqa: F401
        from venues.selectors.photos import photos_in_use
        from venues.selectors.reports import photos_of_reports

        register_use(photos_in_use)
        register_use(photos_of_reports)
