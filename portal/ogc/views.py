"""Doors of /ogc/: parse, one collection, bytes out."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import NotFound
from core.identifiers import is_public_id
from core.web.api import GEOJSON, PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from portal.ogc import documents, parameters
from portal.ogc.collection import Collection
from portal.ogc.collections import COLLECTIONS
from portal.ogc.documents import JSON, OPENAPI, Document, Links
from portal.ogc.openapi import description
from venues.selectors.features import decode_cursor, encode_cursor


class OgcView(PublicReadView):
    """A read of this API, which describes itself: it is no part of the other one's schema."""

    schema: Any = None


def simple_parameters(request: HttpRequest) -> None:
    """What every address takes and some take alone. Raises Invalid."""
    params = Params(request.GET.dict(), known=parameters.EVERYWHERE)
    parameters.representation(params)
    params.done()


def found_collection(name: str) -> Collection:
    """Raises NotFound."""
    if name not in COLLECTIONS:
        known = ", ".join(COLLECTIONS)
        raise NotFound("no_collection", _("没有这个数据集；可用的有：%(known)s。") % {"known": known})
    return COLLECTIONS[name]


def document(request: HttpRequest, body: Document, media: str = JSON) -> HttpResponse:
    """A small document, revalidated by what it says."""
    text = json.dumps(body, ensure_ascii=False)
    etag = etag_of(text)
    return unchanged(etag) if not_modified(request, etag) else public(HttpResponse(text, content_type=media), etag)


class LandingView(OgcView):
    def get(self, request: HttpRequest) -> HttpResponse:
        simple_parameters(request)
        return document(request, documents.landing(Links(request)))


class ConformanceView(OgcView):
    def get(self, request: HttpRequest) -> HttpResponse:
        simple_parameters(request)
        return document(request, documents.conformance(Links(request)))


class DescriptionView(OgcView):
    def get(self, request: HttpRequest) -> HttpResponse:
        simple_parameters(request)
        return document(request, description(Links(request)), OPENAPI)


class CollectionsView(OgcView):
    def get(self, request: HttpRequest) -> HttpResponse:
        simple_parameters(request)
        return document(request, documents.collections(Links(request)))


class CollectionView(OgcView):
    def get(self, request: HttpRequest, collection: str) -> HttpResponse:
        found = found_collection(collection)
        simple_parameters(request)
        return document(request, documents.collection(Links(request), found))


class ItemsView(OgcView):
    """A collection's Features, a page at a time."""

    def get(self, request: HttpRequest, collection: str) -> HttpResponse:
        found = found_collection(collection)
        asked = request.GET.dict()
        params = Params(asked, known={*parameters.EVERYWHERE, *parameters.ITEMS, *found.queryables})
        question = found.question(params)
        limit = parameters.limit(params)
        cursor = params.text("cursor")
        parameters.representation(params)
        params.done()
        after = decode_cursor(cursor)
        now = timezone.now()
        etag = etag_of("ogc", found.id, *found.version(now), question, after, limit)
        if not_modified(request, etag):
            return unchanged(etag)
        page = found.page(question, now=now, after=after, limit=limit)
        following = {**asked, "cursor": encode_cursor(page.last)} if page.last else None
        links = documents.links_of_items(Links(request), found, following)
        head: Document = {
            "type": "FeatureCollection",
            "timeStamp": documents.stamp(now),
            "numberMatched": page.matched,
            "numberReturned": page.returned,
            "links": links,
        }
        return public(HttpResponse(with_member(head, "features", page.features), content_type=GEOJSON), etag)


class ItemView(OgcView):
    """One Feature."""

    def get(self, request: HttpRequest, collection: str, public_id: str) -> HttpResponse:
        found = found_collection(collection)
        simple_parameters(request)
        now = timezone.now()
        body = found.item(public_id, now=now) if is_public_id(public_id) else None
        if body is None:
            target = found.leads_to(public_id)
            if target is None:
                raise NotFound("no_item", _("这个数据集里没有这一条。"))
            return HttpResponsePermanentRedirect(reverse("ogc-item", args=[found.id, target]))
        etag = etag_of("ogc", found.id, *found.version(now), public_id)
        if not_modified(request, etag):
            return unchanged(etag)
        links = json.dumps(documents.links_of_item(Links(request), found, public_id), ensure_ascii=False)
        whole = f'{body.removesuffix("}")}, "links": {links}}}'
        return public(HttpResponse(whole, content_type=GEOJSON), etag)


def with_member(head: Document, name: str, ready: str) -> str:
    """An object as JSON with one more member, which is JSON already."""
    return f'{json.dumps(head, ensure_ascii=False).removesuffix("}")}, "{name}": {ready}}}'
