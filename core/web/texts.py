"""What people type, as services and pages get it: cleaned once, before any view reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.text import cleaned
from core.web.problems import is_machine_path, respond

# What is typed here is compared with what was typed before, character by character.
VERBATIM = "password"


class TextMiddleware:
    """Cleans the values of queries and forms. A NUL, which nobody types, is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_machine_path(request.path):  # a program that sends what nobody sees is told
            request.GET = clean(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.method != "POST":
            return None
        if any("\0" in text for key in request.POST for text in (key, *request.POST.getlist(key))):
            return respond(request, Invalid("nul_byte", _("内容里含有不能识别的字符，请删去后再试。")))
        request.POST = clean(request.POST)  # type: ignore[assignment]
        return None


def clean(given: QueryDict) -> QueryDict:
    """The same values, cleaned; the very object where there is nothing to clean."""
    changed = {
        key: fresh
        for key, values in given.lists()
        if VERBATIM not in key and (fresh := [cleaned(value) for value in values]) != values
    }
    if not changed:
        return given
    copy = given.copy()
    for key, values in changed.items():
        copy.setlist(key, values)
    copy._mutable = False
    return copy
