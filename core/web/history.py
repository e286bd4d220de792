"""Attributes what a request changes to the account that made it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core.history import attributed
from core.web.logs import tellable

READS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class HistoryMiddleware:
    """The event tables' context of a request: the account's key and the path, without its query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READS:
            return self.get_response(request)
        with attributed(user=request.user.pk, path=tellable(request.path)):
            return self.get_response(request)
