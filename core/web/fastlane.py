"""The short way for map tiles.

A tile is read hundreds of times for each page, needs no session, language or user, and its
query takes less time than Django's full chain of middleware. What stands before this one
(security headers, content policy) still applies.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from core.errors import DomainError
from core.web.problems import respond

PREFIX = "/tiles/"


class FastLaneMiddleware:
    """Calls a tile's view at once; everything else goes the ordinary way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        try:
            view, args, kwargs = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except DomainError as error:
            response = respond(request, error)
        return response
