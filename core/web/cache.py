"""A cache of replies that are costly to build; the product works without it."""

import time
import zlib
from collections.abc import Callable

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
KEEP_S = 6 * 60 * 60
WAIT_S = 0.05
WAITS = 20


def compressed(body: bytes) -> bytes:
    """Gzip of a reply."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)
    return squeeze.compress(body) + squeeze.flush()


def decompressed(body: bytes) -> bytes:
    return zlib.decompress(body, 31)


def gzipped_once(key: str, build: Callable[[], bytes]) -> bytes:
    """The gzipped reply under `key`, built by one process on a miss while the others wait a second.

    Without Redis every call builds; nothing is lost but time.
    """
    try:
        found = cache.get(key)
        if found is not None:
            return bytes(found)
        if not cache.add(f"{key}:building", 1, 10):
            for _attempt in range(WAITS):
                time.sleep(WAIT_S)
                found = cache.get(key)
                if found is not None:
                    return bytes(found)
        body = compressed(build())
        cache.set(key, body, KEEP_S)
        cache.delete(f"{key}:building")
    except RedisError as error:
        log.warning("cache_unavailable", error=type(error).__name__)
        body = compressed(build())
    return body
