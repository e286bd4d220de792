"""How often something may happen: counted in Redis for all processes, in this one while Redis is away.

A count is kept under an HMAC of its key, so a phone number or an address can be one.
"""

import ipaddress
import logging
import time
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from limits import parse_many
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from core.crypto import lookup
from core.errors import TooMany

logger = logging.getLogger(__name__)

REDIS_PATIENCE_S = 1.0
# For how long a Redis that didn't answer is not asked again.
REDIS_PAUSE_S = 10.0


class _Counters:
    """The two places where counts are kept, and which of them is asked now."""

    def __init__(self, url: str) -> None:
        place = url.replace("unix://", "redis+unix://", 1) if url.startswith("unix://") else url
        patience = {"socket_timeout": REDIS_PATIENCE_S, "socket_connect_timeout": REDIS_PATIENCE_S}
        storage = storage_from_string(place, wrap_exceptions=True, key_prefix="sciencemap-limits", **patience)
        self.shared = SlidingWindowCounterRateLimiter(storage)
        self.own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.paused_until = 0.0

    def limiter(self) -> SlidingWindowCounterRateLimiter:
        return self.own if time.monotonic() < self.paused_until else self.shared

    def pause(self) -> None:
        self.paused_until = time.monotonic() + REDIS_PAUSE_S
        logger.warning("rate limits are counted in this process alone: Redis doesn't answer")


@lru_cache(maxsize=4)
def _counters(url: str) -> _Counters:
    return _Counters(url)


def hit(name: str, key: str, rate: str, *, cost: int = 1) -> bool:
    """Count `cost` more of `name` by `key`; whether that is within `rate`, such as "30/hour" or "5/hour;10/day".

    What is refused is not counted. Never raises for a Redis that is away.
    """
    counters = _counters(settings.REDIS_URL)
    limiter = counters.limiter()
    try:
        return _hit(limiter, name, key, rate, cost)
    except StorageError:
        counters.pause()
        return _hit(counters.own, name, key, rate, cost)


def _hit(limiter: SlidingWindowCounterRateLimiter, name: str, key: str, rate: str, cost: int) -> bool:
    items, kept = parse_many(rate), lookup(key, f"ratelimit.{name}").hex()[:32]
    # Asked before any is counted: the short limit's refusals must not use up the long one.
    if not all(limiter.test(item, name, kept, cost=cost) for item in items):
        return False
    counted = [limiter.hit(item, name, kept, cost=cost) for item in items]
    return all(counted)


def require(name: str, key: str, rate: str) -> None:
    """`hit`, or TooMany with the seconds of the shortest limit's window as `retry_after`."""
    if not hit(name, key, rate):
        wait = min(item.get_expiry() for item in parse_many(rate))
        raise TooMany("too_many", _("操作太频繁，请稍后再试。"), retry_after=wait)


def client_address(request: HttpRequest) -> str:
    """The address to count a visitor by: an IPv4 address, or the /64 that one household has of IPv6.

    Of X-Forwarded-For only what the trusted proxies wrote counts; what a visitor puts before it doesn't.
    """
    count: int = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    # Fewer hops than proxies: this request came past them, and its header is the visitor's own.
    text = hops[-count] if 0 < count <= len(hops) and hops[-count] else request.META.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
