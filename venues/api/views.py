"""The venues' public API: parse, one selector, bytes out."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from core.errors import NotFound
from core.identifiers import is_public_id
from core.language import is_english
from core.versions import data_version
from core.web.api import GEOJSON, PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from venues.api import schema
from venues.api.parse import language, list_request, nearby_request
from venues.models import RegionLevel
from venues.query import VenueQuery
from venues.selectors.features import Reading, count_unknown, decode_cursor, venue_feature, venues_nearby, venues_page
from venues.selectors.merged import leads_to
from venues.selectors.opening import opening_table
from venues.selectors.regions import regions_geojson
from venues.selectors.vocabulary import words


def reading_etag(reading: Reading, query: VenueQuery | None, *more: object) -> str:
    """What a reply about venues depends on: the data, the openings' sentences, the question."""
    asked = opening_table(query.open_at).key if query and query.open_at else ""
    version = data_version("search") if query and query.text else 0
    return etag_of(
        data_version("venues"), version, reading.table.key, is_english(), query and query.key(), asked, *more
    )


def collection(features: str, next_url: str | None, **more: int | None) -> str:
    """A FeatureCollection around ready Features, with further numbers."""
    following = f'"{next_url}"' if next_url else "null"
    members = "".join(f',"{name}":{"null" if number is None else number}' for name, number in more.items())
    return f'{{"type":"FeatureCollection","features":{features},"next":{following}{members}}}'


class VenueListView(PublicReadView):
    """Published venues, a page at a time."""

    @extend_schema(
        operation_id="venues_list",
        parameters=[
            schema.parameter("bbox", OpenApiTypes.STR, "west,south,east,north in degrees of WGS 84."),
            *schema.FILTER_PARAMETERS,
            schema.parameter("limit", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}, "Page size."),
            schema.parameter("cursor", OpenApiTypes.STR, "From the previous page's `next`."),
        ],
        responses=schema.replies(schema.collection(schema.VENUE, unknown_hours=schema.UNKNOWN_HOURS)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        query, cursor, limit = list_request(request.GET.dict(), now=now)
        after = decode_cursor(cursor)
        reading = Reading.at(now)
        etag = reading_etag(reading, query, query.bbox, after, limit)
        if not_modified(request, etag):
            return unchanged(etag)
        features, following = venues_page(query, reading, after=after, limit=limit)
        next_url = None
        if following:
            parameters = request.GET.copy()
            parameters["cursor"] = following
            next_url = f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"
        body = collection(features, next_url, unknown_hours=count_unknown(query))
        return public(HttpResponse(body, content_type=GEOJSON), etag)


class VenueNearbyView(PublicReadView):
    """The nearest published venues by geodesic distance."""

    @extend_schema(
        operation_id="venues_nearby",
        parameters=[
            schema.parameter(
                "lon", {"type": "number", "minimum": -180, "maximum": 180}, "Longitude, WGS 84.", required=True
            ),
            schema.parameter(
                "lat", {"type": "number", "minimum": -90, "maximum": 90}, "Latitude, WGS 84.", required=True
            ),
            schema.parameter(
                "radius", {"type": "number", "minimum": 1, "maximum": 100_000, "default": 5000}, "Metres."
            ),
            schema.parameter("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "How many."),
            *schema.FILTER_PARAMETERS,
        ],
        responses=schema.replies(schema.collection(schema.NEAR_VENUE, unknown_hours=schema.UNKNOWN_HOURS)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        query, near = nearby_request(request.GET.dict(), now=now)
        reading = Reading.at(now)
        etag = reading_etag(reading, query, near)
        if not_modified(request, etag):
            return unchanged(etag)
        body = collection(venues_nearby(query, near, reading), None, unknown_hours=count_unknown(query, near))
        return public(HttpResponse(body, content_type=GEOJSON), etag)


class VenueView(PublicReadView):
    """One published venue."""

    @extend_schema(
        operation_id="venue", parameters=[schema.LANG], responses=schema.replies(schema.VENUE, missing=True, moved=True)
    )
    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        params = Params(request.GET.dict(), known={"lang"})
        language(params)
        params.done()
        reading = Reading.at(timezone.now())
        etag = reading_etag(reading, None, public_id)
        body = venue_feature(public_id, reading) if is_public_id(public_id) else None
        if body is None:
            return _lead_on(request, public_id)
        if not_modified(request, etag):
            return unchanged(etag)
        return public(HttpResponse(body, content_type=GEOJSON), etag)


def _lead_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """For ever to the venue that a merged one has gone into. Raises NotFound where there is none."""
    target = leads_to(public_id)
    if target is None:
        raise NotFound("venue", _("没有找到这个场馆。"))
    query = request.META.get("QUERY_STRING", "")
    address = reverse("api-venue", args=[target]) + (f"?{query}" if query else "")
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "public, max-age=3600"})


class RegionListView(PublicReadView):
    """Regions with names, codes and boundaries simplified for a zoom."""

    @extend_schema(
        operation_id="regions_list",
        parameters=[
            schema.parameter("zoom", {"type": "integer", "minimum": 0, "maximum": 20, "default": 10}, "Map zoom."),
            schema.parameter(
                "level", OpenApiTypes.STR, "Levels, separated by commas; without it city, counties, zones."
            ),
            schema.parameter("parent", OpenApiTypes.STR, "Code of the region above."),
            schema.parameter("geometry", {"enum": ["yes", "no"], "default": "yes"}, "Whether to send boundaries."),
            schema.LANG,
        ],
        responses=schema.replies(schema.collection(schema.REGION)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        params = Params(request.GET.dict(), known={"zoom", "level", "parent", "geometry", "lang"})
        zoom = params.whole("zoom", low=0, high=20, default=10)
        levels = params.choices("level", [level.value for level in RegionLevel])
        parent = params.raw("parent")
        if parent and parent not in words().regions:
            params.wrong("parent", _("没有这个地区代码。"))
        geometry = params.choices("geometry", ["yes", "no"])
        if "geometry" in params and not params.raw("geometry"):
            params.wrong("geometry", _("geometry 要是 yes 或 no。"))
        language(params)
        params.done()
        etag = etag_of(data_version("venues"), zoom, levels, parent, geometry)
        if not_modified(request, etag):
            return unchanged(etag, max_age=3600)
        body = regions_geojson(
            zoom=zoom,
            levels=list(levels) or (None if parent else ["city", "county", "functional_zone"]),
            parent=parent or None,
            with_boundary=geometry != ("no",),
        )
        return public(HttpResponse(body, content_type=GEOJSON), etag, max_age=3600)
