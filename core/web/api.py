"""What the API's views share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from core.errors import DomainError
from core.web.problems import MEDIA_TYPE, problem_body, read_only, respond, status_of

GEOJSON = "application/geo+json"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


class PublicReadView(APIView):
    """A read that everybody may do.

    Public reads are hot and need no session, no negotiation and no parsing, so `dispatch`
    calls the handler straight away. `?lang=en` chooses the language of labels; Chinese otherwise.
    """

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
        if request.method not in ("GET", "HEAD"):
            return read_only()
        with translation.override(LANGUAGES.get(request.GET.get("lang", ""), "zh-hans")):
            try:
                response: HttpResponse = self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
            except DomainError as error:
                response = respond(request, error)
        response["Access-Control-Allow-Origin"] = "*"
        return response


def drf_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's errors and our own in the form of RFC 9457."""
    if isinstance(error, DomainError):
        body = problem_body(status_of(error), error.code, str(error.sentence), error.fields)
        return Response(body, status=body["status"], content_type=MEDIA_TYPE)
    response = exception_handler(error, context)
    if response is None:
        return None
    code, sentence, fields = "bad_request", _("请求不完整或不能识别，请检查后再试。"), {}
    if isinstance(error, exceptions.APIException):
        code = str(error.default_code)
        if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
            fields = {name: [str(text) for text in texts] for name, texts in error.detail.items()}
        else:
            sentence = str(error.detail)
    response.data = problem_body(response.status_code, code, sentence, fields)
    response.content_type = MEDIA_TYPE
    return response
