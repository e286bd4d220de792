"""A sign-in by phone on its way: the number that a code went to, sealed, in the visitor's session."""

import base64
import binascii
from dataclasses import dataclass

from django.http import HttpRequest

from accounts.rules import PRIVACY_NOTICE
from core.crypto import Unreadable, opened, sealed

KEY = "phone_sign_in"
CONTEXT = "accounts.session"


@dataclass(frozen=True, slots=True)
class Pending:
    number: str
    notice: str
    next_url: str


def keep(request: HttpRequest, number: str, next_url: str) -> None:
    """Remember the number, that the notice of today was agreed to, and where to go afterwards."""
    number = base64.b64encode(sealed(number, CONTEXT)).decode()
    request.session[KEY] = {"number": number, "notice": PRIVACY_NOTICE, "next": next_url}


def pending(request: HttpRequest) -> Pending | None:
    """The sign-in on its way, if there is one."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        return None
    try:
        number = opened(base64.b64decode(str(kept["number"]), validate=True), CONTEXT)
    except (KeyError, Unreadable, binascii.Error):
        return None
    return Pending(number, str(kept.get("notice", "")), str(kept.get("next", "")))


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
