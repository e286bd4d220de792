"""The product as development serves it, with a part of the cache of its own."""

import os

from sciencemap.settings.dev import *  # noqa: F403
from sciencemap.settings.dev import CACHES as PRODUCT_CACHES

CACHES = {"default": {**PRODUCT_CACHES["default"], "KEY_PREFIX": os.environ.get("BENCH_CACHE_PREFIX", "bench")}}
