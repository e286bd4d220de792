"""Promise 12: guesses are bounded however many come at once, and a village behind one address is not."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import SignInCode, User
from accounts.rules import GUESSES
from accounts.services import redeem_code, send_code, signin
from accounts.services.members import number_key
from core import ratelimit
from core.errors import Refused, TooMany
from core.sms import MemorySms
from tests.conftest import NOON

NUMBER = "13800005678"
PARALLEL = 100


@pytest.fixture
def code(django_db_setup: None, django_db_blocker: Any) -> Any:
    """A code that other connections see: nothing here is rolled back, so it is taken away by hand."""
    with django_db_blocker.unblock():
        before = set(User.objects.values_list("pk", flat=True))
        send_code(number=NUMBER, address="192.0.2.1", now=NOON)
        yield MemorySms.sent[-1].params["code"]
        SignInCode.objects.filter(lookup=number_key(NUMBER)).delete()
        User.objects.exclude(pk__in=before).delete()


def compared(monkeypatch: pytest.MonkeyPatch, digits: Callable[[int], str]) -> tuple[int, int]:
    """How many of a hundred parallel guesses are compared with the code, and how many get in."""
    seen: list[str] = []
    honest = signin.is_right

    def counting(held: SignInCode, number: str, guess: str) -> bool:
        seen.append(guess)
        time.sleep(0.005)  # as long as a slow machine takes
        return honest(held, number, guess)

    monkeypatch.setattr(signin, "is_right", counting)
    start = threading.Barrier(PARALLEL)

    def guess(place: int) -> int:
        start.wait()
        try:
            redeem_code(number=NUMBER, digits=digits(place), notice="2026-11-25", now=NOON)
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(PARALLEL) as pool:
        inside = sum(pool.map(guess, range(PARALLEL)))
    return len(seen), inside


def wrong(code: str) -> Callable[[int], str]:
    return lambda place: f"{(int(code) + 1 + place) % 10**6:06}"


def test_of_a_hundred_parallel_guesses_five_are_compared(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(monkeypatch, wrong(code)) == (GUESSES, 0)


def test_the_right_code_a_hundred_times_at_once_gets_in_once(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compared(monkeypatch, lambda _place: code) == (1, 1)


def test_without_the_lock_more_would_be_compared(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The saboteur: the same test with the row lock taken out sees the damage."""

    def unlocked(number: str) -> SignInCode | None:
        return SignInCode.objects.filter(lookup=number_key(number)).first()

    monkeypatch.setattr(signin, "locked_code", unlocked)
    count, _inside = compared(monkeypatch, wrong(code))
    assert count > GUESSES


def test_without_the_count_all_would_be_compared(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.rules.GUESSES", 10**6)
    count, _inside = compared(monkeypatch, wrong(code))
    assert count == PARALLEL


def numbers(count: int) -> list[str]:
    return [f"139{place:08}" for place in range(count)]


@pytest.mark.django_db
def test_two_hundred_people_behind_one_address_all_get_their_code() -> None:
    for number in numbers(200):
        send_code(number=number, address="192.0.2.1", now=NOON)


@pytest.mark.django_db
def test_one_address_does_not_send_without_end() -> None:
    for number in numbers(300):
        send_code(number=number, address="192.0.2.1", now=NOON)
    with pytest.raises(TooMany):
        send_code(number=NUMBER, address="192.0.2.1", now=NOON)
    send_code(number=NUMBER, address="192.0.2.2", now=NOON)


def asked(forge: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of ten visits with a forged X-Forwarded-For are let through where three are allowed."""
    monkeypatch.setattr(signin, "RATE_OF_ADDRESS", "3/hour")
    answers = [
        Client().post("/accounts/phone/", {"number": number, "consent": "on"}, HTTP_X_FORWARDED_FOR=forge(place))
        for place, number in enumerate(numbers(10))
    ]
    return sum(answer.status_code == 302 for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_forwarding_shares_a_bucket(proxies: int, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert asked(lambda place: f"203.0.113.{place}, 198.51.100.9", monkeypatch) == 3


@pytest.mark.django_db
def test_believing_the_forged_part_would_let_all_through(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2  # one more than there is
    assert asked(lambda place: f"203.0.113.{place}, 198.51.100.9", monkeypatch) == 10


@pytest.mark.django_db
def test_without_redis_codes_still_go_out_and_are_still_counted(settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"
    ratelimit._counters.cache_clear()
    for number in numbers(300):
        send_code(number=number, address="192.0.2.9", now=NOON)
    with pytest.raises(TooMany):
        send_code(number=NUMBER, address="192.0.2.9", now=NOON)
    ratelimit._counters.cache_clear()
