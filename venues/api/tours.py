"""Caravans' stops for programs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from core.clock import city_day, day_start
from core.identifiers import is_public_id
from core.language import is_english
from core.versions import data_version
from core.web.api import GEOJSON, PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from venues.api import schema
from venues.api.parse import language
from venues.api.views import collection
from venues.query import TourQuery
from venues.selectors.features import decode_cursor
from venues.selectors.tours import stops_page

DEFAULT_DAYS = 7
MOST_DAYS = 62


def stops_request(values: Mapping[str, str], *, now: datetime) -> tuple[TourQuery, str, int]:
    """Which stops, after which cursor, how many. Raises Invalid."""
    params = Params(values, known={"from", "to", "caravan", "bbox", "limit", "cursor", "lang"})
    first = params.day("from", default=city_day(now))
    last = params.day("to", default=first + timedelta(days=DEFAULT_DAYS - 1))
    _check_days(params, first, last)
    caravan = params.raw("caravan")
    if caravan and not is_public_id(caravan):
        params.wrong("caravan", _("caravan 要是一辆大篷车的 id，见 /api/v1/venues/?kind=caravan。"))
    bbox = params.box("bbox")
    limit = params.whole("limit", low=1, high=500, default=100)
    cursor = params.text("cursor")
    language(params)
    params.done()
    end = day_start(last + timedelta(days=1))
    return TourQuery(start=day_start(first), end=end, caravan=caravan, bbox=bbox), cursor, limit


def _check_days(params: Params, first: date, last: date) -> None:
    if last < first:
        params.wrong("to", _("to 不能早于 from。"))
    elif (last - first).days >= MOST_DAYS:
        params.wrong("to", _("一次最多查 %(days)d 天。") % {"days": MOST_DAYS})


class TourStopListView(PublicReadView):
    """Stops of the public caravans in the order of time, the cancelled among them and marked."""

    @extend_schema(
        operation_id="tour_stops_list",
        parameters=[
            schema.parameter("from", OpenApiTypes.DATE, "First day (Asia/Shanghai); today without it."),
            schema.parameter("to", OpenApiTypes.DATE, "Last day, itself included; at most 62 days in all."),
            schema.parameter("caravan", OpenApiTypes.STR, "A caravan's id: its stops alone."),
            schema.parameter("bbox", OpenApiTypes.STR, "west,south,east,north in degrees of WGS 84."),
            schema.parameter("limit", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}, "Page size."),
            schema.parameter("cursor", OpenApiTypes.STR, "From the previous page's `next`."),
            schema.LANG,
        ],
        responses=schema.replies(schema.collection(schema.TOUR_STOP)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        query, cursor, limit = stops_request(request.GET.dict(), now=timezone.now())
        after = decode_cursor(cursor)
        etag = etag_of("stops", data_version("venues"), is_english(), query, after, limit)
        if not_modified(request, etag):
            return unchanged(etag)
        features, following = stops_page(query, after=after, limit=limit)
        next_url = None
        if following:
            parameters = request.GET.copy()
            parameters["cursor"] = following
            next_url = f"{request.build_absolute_uri(request.path)}?{parameters.urlencode()}"
        return public(HttpResponse(collection(features, next_url), content_type=GEOJSON), etag)
