"""A session lasts while somebody works: what he does renews it, with one write in half of its length."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY as SIGNED_IN
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SAVED_AT = "saved_at"


class SlidingSessionMiddleware:
    """Saves a session anew once less than half of its time is left.

    What a page asks for by itself (a live figure, a list that looks after its news) is nobody's doing and renews
    nothing. A session that the request did not read is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if not session.accessed or SIGNED_IN not in session:
            return response
        now = timezone.now().timestamp()
        is_late = now - session.get(SAVED_AT, now) > settings.SESSION_COOKIE_AGE / 2
        if session.modified or (is_late and is_a_deed(request)):
            session[SAVED_AT] = now
        return response


def is_a_deed(request: HttpRequest) -> bool:
    """Whether a person asked: opened a page or sent a form, rather than a script that looks after something."""
    return request.method == "POST" or request.headers.get("Sec-Fetch-Dest", "document") == "document"
