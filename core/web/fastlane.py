"""The short way for map tiles and for scanners' check-ins.

Neither needs a session, language or user, and the query takes less time than Django's full chain of
middleware: a tile is read hundreds of times for each page, and a hall of people comes in within minutes. What
stands before this one (HSTS, nosniff) still applies, and so does the bound on a body; the policy of a
page is replaced by one that allows nothing.
"""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from core.web.bodies import BodyLimitMiddleware

LANES = {"/tiles/": ("GET", "HEAD"), "/api/v1/checkins/": ("POST",)}
POLICY = "default-src 'none'; object-src 'none'; frame-ancestors 'none'"


class FastLaneMiddleware:
    """Calls the view of such a request at once; everything else goes the ordinary way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lane = next((lane for lane in LANES if request.path_info.startswith(lane)), None)
        if lane is None or request.method not in LANES[lane]:
            return self.get_response(request)
        try:
            view, args, kwargs = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        response = BodyLimitMiddleware(partial(view, *args, **kwargs))(request)
        response.headers["Content-Security-Policy"] = POLICY
        if response.status_code != 304:
            response.headers["Content-Length"] = str(len(response.content))
        if request.method == "HEAD":
            response.content = b""
        return response
