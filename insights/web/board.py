"""The dashboard of the office, the counties and the units: one page of a year, and the same for a wall."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.selectors.results import results_waiting
from activities.selectors.waiting import activities_waiting
from activities.web.private import private_page
from core.clock import city_day
from core.sql import one_snapshot
from insights.dimensions import DIMENSIONS
from insights.figures import FIGURES
from insights.selectors.board import (
    along,
    county_map,
    every_month,
    headlines,
    lines_of,
    year_question,
    zone_lines,
)
from insights.selectors.countyboard import Told, by_host, by_place, county_figures, grounds_of
from insights.selectors.demonstration import year_holds_demonstration
from insights.selectors.ground import unknown_ground
from insights.selectors.methods import shares_in_all
from insights.selectors.origin import origin_text
from insights.selectors.pivot import Question
from insights.selectors.targets import targets_of
from insights.web.charts import chart_of
from insights.web.ground import unknown_line
from insights.web.question import FIRST_YEAR, address_of, shown_year
from insights.web.targets import target_row
from venues.selectors.waiting import waiting_for

RANKS = ("county", "unit")
SPLITS = ("audience", "method", "form", "topic")
ALONG = ("month", *RANKS, *SPLITS)


@private_page
@staff_page
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Targets, trend, ranking, map, splits, and what waits: each figure leads to its rows."""
    now, actor = timezone.now(), actor_of(request)
    today = city_day(now)
    with one_snapshot():
        year = shown_year(request, now)
        context = board_of(request, year, now, actor)
    context |= {
        "years": range(today.year, FIRST_YEAR - 1, -1),
        "figures": [one for one in FIGURES.values() if one.source.has("county")],
        "waiting": [*waiting_for(actor, now), *activities_waiting(actor, now), *results_waiting(actor, now)],
        "is_whole": actor.sees_all,
    }
    return render(request, "insights/board.html", context)


def board_of(
    request: HttpRequest, year: int, now: datetime, actor: Actor, along_of: Sequence[str] = ALONG
) -> dict[str, Any]:
    """All figures of the page, with charts along some dimensions; the caller holds one snapshot."""
    said = request.GET.get("figure", "")
    key = said if said in FIGURES and FIGURES[said].source.has("county") else "participations"
    whole = year_question(key, year, actor)
    grounds, of = grounds_of(actor), "host" if request.GET.get("of") == "host" else "place"
    asked = whole
    if len(grounds) == 1:
        narrowed = (by_host if of == "host" else by_place)(whole, grounds[0])
        asked = whole if narrowed.lacking() else narrowed
    counties = along(asked, "county", now)
    per = request.GET.get("per") == "1000"
    return {
        "year": year,
        "is_demonstration": year_holds_demonstration(year, now, actor),
        "figure": asked.figure,
        "per": per,
        "now": now,
        "headlines": _headlines([] if grounds else headlines(year, now, actor), now),
        "counties": [
            {
                "name": one.region.label,
                "held_here": _headlines(one.held_here, now),
                "hosted": _headlines(one.hosted, now),
            }
            for one in county_figures(actor, year, now)
        ],
        "of": of,
        "targets": [target_row(row) for row in targets_of(year, now)] if actor.sees_all else [],
        "map": county_map(counties, per_inhabitants=per, written=asked.figure.measure.written),
        "origin": origin_text(asked, now),
        "to_county": address_of(asked),
        "charts": _charts(asked, counties, now, along_of),
    }


def _headlines(told: Sequence[Told], now: datetime) -> list[dict[str, Any]]:
    """Figures that lead to their rows; beside 人次 how they were obtained, and what is not known of the countryside."""
    return [
        {
            "figure": asked.figure,
            "n": n,
            "to": address_of(asked),
            "shares": shares_in_all(asked, now) if asked.figure.key == "participations" else None,
            "unknown": unknown_line(unknown_ground(asked, now)),
        }
        for asked, n in told
    ]


def _charts(asked: Question, counties: Any, now: datetime, along_of: Sequence[str]) -> list[dict[str, Any]]:
    """The trend, the rankings and the splits of a figure; a split that it does not know is of person-times."""
    year = asked.first.year
    found = []
    if "month" in along_of and asked.figure.source.has("month"):
        months = every_month(along(asked, "month", now), year, city_day(now))
        found.append(chart_of(asked, "month", lines_of("month", months, by_size=False), kind="bar", now=now))
    for dimension in [one for one in RANKS if one in along_of]:
        told = counties if dimension == "county" else along(asked, dimension, now)
        days = (asked.first, asked.last)
        zones = zone_lines(asked, now) if dimension == "county" else []
        lines = lines_of(dimension, told, by_size=True, days=days)
        found.append(chart_of(asked, dimension, lines, kind="rank", now=now, zones=zones))
    visits = year_question("participations", year, asked.scope)
    for dimension in [one for one in SPLITS if one in along_of]:
        of = asked if asked.figure.source.has(dimension) else visits
        told = along(of, dimension, now)
        kind = "pie" if DIMENSIONS[dimension].adds_up and len(told) < 8 else "rank"
        found.append(chart_of(of, dimension, lines_of(dimension, told, by_size=True), kind=kind, now=now))
    return found


@private_page
@staff_page
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The year on a screen at the wall, which renews itself each minute."""
    now, actor = timezone.now(), actor_of(request)
    with one_snapshot():
        year = shown_year(request, now)
        context = board_of(request, year, now, actor, along_of=("month", "county"))
    context["headlines"] = context["headlines"][:6]
    response = render(request, "insights/wall.html", context | {"title": _("数据大屏")})
    response["Refresh"] = "60"
    return response
