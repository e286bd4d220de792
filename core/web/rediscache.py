"""Redis as the cache; while it is away each process remembers for itself."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
# For how long a Redis that didn't answer is not asked again.
PAUSE_S = 5.0
NAMES = ("get", "set", "add", "delete", "touch", "incr", "has_key", "get_many", "set_many", "delete_many")


class SteadyRedisCache(RedisCache):
    """The cache goes on without Redis. What is kept in it may be lost or be old by then, so nothing that counts is.

    Sessions lie in the database; limits of attempts go on being counted, a process for itself.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})
        self.paused_until = 0.0

    def instead(self, name: str, *args: Any, **options: Any) -> Any:
        """The call at Redis, or at the process's own memory."""
        if time.monotonic() >= self.paused_until:
            try:
                return getattr(super(), name)(*args, **options)
            except RedisError as error:
                self.paused_until = time.monotonic() + PAUSE_S
                log.warning("cache_unavailable", error=type(error).__name__)
        return getattr(self.own, name)(*args, **options)


def _steady(name: str) -> Callable[..., Any]:
    def call(self: SteadyRedisCache, *args: Any, **options: Any) -> Any:
        return self.instead(name, *args, **options)

    call.__name__ = name
    return call


for _name in NAMES:
    setattr(SteadyRedisCache, _name, _steady(_name))
