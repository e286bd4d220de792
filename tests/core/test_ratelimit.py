"""How often, by whom, and what becomes of it when Redis is away."""

from typing import Any

import pytest
import redis
from django.http import HttpResponse
from django.test import RequestFactory

from core import ratelimit
from core.errors import TooMany
from core.ratelimit import client_address, hit, require
from core.web.problems import respond

NOWHERE = "unix:///nowhere/redis.sock?db=0"


def test_what_goes_beyond_the_rate_is_refused() -> None:
    assert [hit("test", "somebody", "3/hour") for _ in range(5)] == [True, True, True, False, False]
    assert hit("test", "somebody else", "3/hour")
    assert hit("another", "somebody", "3/hour")


def test_a_refusal_of_the_short_limit_does_not_use_up_the_long_one() -> None:
    assert [hit("two", "x", "1/hour;2/day") for _ in range(6)] == [True] + [False] * 5
    assert hit("two", "x", "2/day"), "the day's limit has one left"


def test_counts_are_shared_through_redis_under_a_name_that_tells_nothing(settings: Any) -> None:
    hit("test", "13800005678", "3/hour")
    keys = [key.decode() for key in redis.Redis.from_url(settings.REDIS_URL).keys("*sciencemap-limits*")]
    assert keys
    assert not [key for key in keys if "13800005678" in key]


def test_without_redis_this_process_counts_and_says_so(settings: Any, caplog: Any) -> None:
    settings.REDIS_URL = NOWHERE
    ratelimit._counters.cache_clear()
    with caplog.at_level("WARNING"):
        assert [hit("test", "x", "2/hour") for _ in range(4)] == [True, True, False, False]
    assert len([record for record in caplog.records if "Redis" in record.message]) == 1, "asked once, then paused"
    ratelimit._counters.cache_clear()


def test_too_many_is_a_429_with_when_to_come_again() -> None:
    for _ in range(2):
        require("test", "x", "2/minute")
    with pytest.raises(TooMany) as caught:
        require("test", "x", "2/minute")
    response: HttpResponse = respond(RequestFactory().get("/api/v1/venues/"), caught.value)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.9", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (1, "203.0.113.5, 198.51.100.9", "192.0.2.1", "198.51.100.9"),
        (2, "203.0.113.5, 198.51.100.9, 192.0.2.7", "192.0.2.1", "198.51.100.9"),
        (2, "198.51.100.9", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "no address", "192.0.2.1", "unknown"),
        (0, "", "", "unknown"),
        (0, "", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_the_address_is_the_one_that_trusted_proxies_saw(
    proxies: int, forwarded: str, peer: str, address: str, settings: Any
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers)) == address


def test_what_costs_more_uses_up_more() -> None:
    assert hit("test-cost", "k", "10/hour", cost=7)
    assert not hit("test-cost", "k", "10/hour", cost=4), "what is refused is not counted"
    assert hit("test-cost", "k", "10/hour", cost=3)
    assert not hit("test-cost", "k", "10/hour")
