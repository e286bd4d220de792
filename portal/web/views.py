"""The map's home page and its embedded form."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from portal.web.mapactivities import activities_list, are_activities_asked, day_choices
from portal.web.mapquery import MAX_PAGE, PAGE_SIZE, MapQuery, map_query
from portal.web.pagedata import map_page_data
from venues.query import VenueQuery
from venues.selectors.features import Reading, count_unknown, counts_by, venues_listed
from venues.selectors.pages import card
from venues.selectors.tours import are_stops_soon
from venues.selectors.vocabulary import words
from venues.stops import Week


@require_safe
@cache_control(private=True, no_cache=True)
def home(request: HttpRequest) -> HttpResponse:
    """Map and list; with `fragment=list` the list alone, for the page's script."""
    query = map_query(request)
    shows_activities = are_activities_asked(request.GET)
    template = "portal/_activity_list.html" if shows_activities else "portal/_venue_list.html"
    found = activities_list(request, timezone.now()) if shows_activities else _list(request, query)
    if request.GET.get("fragment") == "list":
        return render(request, template, found)
    context = {**found, "query": query, "list_template": template, "page_data": map_page_data(request)}
    context |= {**_choices(), **_tours(), **day_choices()}
    return render(request, "portal/map.html", context)


@require_safe
@cache_control(private=True, no_cache=True)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """The map alone, for other sites' frames."""
    query = map_query(request)
    return render(request, "portal/embed.html", {"query": query, "page_data": map_page_data(request)})


def _list(request: HttpRequest, query: MapQuery) -> dict[str, Any]:
    now = timezone.now()
    offset = (query.page - 1) * PAGE_SIZE
    features, total = venues_listed(
        query.filters(now), Reading.at(now), near=query.near(), offset=offset, limit=PAGE_SIZE
    )
    known = words()
    more = count_unknown(query.filters(now)) if query.open_now else None
    next_url = ""
    if offset + len(features) < total and query.page < MAX_PAGE and features:
        parameters = request.GET.copy()
        for name in ("fragment", "lon", "lat", "bbox"):
            parameters.pop(name, None)
        parameters["page"] = str(query.page + 1)
        next_url = f"{request.path}?{parameters.urlencode()}"
    return {
        "query": query,
        "venues": [card(f, known) for f in features],
        "total": total,
        "next_url": next_url,
        "unknown_hours": more,
        "with_unknown_url": _with_unknown(request) if more else "",
    }


def _with_unknown(request: HttpRequest) -> str:
    parameters = request.GET.copy()
    for name in ("fragment", "lon", "lat", "bbox", "page"):
        parameters.pop(name, None)
    parameters["open"] = "now,unknown"
    return f"{request.path}?{parameters.urlencode(safe=',')}"


def _tours() -> dict[str, Any]:
    """Whether caravans are under way, and the week that is."""
    now = timezone.now()
    return {"stops_soon": are_stops_soon(now), "this_week": str(Week.of(now))}


def _choices() -> dict[str, Any]:
    """The filters' choices with how many venues each has."""
    known = words()
    by_kind = counts_by("kind_id", VenueQuery())
    by_region = counts_by("county_id", VenueQuery()) | counts_by("zone_id", VenueQuery())
    kinds = [
        {
            "identifier": kind.identifier,
            "name": kind.label,
            "colour": kind.colour,
            "core": kind.is_core,
            "group": kind.group_id,
            "count": by_kind.get(kind.identifier, 0),
        }
        for kind in known.kinds.values()
    ]
    counties = [
        {
            "code": region.code,
            "name": region.label,
            "short_name": region.short_name,
            "count": by_region.get(region.code, 0),
        }
        for region in known.choices()
    ]
    groups: dict[str, dict[str, Any]] = {}
    for kind in known.kinds.values():
        groups.setdefault(kind.group_id, {"name": kind.group.label, "kinds": []})
    for shown in kinds:
        groups[str(shown["group"])]["kinds"].append(shown)
    return {"kind_groups": list(groups.values()), "kinds": kinds, "counties": counties}
