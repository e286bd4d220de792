"""What a person has typed is never lost with a session or a token: it is held, shown, and sent again by one click.

A POST whose token is not valid any more (`csrf_failure`), or which is answered by the way to the sign-in
(`KeptWordsMiddleware`), gets a page that holds its fields in a form to the same address. Through the sign-in they
lie sealed in the visitor's own session, for `KEEP`, and no address or log knows of them.
"""

import base64
import binascii
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.crypto import Unreadable, opened, sealed
from core.web.problems import problem_json, wants_json
from core.web.typed import Words, words_of

CONTEXT = "core.kept_words"
SESSION_KEY = "kept_words"
KEEP = timedelta(hours=2)
MOST_KEPT = 256 * 1024  # letters through a sign-in; a longer text stays in the page alone


def _keep(request: HttpRequest, words: Words, now: datetime) -> bool:
    """Seal the words into the session until after the sign-in; False where they are too long for that."""
    if words.size > MOST_KEPT:
        return False
    text = json.dumps([now.timestamp(), words.address, words.fields, words.files], ensure_ascii=False)
    request.session[SESSION_KEY] = base64.b64encode(sealed(text, CONTEXT)).decode()
    return True


def _kept(request: HttpRequest, now: datetime) -> Words | None:
    held = request.session.get(SESSION_KEY)
    if not held:
        return None
    try:
        at, address, fields, files = json.loads(opened(base64.b64decode(held), CONTEXT))
    except (Unreadable, ValueError, binascii.Error):
        return None
    if now.timestamp() - at > KEEP.total_seconds():
        return None
    return Words(address, tuple((name, value) for name, value in fields), tuple((name, file) for name, file in files))


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the form that was sent stood on a page of this site: what another site typed is not offered again."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the form's token is of another session. Its words are offered again, to own forms alone."""
    sentence = _("这一页打开以后，登录状态变了（过期、退出，或在别的窗口登录过），所以刚才没有提交成功。")
    if wants_json(request):
        return problem_json(403, "page_too_old", sentence)
    words = words_of(request) if is_from_own_page(request) else None
    return _page(request, [sentence], words)


def _signed_out(request: HttpRequest) -> HttpResponse:
    sentence = _("登录已过期，刚才没有提交成功。")
    if wants_json(request):
        return problem_json(401, "signed_out", sentence)
    words = words_of(request)
    next_url = reverse("words-kept") if _keep(request, words, timezone.now()) else words.address
    sign_in = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': next_url}, safe='/')}"
    return _page(request, [sentence], words, sign_in=sign_in, stays=next_url == words.address)


def _page(
    request: HttpRequest, sentences: list[str], words: Words | None, *, status: int = 403, **more: object
) -> HttpResponse:
    context = {"sentences": sentences, "words": words, "status": status, **more}
    response = render(request, "words_kept.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_safe
def words_kept(request: HttpRequest) -> HttpResponse:
    """After the sign-in: the words once more, to be sent by one click. Nothing held: no such page."""
    words = _kept(request, timezone.now())
    if words is None:
        raise Http404
    sentence = _("刚才没有提交的内容还在，请看过再提交。")
    return _page(request, [sentence], words, status=200)


class KeptWordsMiddleware:
    """A form that is answered by the way to the sign-in gets the page that holds its words instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not hasattr(request, "session"):
            return response
        if _leads_to_sign_in(request, response):
            return _signed_out(request)
        if response.status_code < 400 and SESSION_KEY in request.session:
            self._forget_what_was_sent(request)
        return response

    def _forget_what_was_sent(self, request: HttpRequest) -> None:
        words = _kept(request, timezone.now())
        if words is None or words.address == request.get_full_path():
            del request.session[SESSION_KEY]


def _leads_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a write was refused for want of a sign-in: sent there, with the way back to its own address."""
    if response.status_code != 302:
        return False
    target = urlsplit(response["Location"])
    doors = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    if target.path not in doors or "next=" not in target.query or request.path in doors:
        return False
    return not request.user.is_authenticated
