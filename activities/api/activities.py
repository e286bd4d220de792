"""Public activities for programs."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from activities.facts import RegistrationMode
from activities.query import When
from activities.selectors.publishing import session_features
from activities.web.asking import LONGEST_TEXT, MAX_PAGE, NAMES, activity_query
from core.clock import minute_of
from core.disclosure import STEP, Left
from core.language import is_english
from core.versions import data_version
from core.web.api import GEOJSON, PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from venues.api import schema
from venues.api.parse import DEFAULT_RADIUS_M, MAX_RADIUS_M, language
from venues.api.views import collection

MOST = 200
KNOWN = (NAMES - {"box"}) | {"limit", "lang"}
TEXT = {"type": "string"}
RADIUS = {"type": "number", "minimum": 1, "maximum": MAX_RADIUS_M, "default": DEFAULT_RADIUS_M}
MOMENT = {"type": "string", "format": "date-time"}
TEXTS = {"type": "array", "items": TEXT}
SESSION = schema.feature(
    {
        "activity": {**TEXT, "description": "The activity's id; its sessions share it."},
        "title": TEXT,
        "summary": TEXT,
        "unit": TEXT,
        "unit_name": TEXT,
        "form": TEXT,
        "form_label": TEXT,
        "topics": TEXTS,
        "audiences": TEXTS,
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "online": {"type": "boolean"},
        "venue": schema.nullable("string", description="The venue's id, where it is at one."),
        "place": TEXT,
        "address": TEXT,
        "region": schema.nullable("string", description="County code (GB/T 2260)."),
        "region_name": schema.nullable("string"),
        "registration": {"enum": [mode.value for mode in RegistrationMode]},
        "capacity": schema.nullable("integer", description=f"People; null without a limit, and below {STEP}."),
        "places_left": {"enum": [left.value for left in Left], "description": "Never how many are taken."},
        "moved_from": schema.nullable("string", format="date-time"),
        "cancelled": {"type": "boolean"},
        "cancel_reason": TEXT,
        "url": {"type": "string", "format": "uri"},
        "demonstration": {"type": "boolean"},
        "distance_m": schema.nullable("number", description="From `near`, along the ground; null without it."),
    },
    schema.POINT,
)


class ActivityListView(PublicReadView):
    """Sessions of public activities that have not ended, in the order of time, the cancelled marked."""

    @extend_schema(
        operation_id="activities_list",
        parameters=[
            schema.parameter("from", OpenApiTypes.DATE, "First day (Asia/Shanghai); today without it."),
            schema.parameter("to", OpenApiTypes.DATE, "Last day, itself included; 60 days on without it, at most 400."),
            schema.parameter("when", {"enum": [when.value for when in When]}, "Named days instead of from and to."),
            schema.parameter("bbox", OpenApiTypes.STR, "west,south,east,north in degrees of WGS 84."),
            schema.parameter("near", OpenApiTypes.STR, "lon,lat in degrees of WGS 84: within `radius` of it."),
            schema.parameter(
                "radius",
                {"type": "number", "minimum": 1, "maximum": MAX_RADIUS_M, "default": DEFAULT_RADIUS_M},
                "Metres.",
            ),
            schema.parameter("region", OpenApiTypes.STR, "County or functional zone, by code."),
            schema.parameter("campaign", OpenApiTypes.STR, "A campaign's identifier."),
            schema.parameter("unit", OpenApiTypes.STR, "The organizing unit's id."),
            schema.parameter("venue", OpenApiTypes.STR, "A venue's id."),
            schema.parameter("audience", OpenApiTypes.STR, "One of the audiences."),
            schema.parameter("form", OpenApiTypes.STR, "One of the forms."),
            schema.parameter("topic", OpenApiTypes.STR, "One of the topics."),
            schema.parameter("free", {"enum": ["0", "1"]}, "Only sessions to which one can still go."),
            schema.parameter("q", OpenApiTypes.STR, f"Part of a title, summary or unit, up to {LONGEST_TEXT} letters."),
            schema.parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50}, "Page size."),
            schema.parameter("page", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": 1}, "Page."),
            schema.LANG,
        ],
        responses=schema.replies(schema.collection(SESSION)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        params = Params(request.GET.dict(), known=KNOWN)
        query = activity_query(params, now)
        limit = params.whole("limit", low=1, high=MOST, default=50)
        language(params)
        params.done()
        versions = (data_version("activities"), data_version("venues"))
        etag = etag_of("activities", *versions, minute_of(now), is_english(), query, limit)
        if not_modified(request, etag):
            return unchanged(etag)
        features, more = session_features(query, now, limit=limit)
        next_url = None
        if more and query.page < MAX_PAGE:
            parameters = request.GET.copy()
            parameters["page"] = str(query.page + 1)
            next_url = f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"
        body = collection(json.dumps(features, ensure_ascii=False), next_url)
        return public(HttpResponse(body, content_type=GEOJSON), etag)
