"""An e-station's screen: the page, its data, and what lets it stand by itself."""

import hashlib
import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.reference import read_city
from core.web.conditional import etag_of, not_modified, public, unchanged
from portal.selectors.kiosk import LANGUAGES, kiosk_data
from portal.web.site import DAY_S
from venues.models import Venue
from venues.web.leading import leads_on

MODULES = ("clock", "idle", "line", "page", "view")
SCOPE = "/kiosk/"
STYLES = ("css/tokens.css", "css/kiosk.css")


def _station(public_id: str) -> Venue:
    found = Venue.objects.published().for_display().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def modules() -> dict[str, str]:
    """The screen's modules by the names under which they import each other."""
    return {f"kiosk/{name}": static(f"js/kiosk/{name}.js") for name in MODULES}


@require_safe
@cache_control(private=True, no_cache=True)
@leads_on
def kiosk(request: HttpRequest, public_id: str) -> HttpResponse:
    """The screen of one published venue; it leads nowhere else."""
    station = _station(public_id)
    known = modules()
    found = kiosk_data(station, timezone.now())
    handed = {
        "data": found,
        "dataUrl": reverse("kiosk-data", args=[public_id]),
        "worker": reverse("kiosk-worker"),
        "scope": SCOPE,
        "sprite": reverse("kind-sprite"),
    }
    context = {
        "station": station,
        "data": found,
        "handed": handed,
        "languages": LANGUAGES,
        "import_map": mark_safe(json.dumps({"imports": known})),  # noqa: S308 - addresses of our own files
        "page_module": known["kiosk/page"],
    }
    return render(request, "portal/kiosk.html", context)


@require_safe
@leads_on
def data(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the screen shows, asked for again every few minutes."""
    body = json.dumps(kiosk_data(_station(public_id), timezone.now()), ensure_ascii=False)
    etag = etag_of(body)
    if not_modified(request, etag):
        return unchanged(etag, max_age=0)
    return public(HttpResponse(body, content_type="application/json"), etag, max_age=0)


@require_safe
@leads_on
def manifest(request: HttpRequest, public_id: str) -> HttpResponse:
    """The screen as an app that fills the whole display."""
    station = _station(public_id)
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    body = {
        "id": reverse("kiosk", args=[public_id]),
        "name": f"{station.name} · {read_city().product_name}",
        "short_name": station.name[:12],
        "lang": "zh-Hans",
        "start_url": reverse("kiosk", args=[public_id]),
        "scope": SCOPE,
        "display": "fullscreen",
        "background_color": "#0d474d",
        "theme_color": "#0d474d",
        "icons": icons,
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = f"public, max-age={DAY_S}"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of all screens; its version moves with every file of the shell."""
    shell = [*map(static, STYLES), *modules().values()]
    body = render_to_string("portal/_kiosk_worker.js", {"shell": json.dumps(shell)})
    version = hashlib.blake2b(body.encode(), digest_size=6).hexdigest()
    return HttpResponse(
        body.replace("VERSION_OF_THE_SHELL", version),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
