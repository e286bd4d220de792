"""The public list and month calendar of activities."""

import re
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.models import Campaign, PlanYear
from activities.query import ActivityQuery
from activities.selectors.listing import sessions_listed
from activities.selectors.month import Month, month_of
from activities.web.asking import MAX_PAGE, activity_query
from core.clock import city_day
from core.web.leftout import leave_out
from core.web.params import Params
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
# What names days moves on by itself in a feed, and a month names its own.
DAYS = frozenset({"from", "to", "when", "page", "view", "month"})


@require_safe
@cache_control(private=True, no_cache=True)
def activities(request: HttpRequest) -> HttpResponse:
    """Coming sessions by day or as a month, with filters that work without scripts."""
    now = timezone.now()
    params = Params({name: value for name, value in request.GET.dict().items() if isinstance(value, str)})
    query = activity_query(params, now)
    first = _month(params, now) if params.raw("view") == "month" else None
    leave_out(request, params)
    shown = _days_shown(request, query, now) if first is None else _month_shown(request, month_of(query, first, now))
    known = words()
    context = {
        "query": query,
        "is_filtered": query.is_filtered,
        "filters": _address(request, leave=DAYS | {"when"}),
        "list_url": _address(request, leave=DAYS) or "?",
        "month_url": _address(request, leave=DAYS, view="month"),
        "counties": known.choices(),
        "audiences": known.terms[Vocabulary.AUDIENCE].values(),
        "forms": known.terms[Vocabulary.ACTIVITY_FORM].values(),
        "campaigns": Campaign.objects.filter(plan=PlanYear.objects.current(city_day(now))),
        **shown,
    }
    return render(request, "activities/activities.html", context)


def _days_shown(request: HttpRequest, query: ActivityQuery, now: datetime) -> dict[str, Any]:
    days, more = sessions_listed(query, now)
    next_url = _address(request, leave={"page"}, page=str(query.page + 1)) if more and query.page < MAX_PAGE else ""
    return {"days": days, "next_url": next_url}


def _month_shown(request: HttpRequest, month: Month) -> dict[str, Any]:
    urls = {
        name: _address(request, leave=DAYS, view="month", month=f"{day:%Y-%m}")
        for name, day in (("before", month.before), ("after", month.after))
    }
    kept = _address(request, leave=DAYS).replace("?", "&", 1)
    weekdays = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    return {"month": month, "month_urls": urls, "kept": kept, "weekdays": weekdays}


def _month(params: Params, now: datetime) -> date:
    """The first day of the month that is asked for; this one without any."""
    given = params.raw("month")
    if not given:
        return city_day(now).replace(day=1)
    found = MONTH.fullmatch(given)
    if found is None:
        params.wrong("month", _("月份的写法是 2026-12。"))
        return city_day(now).replace(day=1)
    return date(int(found[1]), int(found[2]), 1)


def _address(request: HttpRequest, *, leave: set[str] | frozenset[str], **more: str) -> str:
    """The filters of an address but for some, with others; empty without any."""
    kept = request.GET.copy()
    for name in [name for name, value in kept.items() if name in leave or not value]:
        kept.pop(name)
    for name, value in more.items():
        kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""
