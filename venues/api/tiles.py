"""The map's tiles: cached by what they depend on, revalidated by ETag."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.errors import DomainError, Invalid, NotFound
from core.versions import data_version
from core.web.api import LANGUAGES
from core.web.cache import decompressed, gzipped_once
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from core.web.problems import read_only, respond
from venues.api.parse import FILTERS, language, venue_query
from venues.selectors.features import where_of
from venues.selectors.opening import opening_table
from venues.selectors.tiles import MAX_ZOOM, TileAddress, regions_tile, venues_tile

MVT = "application/vnd.mapbox-vector-tile"
Layer = Callable[[HttpRequest, TileAddress], HttpResponse]
LAYERS: dict[str, Layer] = {}
HEADERS = {"Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff"}


def register_layer(name: str, serve: Layer) -> None:
    """Serve a layer's tiles under its name; the address that `serve` gets exists."""
    LAYERS[name] = serve


def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile as gzip where the client takes it."""
    if request.method not in ("GET", "HEAD"):
        return read_only()
    # No middleware has chosen a language here, and a thread keeps that of its last page.
    with translation.override(LANGUAGES.get(request.GET.get("lang", ""), "zh-hans")):
        try:
            return _tile(request, layer, TileAddress(z, x, y))
        except DomainError as error:
            return respond(request, error)


def _tile(request: HttpRequest, layer: str, address: TileAddress) -> HttpResponse:
    if layer not in LAYERS:
        raise NotFound("no_layer", _("没有这个图层；可用的有：%(known)s。") % {"known": ", ".join(LAYERS)})
    if not address.exists():
        raise Invalid("no_tile", _("没有这块瓦片：z 为 0 到 %(zoom)d，x、y 小于 2 的 z 次方。") % {"zoom": MAX_ZOOM})
    return LAYERS[layer](request, address)


def _regions(request: HttpRequest, address: TileAddress) -> HttpResponse:
    key = f"regions:{data_version('venues')}:{address.z}/{address.x}/{address.y}"
    return reply(request, key, lambda: regions_tile(address))


def _venues(request: HttpRequest, address: TileAddress) -> HttpResponse:
    now = timezone.now()
    # `v` is the data version that the page saw: it only makes the address new.
    params = Params(request.GET.dict(), known={*FILTERS, "v", "lang"})
    query = venue_query(params, now=now, with_box=False)
    language(params)
    params.done()
    table = opening_table(now)
    asked = opening_table(query.open_at).key if query.open_at else ""
    etag = etag_of(data_version("venues"), data_version("search"), table.key, asked, *query.key())
    key = f"venues:{etag[3:-1]}:{address.z}/{address.x}/{address.y}"
    return reply(request, key, lambda: venues_tile(address, where_of(query), only_kinds=query.only_kinds, table=table))


register_layer("venues", _venues)
register_layer("regions", _regions)


def reply(request: HttpRequest, key: str, build: Callable[[], bytes]) -> HttpResponse:
    """The tile under a key, which carries all that the tile depends on."""
    etag = etag_of(key)
    if not_modified(request, etag):
        response = unchanged(etag, vary="Accept-Encoding")
    else:
        body = gzipped_once(f"tile:{key}", build)
        takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        response = HttpResponse(body if takes_gzip else decompressed(body), content_type=MVT)
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        public(response, etag, vary="Accept-Encoding")
    for name, value in HEADERS.items():
        response[name] = value
    return response
