"""The activities that the actor keeps or reviews, in a table."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Campaign, Task
from activities.selectors.desk import DeskQuery, DeskTab, desk_counts, desk_rows
from activities.selectors.units import units_posted_for

PAGE = 30
LONGEST_TEXT = 60
LONGEST_KEY = 10  # digits of a number that a column can hold


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
        "is_filtered": bool(query.text or query.unit or query.campaign or query.task),
        "serving": _serving(query),
    }
    return render(request, "activities/workspace/activities.html", context)


def _query(request: HttpRequest, actor: Actor) -> DeskQuery:
    given = request.GET
    known = set(DeskTab) - (set() if actor.reviews else {DeskTab.WAITING})
    tab = DeskTab(given["tab"]) if given.get("tab") in known else DeskTab.ALL
    text = given.get("q", "").strip()[:LONGEST_TEXT]
    campaign, task = (_key(given.get(name, "")) for name in ("campaign", "task"))
    return DeskQuery(tab=tab, text=text, unit=given.get("unit", "")[:20], campaign=campaign, task=task)


def _key(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < LONGEST_KEY else None


def _serving(query: DeskQuery) -> str:
    """What of the plan the activities shown serve."""
    campaign = Campaign.objects.filter(pk=query.campaign).first() if query.campaign else None
    task = Task.objects.filter(pk=query.task).first() if query.task else None
    return "、".join(chosen.label for chosen in (campaign, task) if chosen)


def _address(query: DeskQuery, tab: DeskTab) -> str:
    stated = {name: getattr(query, name) for name in ("unit", "campaign", "task")}
    stated |= {"tab": tab.value if tab is not DeskTab.ALL else "", "q": query.text}
    return urlencode({name: value for name, value in stated.items() if value})
