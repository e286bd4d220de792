"""The product with a cache in which nothing is ever found: every tile is built, and stored, afresh."""

from bench.settings.served import *  # noqa: F403
from bench.settings.served import CACHES as SERVED_CACHES

CACHES = {"default": {**SERVED_CACHES["default"], "BACKEND": "bench.forgetful.ForgetfulCache"}}
