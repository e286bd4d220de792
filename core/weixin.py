"""WeChat's 订阅消息 through our mini program: a console for development, and WeChat's own interface.

The access token is WeChat's stable one, kept in the cache for as long as it lives. An openid never
gets into a log; WeChat takes no number of ours that would keep it from sending a message twice.
"""

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import requests
from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)
# At DEBUG it writes whole addresses, and they hold the access token.
logging.getLogger("urllib3").setLevel(logging.INFO)

PATIENCE_S = 5
TOKEN_KEY = "weixin-mini-token"  # noqa: S105 - a name in the cache
TOKEN_MARGIN_S = 300
STALE_TOKEN = {40001, 40014, 42001}
# The person has not subscribed, has no such account any more, or blocks us: trying again is no use.
NEVER = {40003, 43101, 43107, 43108}


class WeixinFailed(Exception):
    """WeChat did not take the message; the argument is its code. `for_good`: it never will."""

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        super().__init__(code)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Subscription:
    """One message: our name of its template, the template's fields, the page that it opens."""

    openid: str
    template: str
    fields: Mapping[str, str]
    page: str = ""
    language: str = "zh_CN"


class MiniBackend(Protocol):
    def send(self, message: Subscription) -> None:
        """Hand one message over within 5 s. Raises WeixinFailed."""


class ConsoleMini:
    """Development: the message on standard error, past the log."""

    def send(self, message: Subscription) -> None:
        sys.stderr.write(f"WeChat {message.template}: {' · '.join(message.fields.values())}\n")
        sys.stderr.flush()


class MemoryMini:
    """Tests: messages are kept here."""

    sent: ClassVar[list[Subscription]] = []

    def send(self, message: Subscription) -> None:
        self.sent.append(message)


class NoMini:
    """None is set up."""

    def send(self, message: Subscription) -> None:
        raise WeixinFailed("not_configured", for_good=True)


class RealMini:
    """WeChat's `subscribeMessage.send`."""

    def send(self, message: Subscription) -> None:
        body = {
            "touser": message.openid,
            "template_id": settings.WEIXIN_MINI_TEMPLATES.get(message.template, ""),
            "page": message.page,
            "data": {name: {"value": value} for name, value in message.fields.items()},
            "lang": message.language,
        }
        try:
            self._send(body, access_token())
        except WeixinFailed as failure:
            if failure.args[0] not in {str(code) for code in STALE_TOKEN}:
                raise
            # Refused before anything was sent, so a second try can't send twice.
            cache.delete(TOKEN_KEY)
            self._send(body, access_token())

    def _send(self, body: Mapping[str, Any], token: str) -> None:
        _asked("POST", "/cgi-bin/message/subscribe/send", params={"access_token": token}, body=body)


BACKENDS: dict[str, type[MiniBackend]] = {
    "none": NoMini,
    "console": ConsoleMini,
    "locmem": MemoryMini,
    "weixin": RealMini,
}


def access_token() -> str:
    """WeChat's stable token: the same for all processes until it is about to end. Raises WeixinFailed."""
    known = cache.get(TOKEN_KEY)
    if isinstance(known, str):
        return known
    body = {
        "grant_type": "client_credential",
        "appid": settings.WEIXIN_MINI_APP_ID,
        "secret": settings.WEIXIN_MINI_APP_SECRET,
    }
    answer = _asked("POST", "/cgi-bin/stable_token", body=body)
    token, lives = answer.get("access_token"), answer.get("expires_in", 0)
    if not isinstance(token, str) or not isinstance(lives, int):
        raise WeixinFailed("unreadable_answer")
    cache.set(TOKEN_KEY, token, max(lives - TOKEN_MARGIN_S, 60))
    return token


def openid_of(code: str) -> str:
    """Who has signed in to our mini program with a code of `wx.login`. Raises WeixinFailed."""
    params = {
        "appid": settings.WEIXIN_MINI_APP_ID,
        "secret": settings.WEIXIN_MINI_APP_SECRET,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    openid = _asked("GET", "/sns/jscode2session", params=params).get("openid")
    if not isinstance(openid, str):
        raise WeixinFailed("unreadable_answer")
    return openid


def _asked(
    method: str, path: str, *, params: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
    try:
        reply = requests.request(
            method, settings.WEIXIN_MINI_ENDPOINT + path, params=params, data=data, timeout=PATIENCE_S
        )
        answer = json.loads(reply.content)
    except requests.RequestException as error:
        raise WeixinFailed(type(error).__name__) from None
    except ValueError:
        raise WeixinFailed("unreadable_answer") from None
    if not isinstance(answer, dict):
        raise WeixinFailed("unreadable_answer")
    code = answer.get("errcode", 0)
    if code:
        raise WeixinFailed(str(code), for_good=code in NEVER)
    return answer


def can_send(template: str) -> bool:
    """Whether a message of this template can go out."""
    backend = settings.WEIXIN_MINI_BACKEND
    return bool(backend != "none" and (backend != "weixin" or template in settings.WEIXIN_MINI_TEMPLATES))


def send_subscription(message: Subscription) -> None:
    """Send by the configured way. Raises WeixinFailed, which is logged by its code."""
    try:
        BACKENDS[settings.WEIXIN_MINI_BACKEND]().send(message)
    except WeixinFailed as failure:
        logger.warning("weixin_failed: %s", failure)
        raise
