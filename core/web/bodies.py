"""A bound on what anybody may send."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.web.problems import problem_json


class BodyLimitMiddleware:
    """Refuses a request that announces too large a body, before any of it is read.

    A body without an announced length is empty for Django, so the announcement binds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.MOST_BODY_BYTES:
            return problem_json(413, "too_large", _("发送的内容太大，请缩小或分几次再试。"))
        return self.get_response(request)
