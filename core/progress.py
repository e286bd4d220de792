"""How far long work has come, told outside of its transaction.

Kept in the cache, since what the work itself writes is seen by nobody before it ends. Without the
cache the work goes on and its progress is not known.
"""

from contextlib import suppress

from django.core.cache import cache
from redis.exceptions import RedisError

KEEP_SECONDS = 60 * 60


def tell_progress(name: str, done: int, total: int) -> None:
    """Say that `done` of `total` is done."""
    with suppress(RedisError, OSError):
        cache.set(f"progress-{name}", (done, total), KEEP_SECONDS)


def progress_of(name: str) -> tuple[int, int] | None:
    """Done and total, or None where nobody has told."""
    with suppress(RedisError, OSError):
        found: tuple[int, int] | None = cache.get(f"progress-{name}")
        return found
    return None


def forget_progress(name: str) -> None:
    """The work has ended."""
    with suppress(RedisError, OSError):
        cache.delete(f"progress-{name}")
