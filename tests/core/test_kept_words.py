"""A form whose session or token has gone: its words are held, shown and sent again."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from core.web import words as kept
from tests.conftest import client_of

FORM = "/workspace/notices/read/"
OWN = {"Origin": "http://testserver"}
TEXT = "写了一下午的话 & <b>符号</b>"


def token_of(client: Client) -> str:
    page = client.get("/accounts/login/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_token_of_another_session_keeps_the_words_for_one_click(people: dict[str, User | None]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert people["office"] is not None
    client.force_login(people["office"])
    answer = client.post(FORM, {"csrfmiddlewaretoken": "a" * 64, "text": TEXT, "tick": ["1", "2"]}, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer.context["words"].fields == (("text", TEXT), ("tick", "1"), ("tick", "2"))
    assert f'action="{FORM}"' in page and "&lt;b&gt;符号" in page and "<b>符号" not in page
    fresh = re.search(r'id="kept-words">\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert fresh is not None
    again = client.post(FORM, {"csrfmiddlewaretoken": fresh[1], "text": TEXT}, headers=OWN)
    assert again.status_code == 302


@pytest.mark.parametrize(
    "source",
    [{}, {"Origin": "http://evil.example"}, {**OWN, "Sec-Fetch-Site": "cross-site"}],
)
def test_what_another_site_typed_is_not_offered(people: dict[str, User | None], source: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    assert people["office"] is not None
    client.force_login(people["office"])
    answer = client.post(FORM, {"text": TEXT}, headers=source)
    assert answer.status_code == 403
    assert "符号" not in answer.content.decode() and "kept-words" not in answer.content.decode()


def test_signed_out_words_wait_for_the_sign_in_and_are_sent_by_one_click(people: dict[str, User | None]) -> None:
    client = Client()
    answer = client.post(FORM, {"text": TEXT, "phone": "13800000002"})
    assert answer.status_code == 403
    assert answer.context["words"].fields == (("text", TEXT), ("phone", "13800000002"))
    assert answer.context["sign_in"] == "/accounts/login/?next=/accounts/words/"
    assert people["office"] is not None
    client.force_login(people["office"])
    page = client.get("/accounts/words/")
    assert page.status_code == 200
    assert dict(page.context["words"].fields) == {"text": TEXT, "phone": "13800000002"}
    assert page.context["words"].address == FORM
    assert client.post(FORM, {"text": TEXT}).status_code == 302
    assert client.get("/accounts/words/").status_code == 404


def test_the_session_holds_the_words_sealed_and_for_two_hours(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    client = Client()
    client.post(FORM, {"text": "身份证 450202"})
    held = client.session[kept.SESSION_KEY]
    assert "450202" not in held and "450202" not in str(
        Session.objects.get(pk=client.session.session_key).get_decoded()
    )
    later = timezone.now() + kept.KEEP + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/accounts/words/").status_code == 404


def test_passwords_codes_and_files_are_not_kept(db: None) -> None:
    photo = SimpleUploadedFile("广场.jpg", b"x")
    answer = Client().post(
        "/me/calendar/", {"password": "Secret-pass1", "code": "482913", "text": "字", "photo": photo}
    )
    page = answer.content.decode()
    assert answer.context["words"].fields == (("text", "字"),)
    assert "文件不能保留，请重新选择：广场.jpg" in page and 'type="file"' in page
    assert "Secret-pass1" not in page and "482913" not in page


def test_a_very_long_text_stays_in_the_page_alone(db: None) -> None:
    client = Client()
    answer = client.post(FORM, {"text": "字" * (kept.MOST_KEPT + 1)})
    assert answer.context["stays"] and "新窗口" in answer.content.decode()
    assert kept.SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "address", ["/me/notices/read/", "/accounts/erase/", "/volunteers/join/", "/admin/core/outboxmessage/"]
)
def test_no_form_of_any_room_loses_its_words(address: str, db: None) -> None:
    answer = Client().post(address, {"text": TEXT})
    assert answer.status_code in {403, 404}
    assert "写了一下午的话" in answer.content.decode()


def test_the_page_is_english_below_en(db: None) -> None:
    page = Client().post("/en" + FORM, {"text": TEXT}).content.decode()
    assert "Your sign-in has expired" in page
    translation.activate("zh-hans")


def test_a_script_is_answered_by_a_code(db: None, people: dict[str, User | None]) -> None:
    accept = {"Accept": "application/json"}
    answer = Client().post(FORM, {"text": TEXT}, headers=accept)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    answer = client_of(people["member"]).post(FORM, {"text": TEXT}, headers=accept)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(FORM, {"text": TEXT}, headers=accept)
    assert (answer.status_code, answer.json()["code"]) == (403, "page_too_old")


def test_a_role_that_ended_shows_the_words(people: dict[str, User | None]) -> None:
    answer = client_of(people["member"]).post(FORM, {"text": TEXT})
    assert answer.status_code == 404
    assert "写了一下午的话" in answer.content.decode()


def test_no_log_and_no_address_holds_the_words(db: None, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = Client().post(FORM, {"text": TEXT})
    assert "一下午" not in caplog.text and "%E5%86%99" not in answer.context["sign_in"]


@pytest.mark.parametrize("address", ["/nothing-here/", FORM + "?x=%00"])
def test_a_body_that_no_view_asked_for_stays_unread(address: str, db: None) -> None:
    answer = Client().post(address, {"text": TEXT})
    assert answer.status_code in {400, 404}
    assert "一下午" not in answer.content.decode()
