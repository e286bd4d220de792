"""Pages that are installed as apps of their own and go on without a line: import map, manifest and service worker."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

COLOUR = "#0d474d"


def import_map(modules: Mapping[str, str]) -> SafeString:
    """The addresses of a page's modules by name, for its import map."""
    return mark_safe(json.dumps({"imports": dict(modules)}))  # noqa: S308 - addresses of our own files


def manifest_of(*, start: str, scope: str, name: str, short_name: str, max_age: int, **more: str) -> HttpResponse:
    """A web app's manifest in the product's colours."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "id": start,
        "name": name,
        "short_name": short_name,
        "lang": "zh-Hans",
        "start_url": start,
        "scope": scope,
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "icons": icons,
        **more,
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = f"public, max-age={max_age}"
    return response


def worker_of(template: str, shell: Sequence[str]) -> HttpResponse:
    """A service worker out of its template; its version moves with every file of the shell."""
    body = render_to_string(template, {"shell": json.dumps(list(shell))})
    version = hashlib.blake2b(body.encode(), digest_size=6).hexdigest()
    return HttpResponse(
        body.replace("VERSION_OF_THE_SHELL", version),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
