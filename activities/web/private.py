"""Pages that are nobody else's: not kept by any cache, not found by search engines, not told to other sites."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guards a page whose address, or what is typed into it, is private."""

    @wraps(view)
    @sensitive_post_parameters()
    @cache_control(private=True, no_store=True)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # Links to maps and other sites must not carry the page's own address there.
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
