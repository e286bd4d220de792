"""What can't be taken back, or is told to many, asks first: a page says what happens, and a second click does it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import Sentence
from core.web.typed import words_of


def asks_first(
    request: HttpRequest, *, title: Sentence, happens: Sequence[Sentence], button: Sentence, back: str
) -> HttpResponse | None:
    """The page that asks, or None where the answer came with the form (`sure=1`)."""
    if request.POST.get("sure") == "1":
        return None
    words = words_of(request)
    context = {"title": title, "happens": happens, "button": button, "back": back, "words": words}
    response = render(request, "sure.html", context)
    response["Cache-Control"] = "no-store"
    return response
