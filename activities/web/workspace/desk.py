"""The activities that the actor keeps or reviews, in a table."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.selectors.desk import DeskQuery, DeskTab, desk_counts, desk_rows
from activities.selectors.units import units_posted_for

PAGE = 30
LONGEST_TEXT = 60


@require_safe
@staff_page
def table(request: HttpRequest) -> HttpResponse:
    """One page of the table, with its tabs, a search and the unit."""
    actor, now = actor_of(request), timezone.now()
    query = _query(request, actor)
    counts = desk_counts(actor, now)
    paginator = Paginator(desk_rows(actor, query, now), PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "query": query,
        "page": page,
        "tabs": [
            {"label": tab.label, "count": count, "current": tab is query.tab, "query": _address(query, tab)}
            for tab, count in counts.items()
        ],
        "units": list(units_posted_for(actor)),
        "is_filtered": bool(query.text or query.unit),
    }
    return render(request, "activities/workspace/activities.html", context)


def _query(request: HttpRequest, actor: Actor) -> DeskQuery:
    given = request.GET
    known = set(DeskTab) - (set() if actor.reviews else {DeskTab.WAITING})
    tab = DeskTab(given["tab"]) if given.get("tab") in known else DeskTab.ALL
    text = given.get("q", "").strip()[:LONGEST_TEXT]
    return DeskQuery(tab=tab, text=text, unit=given.get("unit", "")[:20])


def _address(query: DeskQuery, tab: DeskTab) -> str:
    stated: dict[str, Any] = {"tab": tab.value if tab is not DeskTab.ALL else "", "q": query.text, "unit": query.unit}
    return urlencode({name: value for name, value in stated.items() if value})
