"""The cache of replies, and life without it."""

import threading

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisDownError

from core.web import cache as reply_cache
from core.web.cache import decompressed, gzipped_once


def test_a_reply_is_built_once() -> None:
    built = []
    for _time in range(3):
        body = gzipped_once("k", lambda: built.append(1) or b"hello")  # type: ignore[func-returns-value]
        assert decompressed(body) == b"hello"
    assert built == [1]


def test_many_at_once_build_it_once() -> None:
    built = []
    gate = threading.Barrier(8)

    def build() -> bytes:
        built.append(1)
        threading.Event().wait(0.2)
        return b"hello"

    def ask() -> None:
        gate.wait()
        gzipped_once("many", build)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [1]


def test_without_redis_the_reply_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise RedisDownError

    monkeypatch.setattr(cache, "get", down)
    assert decompressed(gzipped_once("k", lambda: b"hello")) == b"hello"


def test_a_builder_that_died_delays_the_others_by_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(reply_cache.time, "sleep", waits.append)
    cache.add("k:building", 1, 10)
    assert decompressed(gzipped_once("k", lambda: b"hello")) == b"hello"
    assert sum(waits) <= 1.01


def test_only_so_many_replies_are_remembered() -> None:
    for number in range(300):
        reply_cache.recent.keep(str(number), b"x")
    assert reply_cache.recent.get("0") is None
    assert reply_cache.recent.get("299") == b"x"
