from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFilesConfig(StaticFilesConfig):
    """Collects what pages use; the API's page is Swagger UI, so ReDoc stays out."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc"]


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401
