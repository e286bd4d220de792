"""The activities that the actor keeps or reviews, in a table."""

from tempfile import TemporaryFile
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import Actor
from accounts.web.access import actor_of, staff_page
from activities.models import Campaign, Task
from activities.selectors.desk import DeskQuery, DeskTab, desk_counts, desk_rows
from activities.selectors.units import units_posted_for
from activities.sheets.export import MOST_ROWS, SheetFormat, count_rows, write_activities
from core.clock import city_day
from core.numbers import LARGEST_KEY, whole_number

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
        "is_filtered": bool(query.text or query.unit or query.campaign or query.task),
        "serving": _serving(query),
        "here": _address(query, query.tab),
        "formats": list(SheetFormat),
    }
    return render(request, "activities/workspace/activities.html", context)


@require_safe
@staff_page
def export(request: HttpRequest, form: str) -> HttpResponse:
    """All that the search leaves, as a sheet that can be brought back."""
    if form not in set(SheetFormat):
        raise Http404
    actor, now = actor_of(request), timezone.now()
    query = _query(request, actor)
    found = desk_rows(actor, query, now)
    count = count_rows(found)
    if count > MOST_ROWS:
        sentence = _("筛选出 %(count)d 场，一次最多导出 %(most)d 场。请先缩小范围，例如按单位分批导出。")
        messages.error(request, sentence % {"count": count, "most": MOST_ROWS})
        return HttpResponseRedirect(f"{reverse('workspace-activities')}?{_address(query, query.tab)}")
    # Written whole before the first byte is sent: what breaks off is an error, never half a list.
    stream = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_activities(stream, SheetFormat(form), found)
    stream.seek(0)
    name = f"{_('活动')}-{city_day(now).isoformat()}.{form}"
    return FileResponse(  # type: ignore[return-value] # streams, as the others do not
        stream, as_attachment=True, filename=name, content_type=SheetFormat(form).media_type
    )


def _query(request: HttpRequest, actor: Actor) -> DeskQuery:
    given = request.GET
    known = set(DeskTab) - (set() if actor.reviews else {DeskTab.WAITING})
    tab = DeskTab(given["tab"]) if given.get("tab") in known else DeskTab.ALL
    text = given.get("q", "").strip()[:LONGEST_TEXT]
    campaign, task = (_key(given.get(name, "")) for name in ("campaign", "task"))
    return DeskQuery(tab=tab, text=text, unit=given.get("unit", "")[:20], campaign=campaign, task=task)


def _key(given: str) -> int | None:
    return whole_number(given, high=LARGEST_KEY)


def _serving(query: DeskQuery) -> str:
    """What of the plan the activities shown serve."""
    campaign = Campaign.objects.filter(pk=query.campaign).first() if query.campaign else None
    task = Task.objects.filter(pk=query.task).first() if query.task else None
    return "、".join(chosen.label for chosen in (campaign, task) if chosen)


def _address(query: DeskQuery, tab: DeskTab) -> str:
    stated = {name: getattr(query, name) for name in ("unit", "campaign", "task")}
    stated |= {"tab": tab.value if tab is not DeskTab.ALL else "", "q": query.text}
    return urlencode({name: value for name, value in stated.items() if value})
