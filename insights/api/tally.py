"""`GET /api/v1/stats/tally/`: the tables of the workspace for programs, to whoever is signed in there."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from accounts.permissions import Actor
from accounts.web.access import actor_of
from core.clock import city_day, city_time
from core.errors import DomainError, Invalid
from core.sql import one_snapshot
from core.web.api import LANGUAGES
from core.web.params import Params
from core.web.problems import MEDIA_TYPE, problem_json, respond
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES, Measure
from insights.formats import PERCENT
from insights.selectors.demonstration import holds_demonstration
from insights.selectors.methods import Shares, shares_in_all
from insights.selectors.origin import source_of
from insights.selectors.pivot import Pivot, Question, pivot
from insights.sheets.pivot import table_of
from venues.api import schema
from venues.api.parse import language

KEY = {"type": "string"}
N = schema.nullable("number", description="Null where nothing was reported, which is not nought.")
LINES = {"type": "array", "items": schema.closed({"key": KEY, "label": KEY, "total": N})}
CELL = schema.closed({"row": KEY, "column": KEY, "value": {"type": "number"}})
SHARES = {
    **schema.closed({name: schema.nullable("number") for name in ("scanned", "listed", "counted")}),
    "description": "Percentages of person-times on site by how they were obtained.",
}
TALLY = schema.closed(
    {
        "figure": KEY,
        "name": KEY,
        "measure": {"enum": [measure.value for measure in Measure]},
        "unit": KEY,
        "definition": KEY,
        "source": KEY,
        "from": {"type": "string", "format": "date"},
        "to": {"type": "string", "format": "date"},
        "as_of": {"type": "string", "format": "date-time"},
        "rows": LINES,
        "columns": LINES,
        "cells": {"type": "array", "items": CELL},
        "total": N,
        "shares": {"anyOf": [SHARES, {"type": "null"}]},
        "cells_in_all": {"type": "integer"},
        "is_cut": {"type": "boolean"},
        "demonstration": {"type": "boolean", "description": "Holds made-up data: not the city's."},
    }
)
DAY = {"type": "string", "format": "date"}
PARAMETERS = [
    schema.parameter("figure", {"type": "string", "enum": list(FIGURES)}, "Participations without it."),
    schema.parameter("rows", {"type": "string", "enum": list(DIMENSIONS)}, "Along what; counties without it."),
    schema.parameter("columns", {"type": "string", "enum": list(DIMENSIONS)}, "And along what else, if at all."),
    schema.parameter("from", DAY, "The first day of the city; the first of this year without it."),
    schema.parameter("to", DAY, "The last day, included; the last of this year without it."),
    *(schema.parameter(f"is_{key}", {"type": "string", "maxLength": 60}, f"Only this {key}.") for key in DIMENSIONS),
    schema.LANG,
]
RESPONSES = {
    (200, "application/json"): TALLY,
    **{(status, MEDIA_TYPE): schema.PROBLEM for status in (400, 401, 404)},
}


class TallyView(APIView):
    """A figure along one or two dimensions: an organizer's own, a county office's county, or all for the office."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return problem_json(405, "method_not_allowed", _("这个地址只能读取。"), headers={"Allow": "GET, HEAD"})
        actor = actor_of(request)
        with translation.override(LANGUAGES.get(request.GET.get("lang", ""), "zh-hans")):
            try:
                response = self.get(request, actor)
            except DomainError as error:
                response = respond(request, error)
        response["Cache-Control"] = "private, no-store"
        return response

    @extend_schema(operation_id="tally", parameters=PARAMETERS, responses=RESPONSES)
    def get(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem_json(401, "not_signed_in", _("请先在工作台登录。"))
        if not actor.is_staff:
            return problem_json(404, "not_found", _("没有这个地址，或您不能看。"))
        now = timezone.now()
        question = _question(request, actor, city_day(now))
        with one_snapshot():
            found, shares = pivot(question, now), shares_in_all(question, now)
        return JsonResponse(_told(question, found, shares, now), json_dumps_params={"ensure_ascii": False})


def _question(request: HttpRequest, actor: Actor, today: date) -> Question:
    """Raises Invalid, by parameter."""
    known = {"figure", "rows", "columns", "from", "to", "lang", *(f"is_{key}" for key in DIMENSIONS)}
    params = Params(request.GET.dict(), known=known)
    figure = params.one("figure", FIGURES, default="participations")
    rows = params.one("rows", DIMENSIONS, default="")
    columns = params.one("columns", DIMENSIONS, default="")
    first = params.day("from", default=date(today.year, 1, 1))
    last = params.day("to", default=date(today.year, 12, 31))
    chosen = {key: params.text(f"is_{key}", longest=60) for key in DIMENSIONS if f"is_{key}" in request.GET}
    language(params)
    if last < first:
        params.wrong("to", _("“至”不能早于“自”。"))
    params.done()
    if not rows and FIGURES[figure].source.has("county"):
        rows = "county"
    question = Question(FIGURES[figure], first, last, DIMENSIONS.get(rows), DIMENSIONS.get(columns), chosen, actor)
    lacking = question.lacking()
    if lacking or (rows and rows == columns):
        what = lacking[0].name if lacking else DIMENSIONS[rows].name
        sentence = _("这个指标没有按“%(what)s”区分。") % {"what": what}
        raise Invalid("tally_dimension", sentence, fields={"rows": [sentence]})
    return question


def _told(question: Question, found: Pivot, shares: Shares | None, now: datetime) -> dict[str, Any]:
    table, told = table_of(question, found), question.figure.measure.written.json
    return {
        "figure": question.figure.key,
        "name": str(question.figure.name),
        "measure": question.figure.measure,
        "unit": str(question.figure.measure.label),
        "definition": str(question.figure.definition),
        "source": source_of(question.figure),
        "from": question.first.isoformat(),
        "to": question.last.isoformat(),
        "as_of": city_time(now).isoformat(timespec="seconds"),
        "rows": [
            {"key": key, "label": label, "total": told(found.by_row.get(key))} for key, label in table.rows.items()
        ],
        "columns": [
            {"key": key, "label": label, "total": told(found.by_column.get(key))}
            for key, label in table.columns.items()
        ],
        "cells": [{"row": row, "column": column, "value": told(n)} for (row, column), n in found.cells.items()],
        "total": told(found.total),
        "shares": shares and {name: PERCENT.json(getattr(shares, name)) for name in ("scanned", "listed", "counted")},
        "cells_in_all": found.in_all,
        "is_cut": found.is_cut,
        "demonstration": holds_demonstration(question, now),
    }
