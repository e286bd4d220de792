"""Search over everything that the public can find."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from core.language import is_english
from core.search import Hit, search
from core.versions import data_version
from core.web.api import PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from venues.api import schema
from venues.api.parse import language

PAGES = {"venue": "venue", "activity": "activity"}  # the page's URL name of each type
RESULTS = schema.closed(
    {
        "results": {
            "type": "array",
            "items": schema.closed(
                {
                    "type": {"enum": ["venue", "activity"]},
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "label": {"type": "string"},
                    "url": {"type": "string", "format": "uri"},
                    "lon": schema.nullable("number"),
                    "lat": schema.nullable("number"),
                    "matched": {"enum": ["name", "alias", "address", "pinyin", "initials", "similar"]},
                }
            ),
        }
    }
)


class SearchView(PublicReadView):
    """Search by name, alias, address, pinyin and initials; typing errors are forgiven."""

    @extend_schema(
        operation_id="search",
        parameters=[
            schema.parameter(
                "q", {"type": "string", "minLength": 1, "maxLength": 100}, "What was typed.", required=True
            ),
            schema.parameter("limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "How many."),
            schema.parameter(
                "type", {"type": "string", "enum": list(PAGES)}, "Only these, several joined by commas; all without it."
            ),
            schema.LANG,
        ],
        responses=schema.replies(RESULTS, media="application/json"),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        params = Params(request.GET.dict(), known={"q", "limit", "type", "lang"})
        text = params.text("q")
        limit = params.whole("limit", low=1, high=50, default=10)
        types = params.choices("type", PAGES) or tuple(PAGES)
        if not params.raw("q"):
            params.wrong("q", _("请输入要找的名称、地址或拼音。"))
        language(params)
        params.done()
        etag = etag_of(data_version("search"), is_english(), text, types, limit)
        if not_modified(request, etag):
            return unchanged(etag)
        hits = search(text, types=types, limit=limit)
        body = {"results": [result(hit, english=is_english()) for hit in hits]}
        return public(JsonResponse(body, json_dumps_params={"ensure_ascii": False}), etag)


def result(hit: Hit, *, english: bool) -> dict[str, object]:
    """A hit as the API tells it."""
    return {
        "type": hit.type,
        "id": hit.object_id,
        "name": hit.name_en if english and hit.name_en else hit.name,
        "label": hit.label_en if english else hit.label,
        "url": settings.SITE_URL + reverse(PAGES[hit.type], args=[hit.object_id]),
        "lon": hit.lon,
        "lat": hit.lat,
        "matched": hit.matched,
    }
