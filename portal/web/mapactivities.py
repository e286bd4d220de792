"""Activities on the map's page: the list beside the map, and the days to choose from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from activities.query import ActivityQuery, When
from activities.selectors.coming import session_card, sessions_on_map
from activities.web.asking import activity_query
from core.geo import LonLat
from core.web.leftout import leave_out
from core.web.params import Params
from portal.web.mapquery import MAX_PAGE, PAGE_SIZE, values_of

SHOWN = (When.WEEK, When.WEEKEND, When.MONTH)
# Of the page's own address; the rest of it chooses among venues.
ASKED = ("when", "from", "to", "region", "page")


def are_activities_asked(values: Mapping[str, str]) -> bool:
    """Whether the page shows activities in place of venues."""
    return values.get("show") == "activities"


def activities_list(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The list's page as the address asks for it."""
    query, place = _asked(request, now)
    found = sessions_on_map(query, now, near=place)
    offset = (query.page - 1) * PAGE_SIZE
    rows = list(found[offset : offset + PAGE_SIZE])
    total = found.order_by().count()
    next_url = ""
    if offset + len(rows) < total and query.page < MAX_PAGE and rows:
        parameters = request.GET.copy()
        for name in ("fragment", "lon", "lat", "bbox"):
            parameters.pop(name, None)
        parameters["page"] = str(query.page + 1)
        next_url = f"{request.path}?{parameters.urlencode()}"
    cards = [session_card(row, now, place) for row in rows]
    return {"activities": query, "cards": cards, "total": total, "next_url": next_url}


def day_choices() -> dict[str, Any]:
    """The stretches of days that the page offers."""
    return {"whens": [{"name": when.value, "label": when.label} for when in SHOWN]}


def _asked(request: HttpRequest, now: datetime) -> tuple[ActivityQuery, LonLat | None]:
    values = values_of(request)
    given = {name: values[name] for name in ASKED if name in values}
    place = Params(values)
    here = place.place()
    leave_out(request, place)
    # Near somebody the map's box does not cut.
    if here is None and values.get("bbox"):
        given["box"] = values["bbox"]
    params = Params(given)
    query = activity_query(params, now)
    leave_out(request, params)
    return query, here
