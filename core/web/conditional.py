"""ETag, 304 and Cache-Control for what the public reads."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags


def etag_of(*parts: object) -> str:
    """A weak ETag over what a reply depends on."""
    digest = hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=12).hexdigest()
    return f'W/"{digest}"'


def not_modified(request: HttpRequest, etag: str) -> bool:
    """Whether the client holds this version already."""
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    if not header:
        return False
    known = parse_etags(header)
    bare = etag.removeprefix("W/")
    return "*" in known or any(tag.removeprefix("W/") == bare for tag in known)


def public(response: HttpResponse, etag: str, *, max_age: int = 60, vary: str = "") -> HttpResponse:
    """Mark a reply as cacheable by anybody for `max_age` seconds, then revalidated by its ETag."""
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={max_age}"
    if vary:
        response["Vary"] = vary
    return response


def unchanged(etag: str, *, max_age: int = 60, vary: str = "") -> HttpResponse:
    """A 304 with the headers that the 200 would have."""
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return public(response, etag, max_age=max_age, vary=vary)
