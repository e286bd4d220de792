"""The scanner: an app that a volunteer's phone installs, and that works in a village without signal.

The page is the same for everybody and holds nothing of anybody; what a device may see it asks for with its key.
"""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.reference import read_city

MODULES = ("camera", "ids", "judge", "line", "page", "panels", "pairing", "say", "store", "tickets", "view")
SCOPE = "/scan/"
STYLES = ("css/tokens.css", "css/scan.css")
LIBRARIES = {"@noble/ed25519": "vendor/@noble/ed25519/index.js", "jsqr": "vendor/jsqr/dist/jsQR.js"}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
WEEK_S = 7 * 24 * 3600


def modules() -> dict[str, str]:
    """The scanner's modules by the names under which they import each other."""
    own = {f"scan/{name}": static(f"js/scan/{name}.js") for name in MODULES}
    own |= {f"lib/{name}": static(f"js/lib/{name}.js") for name in ("page-data", "words")}
    return own | {name: static(path) for name, path in LIBRARIES.items()}


@require_safe
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    """The scanner's one page."""
    known = modules()
    handed = {
        "worker": reverse("scan-worker"),
        "scope": SCOPE,
        "pair": reverse("scanner-pair"),
        "roster": reverse("scanner-roster"),
        "checkins": reverse("checkins"),
    }
    context = {
        "handed": handed,
        "languages": LANGUAGES,
        "import_map": mark_safe(json.dumps({"imports": known})),  # noqa: S308 - addresses of our own files
        "page_module": known["scan/page"],
    }
    return render(request, "activities/scan.html", context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The scanner as an app of its own."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "id": SCOPE,
        "name": f"{_('签到扫码')} · {read_city().product_name}",
        "short_name": _("签到扫码"),
        "lang": "zh-Hans",
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#0d474d",
        "theme_color": "#0d474d",
        "icons": icons,
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = f"public, max-age={WEEK_S}"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its version moves with every file of the shell."""
    shell = [*map(static, STYLES), *modules().values()]
    body = render_to_string("activities/_scan_worker.js", {"shell": json.dumps(shell)})
    version = hashlib.blake2b(body.encode(), digest_size=6).hexdigest()
    return HttpResponse(
        body.replace("VERSION_OF_THE_SHELL", version),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
