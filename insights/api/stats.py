"""`GET /api/v1/stats/`: the public figures of a year of the city."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from core.clock import city_day, city_time
from core.errors import Invalid
from core.sql import one_snapshot
from core.web.api import PublicReadView
from core.web.conditional import etag_of, not_modified, public, unchanged
from core.web.params import Params
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES, Measure
from insights.selectors.labels import labels_of
from insights.selectors.pivot import Number, Question, pivot
from insights.web.public import FEWEST, hidden_keys
from insights.web.question import FIRST_YEAR
from venues.api import schema
from venues.api.parse import language

LAST_YEAR = 2200
FIGURE = schema.nullable(
    "number", description=f"Null where nothing was reported, or where it is about fewer than {FEWEST} people."
)
STATS = schema.closed(
    {
        "figure": {"type": "string"},
        "name": {"type": "string"},
        "measure": {"enum": [measure.value for measure in Measure]},
        "definition": {"type": "string"},
        "year": {"type": "integer"},
        "as_of": {"type": "string", "format": "date-time"},
        "by": schema.nullable("string"),
        "rows": {
            "type": "array",
            "items": schema.closed({"key": {"type": "string"}, "label": {"type": "string"}, "value": FIGURE}),
        },
        "total": FIGURE,
    }
)


class StatsView(PublicReadView):
    """A figure of a year, along one dimension if one is named. Totals are counted by themselves, never added up."""

    @extend_schema(
        operation_id="stats",
        parameters=[
            schema.parameter("figure", {"type": "string", "enum": list(FIGURES)}, "Participations without it."),
            schema.parameter("by", {"type": "string", "enum": list(DIMENSIONS)}, "Along what, if at all."),
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
        now = timezone.now()
        params = Params(request.GET.dict(), known={"figure", "by", "year", "lang"})
        figure = params.one("figure", FIGURES, default="participations")
        by = params.one("by", DIMENSIONS, default="")
        year = params.whole("year", low=FIRST_YEAR, high=LAST_YEAR, default=city_day(now).year)
        language(params)
        params.done()
        along = DIMENSIONS[by] if by else None
        if along is not None and not FIGURES[figure].source.has(by):
            sentence = _("这个指标没有按“%(what)s”区分。") % {"what": along.name}
            raise Invalid("stats_by", sentence, fields={"by": [sentence]})
        question = Question(FIGURES[figure], date(year, 1, 1), date(year, 12, 31), rows=along)
        with one_snapshot():
            found = pivot(question, now)
        labels = labels_of(by, found.by_row) if by else {}
        hidden = hidden_keys(found.by_row) if question.figure.measure.is_about_people else set()
        told = {
            "figure": figure,
            "name": str(question.figure.name),
            "measure": question.figure.measure,
            "definition": str(question.figure.definition),
            "year": year,
            "by": by or None,
            "rows": [
                {"key": key, "label": label, "value": None if key in hidden else found.by_row[key]}
                for key, label in labels.items()
            ],
            "total": _shown(question, found.total),
        }
        etag = etag_of(str(told))
        if not_modified(request, etag):
            return unchanged(etag)
        body = {**told, "as_of": city_time(now).isoformat(timespec="seconds")}
        return public(JsonResponse(body, json_dumps_params={"ensure_ascii": False}), etag)


def _shown(question: Question, n: Number | None) -> Number | float | None:
    """Person-times below the bound are nobody's to know."""
    if n is None or (0 < n < FEWEST and question.figure.measure.is_about_people):
        return None
    return float(n) if isinstance(n, Decimal) else n
