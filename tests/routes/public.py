"""Pages and interfaces for everybody."""

from tests.routes.roles import ALL

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "home": ("/", ALL, 0),
    "embed": ("/embed/map", ALL, 0),
    "venue": ("/venues/{published}/", ALL, 0),
    "venue-report": ("/venues/{published}/report/", ALL, 0),
    "api-search": ("/api/v1/search?q=kj", ALL, 0),
    "api-venues": ("/api/v1/venues/", ALL, 0),
    "api-venues-nearby": ("/api/v1/venues/nearby?lon=109.4&lat=24.3", ALL, 0),
    "api-venue": ("/api/v1/venues/{published}/", ALL, 0),
    "tours": ("/tours/", ALL, 0),
    "kiosk": ("/kiosk/{published}/", ALL, 0),
    "kiosk-data": ("/kiosk/{published}/data.json", ALL, 0),
    "kiosk-manifest": ("/kiosk/{published}/manifest.webmanifest", ALL, 0),
    "kiosk-worker": ("/kiosk/sw.js", ALL, 0),
    "api-tour-stops": ("/api/v1/tours/stops", ALL, 0),
    "api-regions": ("/api/v1/regions/", ALL, 0),
    "tile": ("/tiles/v1/venues/8/205/109.mvt", ALL, 0),
    "api-schema": ("/api/schema/", ALL, 0),
    "api-docs": ("/api/docs/", ALL, 0),
    "kind-sprite": ("/kinds.svg", ALL, 0),
    "photo": ("/photos/0000000000/page.jpg", set(), 404),  # who gets which: tests/venues/test_photos.py
    "healthz": ("/healthz", ALL, 0),
    "readyz": ("/readyz", ALL, 0),
    "metrics": ("/metrics", set(), 404),
    "favicon": ("/favicon.ico", set(), 302),
    "robots": ("/robots.txt", ALL, 0),
    "manifest": ("/manifest.webmanifest", ALL, 0),
    "sitemap": ("/sitemap.xml", ALL, 0),
    "ogc": ("/ogc/", ALL, 0),
    "ogc-conformance": ("/ogc/conformance", ALL, 0),
    "ogc-api": ("/ogc/api", ALL, 0),
    "ogc-collections": ("/ogc/collections", ALL, 0),
    "ogc-collection": ("/ogc/collections/venues", ALL, 0),
    "ogc-items": ("/ogc/collections/venues/items", ALL, 0),
    "ogc-item": ("/ogc/collections/venues/items/{published}", ALL, 0),
}
