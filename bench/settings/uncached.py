"""The product without a cache: what building a reply costs by itself."""

from bench.settings.served import *  # noqa: F403

CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
