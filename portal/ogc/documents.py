"""The standard's documents about what is offered, with absolute links to follow."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.language import is_english
from core.reference import read_city
from core.web.api import GEOJSON
from portal.ogc.collection import Collection
from portal.ogc.collections import COLLECTIONS
from portal.ogc.parameters import CRS84
from venues.selectors.opendata import Extent

JSON = "application/json"
HTML = "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMANCE = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "geojson", "oas30")
]
Document = dict[str, Any]


class Links:
    """Links to the host that was asked, in the language that was asked."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def address(self, name: str, *args: str, query: Mapping[str, str] | None = None) -> str:
        """A route's absolute address."""
        asked = {**({"lang": "en"} if is_english() else {}), **(query or {})}
        path = reverse(name, args=args)
        return self._request.build_absolute_uri(path) + (f"?{urlencode(asked)}" if asked else "")

    def to(self, rel: str, media: str, title: str, name: str, *args: str) -> Document:
        return {"href": self.address(name, *args), "rel": rel, "type": media, "title": title}

    def page(self, path: str, title: str) -> Document:
        """The same for people; the path is of the language already."""
        return {"href": self._request.build_absolute_uri(path), "rel": "alternate", "type": HTML, "title": title}

    def following(self, parameters: Mapping[str, str]) -> Document:
        """The next page of what was asked."""
        path = self._request.build_absolute_uri(self._request.path)
        return {"href": f"{path}?{urlencode(parameters)}", "rel": "next", "type": GEOJSON, "title": _("下一页")}

    def here(self, media: str) -> Document:
        return {"href": self._request.build_absolute_uri(), "rel": "self", "type": media, "title": _("本页")}


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def landing(links: Links) -> Document:
    city = read_city()
    return {
        "title": city.product_label,
        "description": _("已发布的数据，按 OGC API – Features 标准提供，可在 QGIS、ArcGIS、GDAL 等软件中直接打开。"),
        "links": [
            links.here(JSON),
            links.page(reverse("home"), _("地图")),
            links.to("service-desc", OPENAPI, _("接口的 OpenAPI 说明"), "ogc-api"),
            links.to("conformance", JSON, _("符合标准的哪些部分"), "ogc-conformance"),
            links.to("data", JSON, _("数据集"), "ogc-collections"),
        ],
    }


def conformance(links: Links) -> Document:
    return {"conformsTo": CONFORMANCE, "links": [links.here(JSON)]}


def collections(links: Links) -> Document:
    every = [collection(links, found, within=True) for found in COLLECTIONS.values()]
    return {"links": [links.here(JSON)], "collections": every}


def collection(links: Links, found: Collection, *, within: bool = False) -> Document:
    """A collection's description, by itself or within the list of them."""
    own = [links.to("self", JSON, _("本页"), "ogc-collection", found.id) if within else links.here(JSON)]
    return {
        "id": found.id,
        "title": str(found.title),
        "description": str(found.description),
        "links": [
            *own,
            links.page(reverse("home"), _("地图")),
            links.to("items", GEOJSON, str(found.title), "ogc-items", found.id),
        ],
        "extent": _extent(found.extent()),
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
    }


def _extent(extent: Extent) -> Document:
    told: Document = {"temporal": {"interval": [[extent.since and stamp(extent.since), None]]}}
    if extent.box is not None:
        box = extent.box
        told["spatial"] = {"bbox": [[box.west, box.south, box.east, box.north]], "crs": CRS84}
    return told


def links_of_item(links: Links, found: Collection, public_id: str) -> list[Document]:
    return [
        links.here(GEOJSON),
        links.page(found.page_of(public_id), _("网页")),
        links.to("collection", JSON, str(found.title), "ogc-collection", found.id),
    ]


def links_of_items(links: Links, found: Collection, following: Mapping[str, str] | None) -> list[Document]:
    return [
        links.here(GEOJSON),
        links.page(reverse("home"), _("地图")),
        links.to("collection", JSON, str(found.title), "ogc-collection", found.id),
        *([links.following(following)] if following else []),
    ]
