"""A cache that always misses, at the full price of a miss."""

from typing import Any

from django.core.cache.backends.redis import RedisCache


class ForgetfulCache(RedisCache):
    """Every question goes to Redis and back; the answer is that there was nothing."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        super().get(f"never:{key}", default, version)
        return default

    def add(self, *arguments: Any, **options: Any) -> bool:
        super().add(*arguments, **options)
        return True
