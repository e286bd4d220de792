"""The same database behind what people usually take, with Django's usual middleware and the same connection pool."""

from bench.settings.served import *  # noqa: F403
from bench.settings.served import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = ["bench.plain.PlainAccount" if app == "allauth.account" else app for app in PRODUCT_APPS]
INSTALLED_APPS.append("rest_framework_gis")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "bench.peers"
