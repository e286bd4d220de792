"""What the scanner devices' interfaces share: who is speaking, and reading what is said."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from activities.selectors.devices import Scanner, scanner_of
from core.errors import DomainError, Invalid
from core.web.api import LANGUAGES
from core.web.problems import problem_json, respond


class DeviceView(APIView):
    """An interface for paired devices. They have no session and no cookies, so `dispatch` asks for the key alone."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    needs_pairing = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = getattr(self, (request.method or "").lower(), None)
        allowed = [name.upper() for name in ("get", "post") if hasattr(self, name)]
        if request.method not in allowed or handler is None:
            sentence = _("这个地址不支持这种请求。")
            return problem_json(405, "method_not_allowed", sentence, headers={"Allow": ", ".join(allowed)})
        with translation.override(LANGUAGES.get(request.GET.get("lang", ""), "zh-hans")):
            try:
                response: HttpResponse = self._answer(request, handler)
            except DomainError as error:
                response = respond(request, error)
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest, handler: Callable[..., HttpResponse]) -> HttpResponse:
        if not self.needs_pairing:
            return handler(request)
        scanner = scanner_of(request.headers.get("Authorization", ""), timezone.now())
        if scanner is None:
            sentence = _("这台设备没有配对，或已停用、到期。没有上传的签到还在设备里，请用新的配对码重新配对。")
            return problem_json(401, "not_paired", sentence, headers={"WWW-Authenticate": "Bearer"})
        return handler(request, scanner)


MOST_DIGITS = 18  # of a number; what is longer is read as a text, and found wrong where it stands


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The object that a request carries. Raises Invalid.

    A broken character or an endless number is one value's fault, and no reason to read nothing at all.
    """
    try:
        said = json.loads(request.body.decode("utf-8", "replace"), parse_int=_number)
    except (ValueError, RecursionError, RawPostDataException):  # the last: a form, read as such already
        said = None
    if not isinstance(said, dict):
        raise Invalid("bad_json", _("内容要是一个 JSON 对象。"))
    return said


__all__ = ["DeviceView", "Scanner", "read_json"]
