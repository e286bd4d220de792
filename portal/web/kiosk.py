"""An e-station's screen: the page, its data, and what lets it stand by itself."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.reference import read_city
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.standalone import import_map, manifest_of, worker_of
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
        "import_map": import_map(known),
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
    return manifest_of(
        start=reverse("kiosk", args=[public_id]),
        scope=SCOPE,
        name=f"{station.name} · {read_city().product_name}",
        short_name=station.name[:12],
        max_age=DAY_S,
        display="fullscreen",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of all screens; its version moves with every file of the shell."""
    return worker_of("portal/_kiosk_worker.js", [*map(static, STYLES), *modules().values()])
