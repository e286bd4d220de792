"""The pages of signing in by phone."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Phone, Role, SignInCode, Unit, User
from accounts.services.members import number_key
from core.sms import MemorySms, SmsFailed
from tests.accounts.test_sign_in import NUMBER, OTHER, last_code, redeem, send, wrong
from tests.conftest import NOON, give_second_factor, join, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_messages() -> None:
    MemorySms.sent.clear()


def ask(client: Client, number: str = NUMBER, **extra: Any) -> Any:
    return client.post("/accounts/phone/", {"number": number, "consent": "on", **extra}, follow=True)


def test_a_visitor_signs_in_and_comes_back_to_where_they_were() -> None:
    client = Client()
    page = ask(client, "+86 138 0000 5678", next="/venues/")
    assert page.request["PATH_INFO"] == "/accounts/phone/code/"
    assert "138****5678" in page.content.decode()
    response = client.post("/accounts/phone/code/", {"code": last_code()})
    assert (response.status_code, response["Location"]) == (302, "/venues/")
    account = client.get("/accounts/").content.decode()
    assert "138****5678" in account
    assert NUMBER not in account


def test_no_address_of_another_site_is_gone_to() -> None:
    client = Client()
    ask(client, next="https://example.org/")
    assert client.post("/accounts/phone/code/", {"code": last_code()})["Location"] == "/"


def test_known_and_unknown_numbers_are_answered_the_same() -> None:
    redeem(send(OTHER), number=OTHER)
    answers = []
    for number in (OTHER, NUMBER):
        client = Client()
        with time_machine.travel(NOON + timedelta(hours=1), tick=False):
            asked = client.post("/accounts/phone/", {"number": number, "consent": "on"})
            guess = client.post("/accounts/phone/code/", {"code": wrong(last_code())})
        body = re.sub(r"1\d\d\*{4}\d{4}|value=\"[^\"]{64}\"|nonce=\"[^\"]+\"", "", guess.content.decode())
        answers.append((asked.status_code, asked["Location"], guess.status_code, body))
    assert answers[0] == answers[1]


def test_without_consent_no_code_is_sent() -> None:
    page = Client().post("/accounts/phone/", {"number": NUMBER})
    assert "请先阅读并同意隐私说明。" in page.content.decode()
    assert MemorySms.sent == []


@pytest.mark.parametrize("number", ["", "12345", "\x01", "1" * 5000, "' OR 1=1 --"])
def test_what_is_no_number_is_told_in_a_sentence(number: str) -> None:
    page = Client().post("/accounts/phone/", {"number": number, "consent": "on"})
    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert MemorySms.sent == []


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "\x01", "9" * 5000])
def test_what_is_no_code_costs_no_guess(code: str) -> None:
    client = Client()
    ask(client)
    assert "errorlist" in client.post("/accounts/phone/code/", {"code": code}).content.decode()
    assert SignInCode.objects.get().attempts == 0


def test_the_code_page_without_a_number_leads_to_the_number() -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)("/accounts/phone/code/", {"code": "012345"})
        assert response["Location"] == "/accounts/phone/"
    assert Client().post("/accounts/phone/again/")["Location"] == "/accounts/phone/"


def test_too_many_codes_is_a_sentence_with_429() -> None:
    client = Client()
    for minute in range(6):
        with time_machine.travel(NOON + timedelta(minutes=2 * minute), tick=False):
            page = ask(client)
    assert page.status_code == 429
    assert "操作太频繁，请稍后再试。" in page.content.decode()


def test_asking_twice_leads_to_the_code_and_sends_one_message() -> None:
    client = Client()
    ask(client)
    page = ask(client)
    assert page.request["PATH_INFO"] == "/accounts/phone/code/"
    assert "验证码刚刚发过" in page.content.decode()
    assert len(MemorySms.sent) == 1


def test_a_second_code_can_be_asked_for() -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        ask(client)
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        page = client.post("/accounts/phone/again/", follow=True)
        assert "已重新发送" in page.content.decode()
        client.post("/accounts/phone/code/", {"code": last_code()})
    assert "_auth_user_id" in client.session
    assert len(MemorySms.sent) == 2


def test_a_failed_message_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise SmsFailed("isv.OUT_OF_SERVICE")

    monkeypatch.setattr(MemorySms, "send", fail)
    page = ask(Client())
    assert page.status_code == 200
    assert "短信没有发出去，请稍后再试。" in page.content.decode()


def with_phone(user: User) -> User:
    Phone.objects.create(user=user, number=NUMBER, lookup=number_key(NUMBER), verified_at=NOON)
    return user


def test_staff_still_pass_their_second_factor(county_office: Unit) -> None:
    with_phone(give_second_factor(join(make_user("somebody"), county_office, Role.OFFICE)))
    client = Client()
    ask(client)
    response = client.post("/accounts/phone/code/", {"code": last_code()})
    assert response["Location"].endswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_staff_without_one_are_sent_to_set_it_up(county_office: Unit) -> None:
    with_phone(join(make_user("somebody"), county_office, Role.OFFICE))
    client = Client()
    ask(client)
    client.post("/accounts/phone/code/", {"code": last_code()})
    assert client.get("/")["Location"].endswith("/accounts/2fa/")


def test_a_disabled_account_does_not_get_in_by_its_phone() -> None:
    user = with_phone(make_user("somebody"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    ask(client)
    client.post("/accounts/phone/code/", {"code": last_code()})
    assert "_auth_user_id" not in client.session


def test_a_password_goes_with_the_number_too() -> None:
    with_phone(make_user("somebody"))
    client = Client()
    client.post("/accounts/login/", {"login": "138 0000 5678", "password": "a long enough password"})
    assert "_auth_user_id" in client.session
    assert NUMBER not in str(dict(client.session))


def test_without_messages_the_page_offers_the_password_alone(settings: Any) -> None:
    settings.SMS_BACKEND = "none"
    page = Client().get("/accounts/login/").content.decode()
    assert "id_number" not in page
    assert "id_password" in page
    assert Client().get("/accounts/phone/").status_code == 404
