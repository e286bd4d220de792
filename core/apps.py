from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class OwnStaticFilesConfig(StaticFilesConfig):
    """Collects what pages use; the API's page is Swagger UI, so ReDoc stays out."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc"]


class CoreConfig(AppConfig):
    default = True  # of the two here: without it Django takes neither
    name = "core"
    verbose_name = _("系统")

    def ready(self) -> None:
        from core import checks  # noqa: F401

        autodiscover_modules("handlers", "importers")
