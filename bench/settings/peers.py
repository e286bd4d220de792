"""The same database behind what people usually take, with Django's usual middleware and the same connection pool."""

from bench.settings.served import *  # noqa: F403
from bench.settings.served import INSTALLED_APPS as PRODUCT_APPS

# allauth insists on its middleware, which such a server would not have.
INSTALLED_APPS = [*(app for app in PRODUCT_APPS if not app.startswith("allauth")), "rest_framework_gis"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "bench.peers"
