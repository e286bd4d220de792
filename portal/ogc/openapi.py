"""The OpenAPI 3.0 description of /ogc/."""

from typing import Any

from core.reference import read_city
from core.web.api import GEOJSON
from core.web.problems import MEDIA_TYPE
from portal.ogc.collection import Collection
from portal.ogc.collections import COLLECTIONS
from portal.ogc.documents import JSON, OPENAPI, Document, Links
from portal.ogc.parameters import CRS84, DEFAULT_LIMIT

VERSION = "1.0.0"


def description(links: Links) -> Document:
    """Paths are relative to the root of this API on the host that was asked."""
    root = links.address("ogc").partition("?")[0].rstrip("/")
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{read_city().product_name_en} – OGC API – Features",
            "version": VERSION,
            "description": "What is published, as OGC API – Features Part 1. Coordinates are WGS 84, longitude first. "
            "Pages are followed by their `next` link. Errors are problem details (RFC 9457).",
        },
        "servers": [{"url": root}],
        "paths": {**_paths(), **_collection_paths()},
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _responses()},
    }


def _paths() -> Document:
    return {
        "/": _read("landing", "Landing page", JSON, "document"),
        "/conformance": _read("conformance", "Conformance classes", JSON, "conformance"),
        "/api": _read("description", "This document", OPENAPI, "object"),
        "/collections": _read("collections", "The collections", JSON, "collections"),
    }


def _collection_paths() -> Document:
    paths: Document = {}
    for found in COLLECTIONS.values():
        name, here = found.id, f"/collections/{found.id}"
        asked = ["bbox", "bbox-crs", "datetime", "limit", "cursor", *(f"{name}-{own}" for own in found.queryables)]
        paths |= {
            here: _read(f"{name}_collection", f"About {name}", JSON, "collection", missing=True),
            f"{here}/items": _read(f"{name}_items", f"A page of {name}", GEOJSON, f"{name}_page", *asked),
            f"{here}/items/{{featureId}}": _read(
                f"{name}_item", f"One of {name}", GEOJSON, name, "featureId", missing=True
            ),
        }
    return paths


def _read(operation: str, summary: str, media: str, schema: str, *parameters: str, missing: bool = False) -> Document:
    given = [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, "f", "lang")]
    replies: Document = {
        "200": {
            "description": summary,
            "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        },
        "304": {"description": "What the client has is still true."},
        "400": {"$ref": "#/components/responses/problem"},
    }
    if missing:
        replies["404"] = {"$ref": "#/components/responses/problem"}
    return {"get": {"operationId": operation, "summary": summary, "parameters": given, "responses": replies}}


def _parameter(name: str, schema: Document, told: str, **more: Any) -> Document:
    return {"name": name, "in": "query", "required": False, "description": told, "schema": schema, **more}


def _numbers(*counts: int) -> Document:
    every = [{"type": "array", "items": {"type": "number"}, "minItems": count, "maxItems": count} for count in counts]
    return {"oneOf": every}


def _parameters() -> Document:
    listed = {"style": "form", "explode": False}
    shared = {
        "bbox": _parameter("bbox", _numbers(4, 6), "West, south, east, north; degrees of WGS 84.", **listed),
        "bbox-crs": _parameter("bbox-crs", {"type": "string", "enum": [CRS84], "default": CRS84}, "The box's axes."),
        "datetime": _parameter(
            "datetime",
            {"type": "string"},
            "A moment, a date, or two with a slash between them, an open end as `..`.",
        ),
        "limit": _parameter(
            "limit",
            {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
            "Features in a page; more than the maximum counts as the maximum.",
        ),
        "cursor": _parameter("cursor", {"type": "string"}, "From the previous page's `next` link."),
        "f": _parameter("f", {"type": "string", "enum": ["json"]}, "The form of the reply."),
        "lang": _parameter("lang", {"type": "string", "enum": ["zh", "en"], "default": "zh"}, "Language of labels."),
        "featureId": {
            "name": "featureId",
            "in": "path",
            "required": True,
            "description": "A Feature's `id`.",
            "schema": {"type": "string"},
        },
    }
    own = {
        f"{found.id}-{name}": _parameter(name, {"type": "string"}, told)
        for found in COLLECTIONS.values()
        for name, told in found.queryables.items()
    }
    return {**shared, **own}


def _object(required: list[str], **properties: Any) -> Document:
    return {"type": "object", "required": required, "properties": properties}


def _schemas() -> Document:
    text = {"type": "string"}
    link = _object(["href", "rel"], href={"type": "string", "format": "uri"}, rel=text, type=text, title=text)
    links = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
    collection = _object(
        ["id", "links"],
        id=text,
        title=text,
        description=text,
        links=links,
        extent={"type": "object"},
        itemType=text,
        crs={"type": "array", "items": text},
        storageCrs=text,
    )
    schemas: Document = {
        "link": link,
        "object": {"type": "object"},
        "document": _object(["links"], title=text, description=text, links=links),
        "conformance": _object(["conformsTo"], conformsTo={"type": "array", "items": text}),
        "collection": collection,
        "collections": _object(
            ["links", "collections"],
            links=links,
            collections={"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        ),
    }
    for found in COLLECTIONS.values():
        schemas |= _collection_schemas(found, links)
    return schemas


def _collection_schemas(found: Collection, links: Document) -> Document:
    point = {
        **_object(
            ["type", "coordinates"],
            type={"type": "string", "enum": ["Point"]},
            coordinates={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        ),
        "nullable": True,
    }
    feature = _object(
        ["type", "id", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id={"type": "string"},
        geometry=point,
        properties=_object(list(found.properties), **found.properties),
        links=links,
    )
    page = _object(
        ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features={"type": "array", "items": {"$ref": f"#/components/schemas/{found.id}"}},
        links=links,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched={"type": "integer", "minimum": 0},
        numberReturned={"type": "integer", "minimum": 0},
    )
    return {found.id: feature, f"{found.id}_page": page}


def _responses() -> Document:
    text = {"type": "string"}
    problem = _object(
        ["type", "title", "status", "code", "detail"],
        type=text,
        title=text,
        status={"type": "integer"},
        code=text,
        detail=text,
        errors={"type": "object", "additionalProperties": {"type": "array", "items": text}},
    )
    return {
        "problem": {"description": "What was wrong, for people.", "content": {MEDIA_TYPE: {"schema": problem}}},
    }
