"""The forms of the venues' replies in OpenAPI's words."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from core.web.api import GEOJSON
from core.web.problems import MEDIA_TYPE

Schema = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "A sentence that a person can act on."},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}


def nullable(kind: str, **more: Any) -> Schema:
    return {"type": [kind, "null"], **more}


def closed(properties: Schema, *, required: list[str] | None = None) -> Schema:
    """An object with these members and no others."""
    return {
        "type": "object",
        "required": required if required is not None else list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


POINT: Schema = {
    "oneOf": [
        closed(
            {
                "type": {"const": "Point"},
                "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            }
        ),
        {"type": "null"},
    ]
}
OPENING = closed(
    {
        "state": {"enum": ["open", "closed", "unknown"]},
        "text": {"type": "string"},
        "next_change": nullable("string", format="date-time"),
    }
)
DESIGNATION = closed(
    {"level": {"type": "string"}, "name": {"type": "string"}, "valid_until": nullable("string", format="date")}
)
VENUE_PROPERTIES: Schema = {
    "name": {"type": "string"},
    "kind": {"type": "string"},
    "kind_label": {"type": "string"},
    "sub_kind": nullable("string"),
    "region": nullable("string", description="County code (GB/T 2260)."),
    "region_name": nullable("string"),
    "zone": nullable("string", description="Functional zone, if any."),
    "address": {"type": "string"},
    "designations": {"type": "array", "items": DESIGNATION},
    "position_quality": {"enum": ["surveyed", "geocoded", "approximate"]},
    "opening": OPENING,
    "admission": {"type": "string"},
    "phone": {"type": "string"},
    "url": {"type": "string", "format": "uri"},
    "website": {"type": "string"},
    "photo": nullable("string"),
    "audiences": {"type": "array", "items": {"type": "string"}},
    "demonstration": {"type": "boolean"},
}


def feature(properties: Schema, geometry: Schema) -> Schema:
    return closed(
        {"type": {"const": "Feature"}, "id": {"type": "string"}, "geometry": geometry, "properties": closed(properties)}
    )


def collection(item: Schema, **more: Schema) -> Schema:
    return closed(
        {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": item},
            "next": nullable("string", format="uri"),
            **more,
        }
    )


UNKNOWN_HOURS = nullable(
    "integer",
    minimum=0,
    description="With open_at: how many more there are of which nobody knows whether they are open.",
)


VENUE = feature(VENUE_PROPERTIES, POINT)
NEAR_VENUE = feature({**VENUE_PROPERTIES, "distance_m": {"type": "number", "minimum": 0}}, POINT)
REGION = feature(
    {
        "code": {"type": "string"},
        "name": {"type": "string"},
        "short_name": {"type": "string"},
        "name_en": {"type": "string"},
        "level": {"enum": ["city", "county", "township", "functional_zone", "surrounding"]},
        "parent": nullable("string"),
        "label": nullable("array", items={"type": "number"}),
        "bbox": nullable("array", items={"type": "number"}),
        "population": nullable("integer"),
        "population_on": nullable("string", format="date"),
    },
    nullable("object"),
)

TOUR_STOP = feature(
    {
        "name": {"type": "string"},
        "caravan": {"type": "string", "description": "The caravan's id among the venues."},
        "caravan_name": {"type": "string"},
        "region": {"type": "string", "description": "County code (GB/T 2260)."},
        "region_name": {"type": "string"},
        "address": {"type": "string"},
        "starts_at": {"type": "string", "format": "date-time"},
        "ends_at": {"type": "string", "format": "date-time"},
        "note": {"type": "string"},
        "cancelled": {"type": "boolean"},
        "cancel_reason": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
        "demonstration": {"type": "boolean"},
    },
    POINT,
)


def replies(schema: Schema, *, media: str = GEOJSON, missing: bool = False, moved: bool = False) -> dict[Any, Any]:
    """200, 304 and the problems of a public read; 301 where a merged thing leads on."""
    found: dict[Any, Any] = {(200, media): schema, 304: None, (400, MEDIA_TYPE): PROBLEM}
    if missing:
        found[(404, MEDIA_TYPE)] = PROBLEM
    if moved:
        found[301] = None
    return found


def parameter(name: str, schema: Any, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, required=required, description=description)


LANG = parameter("lang", {"enum": ["zh", "en"]}, "Language of labels and sentences.")
FILTER_PARAMETERS = [
    parameter("kind", OpenApiTypes.STR, "Kinds, separated by commas, e.g. science_museum,e_station."),
    parameter("region", OpenApiTypes.STR, "Code of a county, township or functional zone."),
    parameter("q", {"type": "string", "maxLength": 100}, "Name, alias, address, pinyin or initials."),
    parameter("open_at", OpenApiTypes.STR, "now, or an ISO 8601 time: only venues open then."),
    parameter("opening", OpenApiTypes.STR, "With open_at: the states asked for, such as open,unknown; open by itself."),
    parameter("audience", OpenApiTypes.STR, "Audiences, separated by commas."),
    parameter("designation", OpenApiTypes.STR, "Levels of designation, separated by commas."),
    LANG,
]
