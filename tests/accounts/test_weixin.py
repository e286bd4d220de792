"""Signing in through WeChat, with a stand-in for its servers."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from accounts.models import Consent, User
from accounts.web.weixin import WeixinAdapter
from sciencemap.settings.environment import Environment
from sciencemap.settings.shared import _policy, _sign_in
from tests.conftest import give_second_factor, make_user

pytestmark = pytest.mark.django_db

OPENID = "openid-of-the-test"


class Answer:
    status_code = HTTPStatus.OK

    def __init__(self, body: dict[str, str]) -> None:
        self.body = body

    def json(self) -> dict[str, str]:
        return self.body

    def raise_for_status(self) -> None:
        pass


class WeChat:
    """Its two addresses: a token for a code, and the person's profile."""

    def __enter__(self) -> "WeChat":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def request(self, _method: str, _url: str, **_: Any) -> Answer:
        return Answer({"access_token": "token-of-the-test", "openid": OPENID})

    def get(self, _url: str, **_: Any) -> Answer:
        return Answer({"openid": OPENID, "nickname": "river", "city": "Somewhere", "headimgurl": "https://x/y"})


@pytest.fixture
def weixin(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [{"client_id": "wx-test", "secret": "secret"}]}}
    monkeypatch.setattr(WeixinAdapter, "get_requests_session", lambda _self: WeChat())


def come_back(client: Client) -> Any:
    leave = client.post("/accounts/weixin/login/", {"next": "/venues/"})
    target = urlsplit(leave["Location"])
    assert target.netloc == "open.weixin.qq.com"
    query = parse_qs(target.query)
    assert query["appid"] == ["wx-test"]
    return client.get("/accounts/weixin/login/callback/", {"code": "x", "state": query["state"][0]})


def test_the_button_is_there_only_where_an_app_is_set(weixin: None, settings: Any) -> None:
    assert "/accounts/weixin/login/" in Client().get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": []}}
    assert "/accounts/weixin/login/" not in Client().get("/accounts/login/").content.decode()
    assert Client(raise_request_exception=False).post("/accounts/weixin/login/").status_code == 404


def test_the_first_time_asks_for_consent_and_keeps_the_nickname_alone(weixin: None) -> None:
    client = Client()
    assert come_back(client)["Location"].endswith("/accounts/3rdparty/signup/")
    page = client.post("/accounts/3rdparty/signup/", {})
    assert "请先阅读并同意隐私说明。" in page.content.decode()
    assert not SocialAccount.objects.exists()
    client.post("/accounts/3rdparty/signup/", {"consent": "on"})
    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == (OPENID, {})
    assert account.user.name == "river"
    assert account.user.username != "river"
    assert Consent.objects.filter(user=account.user).exists()
    assert not SocialToken.objects.exists()
    assert "_auth_user_id" in client.session


def test_the_second_time_signs_in_and_goes_where_one_was(weixin: None) -> None:
    first = Client()
    come_back(first)
    first.post("/accounts/3rdparty/signup/", {"consent": "on"})
    second = Client()
    assert come_back(second)["Location"] == "/venues/"
    assert second.session["_auth_user_id"] == first.session["_auth_user_id"]
    assert SocialAccount.objects.get().extra_data == {}
    assert User.objects.count() == 1 + User.objects.filter(is_demonstration=True).count()


def test_a_second_factor_is_still_asked_for(weixin: None) -> None:
    user = give_second_factor(make_user("somebody", is_staff=True))
    SocialAccount.objects.create(user=user, provider="weixin", uid=OPENID)
    client = Client()
    assert come_back(client)["Location"].endswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_disabled_account_does_not_get_in(weixin: None) -> None:
    user = make_user("somebody", is_active=False)
    SocialAccount.objects.create(user=user, provider="weixin", uid=OPENID)
    client = Client()
    come_back(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("query", ["", "?code=x&state=made-up", "?state=%00", "?error=access_denied&state=x"])
def test_a_callback_out_of_nowhere_is_no_server_error(weixin: None, query: str) -> None:
    response = Client(raise_request_exception=False).get(f"/accounts/weixin/login/callback/{query}")
    assert response.status_code < 500


def test_the_settings_make_the_app_and_let_the_form_lead_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIXIN_APP_ID", "wx-test")
    env = Environment(use_home_file=False)
    assert _sign_in(env, {"SMS_BACKEND": "none"})["SOCIALACCOUNT_PROVIDERS"]["weixin"]["APPS"] == [], (
        "one without the other is none"
    )
    monkeypatch.setenv("WEIXIN_APP_SECRET", "secret")
    env = Environment(use_home_file=False)
    assert len(_sign_in(env, {"SMS_BACKEND": "none"})["SOCIALACCOUNT_PROVIDERS"]["weixin"]["APPS"]) == 1
    policy = {"DIRECTIVES": {"img-src": [], "form-action": ["'self'"]}}
    assert _policy(policy, [], "wx-test")["DIRECTIVES"]["form-action"] == ["'self'", "https://open.weixin.qq.com"]
