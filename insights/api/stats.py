"""`GET /api/v1/stats/`: the public figures of a year of the city, as they were published."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from core.clock import city_day, city_time
from core.disclosure import STEP
from core.errors import Invalid
from core.web.api import PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES, Measure
from insights.publishing import BY, NAMES, PEOPLE_STEP, dimensions_of
from insights.selectors.published import public_year
from insights.web.question import FIRST_YEAR
from venues.api import schema
from venues.api.parse import language

LAST_YEAR = 2200
FIGURE = schema.nullable(
    "number",
    description=f"Null where nothing was reported, or too little to be told. Person-times, views and hours are sums"
    f" of multiples of {STEP}, one for each session's part; people are a multiple of {PEOPLE_STEP}.",
)
ROW = schema.closed(
    {
        "key": {"type": "string"},
        "label": {"type": "string"},
        "value": FIGURE,
        "is_zone": {"type": "boolean", "description": "A functional zone, which lies in counties that have it too."},
    }
)
STATS = schema.closed(
    {
        "figure": {"type": "string"},
        "name": {"type": "string"},
        "measure": {"enum": [measure.value for measure in Measure]},
        "definition": {"type": "string"},
        "year": {"type": "integer"},
        "as_of": {**schema.nullable("string", description="Null where the year has not been published.")},
        "by": schema.nullable("string"),
        "rows": {"type": "array", "items": ROW},
        "total": FIGURE,
        "demonstration": {"type": "boolean", "description": "Holds made-up data: not the city's."},
    }
)


class StatsView(PublicReadView):
    """A figure of a year, along one dimension if one is named; renewed each hour. No unit, method, week or day.

    What is about people is rounded session by session before it is added, so that no small number can be reckoned.
    """

    @extend_schema(
        operation_id="stats",
        parameters=[
            schema.parameter("figure", {"type": "string", "enum": list(NAMES)}, "Participations without it."),
            schema.parameter("by", {"type": "string", "enum": list(BY)}, "Along what, if at all."),
            schema.parameter(
                "year",
                {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
                "A calendar year of the city; this one without it.",
            ),
            schema.LANG,
        ],
        responses=schema.replies(STATS, media="application/json"),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        params = Params(request.GET.dict(), known={"figure", "by", "year", "lang"})
        figure = params.one("figure", NAMES, default="participations")
        by = params.one("by", BY, default="")
        year = params.whole("year", low=FIRST_YEAR, high=LAST_YEAR, default=city_day(timezone.now()).year)
        language(params)
        params.done()
        _refuse_unpublished(figure, by)
        told = public_year(year)
        said = {
            "figure": figure,
            "name": str(FIGURES[figure].name),
            "measure": FIGURES[figure].measure,
            "definition": str(FIGURES[figure].definition),
            "year": year,
            "by": by or None,
            "rows": [
                {"key": line.key, "label": line.label, "value": line.n, "is_zone": line.is_zone}
                for line in (told.lines(figure, by) if by else [])
            ],
            "total": told.total(figure),
            "demonstration": figure in told.demonstration,
        }
        # Not of the data's version: how often it moves would tell how many came.
        etag = etag_of(str(said))
        if not_modified(request, etag):
            return unchanged(etag)
        as_of = city_time(told.as_of).isoformat(timespec="seconds") if told.as_of else None
        return public(JsonResponse({**said, "as_of": as_of}, json_dumps_params={"ensure_ascii": False}), etag)


def _refuse_unpublished(figure: str, by: str) -> None:
    """Raises Invalid with what is told instead."""
    along = dimensions_of(figure)
    if not by or by in along:
        return
    known = _("、").join(f"{key}（{DIMENSIONS[key].name}）" for key in along) or _("不分")
    sentence = _("这个指标没有按“%(what)s”公布；可以按：%(known)s。") % {"what": DIMENSIONS[by].name, "known": known}
    raise Invalid("stats_by", sentence, fields={"by": [sentence]})
