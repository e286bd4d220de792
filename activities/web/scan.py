"""The scanner: an app that a volunteer's phone installs, and that works in a village without signal.

The page is the same for everybody and holds nothing of anybody; what a device may see it asks for with its key.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.reference import read_city
from core.web.standalone import import_map, manifest_of, worker_of

MODULES = (
    "acts",
    "camera",
    "card",
    "clock",
    "facts",
    "http",
    "ids",
    "indexed",
    "judge",
    "line",
    "page",
    "pairing",
    "panels",
    "phone",
    "roster",
    "say",
    "sound",
    "store",
    "tally",
    "tickets",
    "told",
    "view",
    "volunteers",
)
SCOPE = "/scan/"
STYLES = ("css/tokens.css", "css/scan.css", "css/scan-dialogs.css")
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
        "people": reverse("scanner-people"),
        "checkins": reverse("checkins"),
    }
    context = {
        "handed": handed,
        "languages": LANGUAGES,
        "import_map": import_map(known),
        "page_module": known["scan/page"],
    }
    return render(request, "activities/scan.html", context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The scanner as an app of its own."""
    return manifest_of(
        start=SCOPE,
        scope=SCOPE,
        name=f"{_('签到扫码')} · {read_city().product_name}",
        short_name=_("签到扫码"),
        max_age=WEEK_S,
        display="standalone",
        orientation="portrait",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its version moves with every file of the shell."""
    return worker_of("activities/_scan_worker.js", [*map(static, STYLES), *modules().values()])
