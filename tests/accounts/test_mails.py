"""Mails of sign-in and password: where they lead, and in whose words."""

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db: None) -> User:
    return make_user("colleague")


def test_a_reset_leads_to_the_site_whatever_the_request_called_it(colleague: User, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    settings.SITE_URL = "https://map.example.org"  # type: ignore[attr-defined]
    Client().post("/accounts/password/reset/", {"email": colleague.email}, headers={"host": "map.example.org:8443"})
    (sent,) = mail.outbox
    links = re.findall(r"https?://\S+", str(sent.body))
    assert links
    assert all(link.startswith("https://map.example.org/") or link == "https://map.example.org" for link in links)


def test_the_link_sets_a_new_password(colleague: User) -> None:
    Client().post("/accounts/password/reset/", {"email": colleague.email})
    link = re.search(r"http://[^/\s]+(/\S*password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    client = Client()
    page = client.get(link[1], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "another long password", "password2": "another long password"})
    colleague.refresh_from_db()
    assert colleague.check_password("another long password")


def test_a_mail_speaks_both_languages_and_names_the_city(colleague: User) -> None:
    Client().post("/en/accounts/password/reset/", {"email": colleague.email})
    body = str(mail.outbox[0].body)
    assert body.index("柳州科普地图") < body.index("Liuzhou")
    assert "testserver" not in body + str(mail.outbox[0].subject)
    assert "example.com" not in body


def test_who_has_no_account_is_told_so_without_a_place_to_sign_up(db: None) -> None:
    Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    body = str(mail.outbox[0].body)
    assert "没有用这个邮箱的账号" in body
    assert "signup" not in body
