"""Tests: real PostGIS and Redis, plain static files, no waiting."""

import os
import re

from sciencemap.settings.base import *  # noqa: F403
from sciencemap.settings.environment import Environment
from sciencemap.settings.shared import configure

env = Environment(use_home_file=True)

DEBUG = False
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "tests-only-" + "x" * 50
DATA_VERSION_TTL = 0.0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SMS_BACKEND = "locmem"
WEIXIN_MINI_BACKEND = "locmem"

globals().update(configure(env, globals()))
# Tests empty the cache between each other: those that run side by side have a Redis database each.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if _worker:
    REDIS_URL = re.sub(r"(\?db=|/)0$", rf"\g<1>{int(_worker) + 1}", globals()["REDIS_URL"])
    CACHES = {"default": {**globals()["CACHES"]["default"], "LOCATION": REDIS_URL}}
STORAGES = {
    **globals()["STORAGES"],
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_TASK_ALWAYS_EAGER = True
# Tests move the clock by months; who is signed in stays so.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 3660
