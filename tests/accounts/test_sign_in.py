"""Signing in by a code to one's phone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accounts.models import Consent, Phone, SignInCode, User
from accounts.rules import PRIVACY_NOTICE
from accounts.services import forget_codes, redeem_code, send_code
from core.errors import Refused, TooMany, Unavailable
from core.sms import MemorySms, SmsFailed
from tests.conftest import NOON

NUMBER = "13800005678"
OTHER = "13900001234"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_messages() -> None:
    MemorySms.sent.clear()


def last_code() -> str:
    return MemorySms.sent[-1].params["code"]


def send(number: str = NUMBER, now: datetime = NOON, address: str = "192.0.2.1") -> str:
    send_code(number=number, address=address, now=now)
    return last_code()


def redeem(digits: str, number: str = NUMBER, now: datetime = NOON) -> User:
    return redeem_code(number=number, digits=digits, notice=PRIVACY_NOTICE, now=now)


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def test_an_unknown_number_becomes_a_member_who_agreed() -> None:
    user = redeem(send())
    assert user.phone.number == NUMBER
    assert user.name == ""
    assert NUMBER not in user.username
    assert not user.has_usable_password()
    assert not (user.is_staff or user.is_superuser)
    assert list(Consent.objects.values_list("user", "notice", "given_at")) == [(user.pk, PRIVACY_NOTICE, NOON)]


def test_a_known_number_signs_in_to_its_account_and_agrees_once_to_each_notice() -> None:
    first = redeem(send())
    later = NOON + timedelta(days=1)
    second = redeem_code(number=NUMBER, digits=send(now=later), notice="2030-01-01", now=later)
    assert first == second
    assert Phone.objects.count() == 1
    assert set(Consent.objects.values_list("notice", flat=True)) == {PRIVACY_NOTICE, "2030-01-01"}


def refusal_of(digits: str, **facts: Any) -> str:
    with pytest.raises(Refused) as caught:
        redeem(digits, **facts)
    return caught.value.code


def test_a_code_is_used_once() -> None:
    code = send()
    redeem(code)
    assert refusal_of(code) == "no_code"


def test_a_code_lives_five_minutes() -> None:
    code = send()
    assert refusal_of(code, now=NOON + timedelta(minutes=5)) == "code_expired"
    assert redeem(code, now=NOON + timedelta(minutes=4, seconds=59))


def test_a_code_of_another_number_is_none() -> None:
    code = send()
    send(OTHER)
    if last_code() != code:
        assert refusal_of(code, number=OTHER) == "code_wrong"


def test_the_fifth_wrong_guess_ends_a_code() -> None:
    code = send()
    assert [refusal_of(wrong(code)) for _ in range(6)] == ["code_wrong"] * 4 + ["code_spent"] * 2
    assert refusal_of(code) == "code_spent"


def test_a_new_code_ends_the_old_one() -> None:
    old = send()
    new = send(now=NOON + timedelta(minutes=1))
    if old != new:
        assert refusal_of(old, now=NOON + timedelta(minutes=1)) == "code_wrong"
    assert redeem(new, now=NOON + timedelta(minutes=1))


def test_another_code_waits_a_minute() -> None:
    send()
    with pytest.raises(TooMany) as caught:
        send(now=NOON + timedelta(seconds=20))
    assert caught.value.code == "resend_too_soon"
    assert caught.value.data["retry_after"] == 40
    assert len(MemorySms.sent) == 1
    send(now=NOON + timedelta(seconds=60))


def test_a_number_gets_five_codes_an_hour() -> None:
    for minute in range(5):
        send(now=NOON + timedelta(minutes=minute))
    with pytest.raises(TooMany) as caught:
        send(now=NOON + timedelta(minutes=6))
    assert caught.value.code == "too_many"
    send(OTHER, now=NOON + timedelta(minutes=6))


def test_a_message_that_was_not_sent_can_be_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise SmsFailed("isv.OUT_OF_SERVICE")

    with monkeypatch.context() as patched:
        patched.setattr(MemorySms, "send", fail)
        with pytest.raises(Unavailable):
            send()
    assert not SignInCode.objects.exists()
    assert redeem(send())


def test_codes_are_forgotten_within_a_day() -> None:
    send()
    assert forget_codes(now=NOON + timedelta(hours=12)) == 0
    assert forget_codes(now=NOON + timedelta(hours=13)) == 1


def test_the_database_keeps_neither_number_nor_code_in_clear() -> None:
    code = send()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t::text || encode(lookup, 'escape') || encode(code, 'escape') FROM accounts_signincode t"
        )
        (row,) = cursor.fetchone()
    assert NUMBER not in row
    assert code not in row
    assert django_settings.SMS_BACKEND == "locmem"
