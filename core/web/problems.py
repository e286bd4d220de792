"""The one place where errors become HTTP: RFC 9457 problem details, or a page with the same sentence."""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Refused, TooMany, Unavailable
from core.web.typed import Words, words_of

STATUSES: dict[type[DomainError], int] = {
    Invalid: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    TooMany: 429,
    Unavailable: 503,
}
MACHINE_PATHS = ("/api/", "/tiles/", "/feeds/", "/ogc/", "/healthz", "/readyz", "/metrics")
MEDIA_TYPE = "application/problem+json"
# A page repeats its address in its links, a hundred times in the admin; interfaces repeat it once.
LONGEST_QUERY = 8 * 1024
RETRY_AFTER_S = 30


def is_machine_path(path: str) -> bool:
    """Whether errors under a path are told to programs rather than people."""
    return path.startswith(MACHINE_PATHS)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program or a page's script asks, which needs a sentence rather than a page."""
    return is_machine_path(request.path) or request.headers.get("Accept", "").startswith("application/json")


def status_of(error: DomainError) -> int:
    return next(status for kind, status in STATUSES.items() if isinstance(error, kind))


def problem_body(status: int, code: str, sentence: str, fields: dict[str, list[Any]] | None = None) -> dict[str, Any]:
    """The members of a problem: `type` and `code` are stable, `detail` is a sentence in the user's language."""
    return {
        "type": f"urn:sciencemap:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": sentence,
        "errors": {name: [str(text) for text in texts] for name, texts in (fields or {}).items()},
    }


TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Refused",
    429: "Too many requests",
    500: "Server error",
    503: "Unavailable",
}


def problem_json(
    status: int,
    code: str,
    sentence: str,
    fields: dict[str, list[Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A problem as a reply."""
    body = json.dumps(problem_body(status, code, sentence, fields), ensure_ascii=False)
    return HttpResponse(
        body, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def read_only() -> HttpResponse:
    """The reply to a write where there is only something to read."""
    sentence = _("这个地址只能读取。")
    return problem_json(405, "method_not_allowed", sentence, headers={"Allow": "GET, HEAD, OPTIONS"})


def respond(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The reply to a domain error: problem details for programs, a page for people."""
    status = status_of(error)
    headers = {"Retry-After": str(error.data["retry_after"])} if "retry_after" in error.data else {}
    if wants_json(request):
        return problem_json(status, error.code, str(error.sentence), error.fields, headers)
    template = {403: "403.html", 404: "404.html"}.get(status, "400.html")
    sentences = [str(text) for texts in error.fields.values() for text in texts] or [str(error.sentence)]
    context = {"sentences": sentences, "status": status, "words": _typed(request)}
    response = render(request, template, context, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


def _typed(request: HttpRequest) -> Words | None:
    """What a form that a view refused had sent, to be copied; a body that no view asked for stays unread."""
    return words_of(request) if request.method == "POST" and request.resolver_match else None


class ProblemMiddleware:
    """Turns what no database can hold and what services refuse into replies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            return respond(request, Invalid("nul_byte", _("网址里含有不能识别的字符。")))
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY and not is_machine_path(request.path):
            return respond(request, Invalid("long_query", _("网址太长，请减少条件后再试。")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return respond(request, error) if isinstance(error, DomainError) else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400."""
    code = "suspicious" if isinstance(exception, SuspiciousOperation) else "bad_request"
    return respond(request, Invalid(code, _("请求不完整或不能识别，请检查后再试。")))


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """handler403."""
    return respond(request, NotAllowed("forbidden", _("您没有这项操作的权限。")))


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """handler404."""
    return respond(request, NotFound("not_found", _("没有找到这个页面，可能已移动或停用。")))


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: needs neither database nor context. 503 where the database is away or full."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    if is_machine_path(request.path):
        return problem_json(500, "server_error", _("服务器出了问题，已记录，请稍后再试。"))
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The reply while the database can't be asked: nothing of it asks either."""
    headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
    if is_machine_path(request.path):
        return problem_json(503, "unavailable", _("数据库暂时连不上，请稍后再试。"), headers=headers)
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
