"""The public list of activities."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.selectors.listing import ActivityQuery, sessions_listed
from core.clock import city_day
from core.web.params import Params
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

DAYS_AHEAD = 60
MOST_DAYS = 400
MAX_PAGE = 20


def activity_query(params: Params, now: datetime) -> ActivityQuery:
    """The list's address as a value; mistakes are noted in `params`."""
    known = words()
    # A form sends an emptied date too, which asks for the usual one.
    first = params.day("from", default=city_day(now)) if params.raw("from") else city_day(now)
    last = first + timedelta(days=DAYS_AHEAD)
    if params.raw("to"):
        last = params.day("to", default=last)
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        params.wrong("to", _("结束日期要在开始日期之后，最多相差 400 天。"))
        last = first
    region = params.raw("region")
    if region and region not in {choice.code for choice in known.choices()}:
        params.wrong("region", _("没有这个县区，请重新选择。"))
    audience = "".join(params.choices("audience", known.terms[Vocabulary.AUDIENCE])[:1])
    form = "".join(params.choices("form", known.terms[Vocabulary.ACTIVITY_FORM])[:1])
    page = params.whole("page", low=1, high=MAX_PAGE, default=1)
    return ActivityQuery(first, last, region, audience, form, page)


@require_safe
@cache_control(private=True, no_cache=True)
def activities(request: HttpRequest) -> HttpResponse:
    """Coming sessions by day, with filters that work without scripts."""
    now = timezone.now()
    params = Params({name: value for name, value in request.GET.dict().items() if isinstance(value, str)})
    query = activity_query(params, now)
    params.done()
    days, more = sessions_listed(query, now)
    known = words()
    next_url = ""
    if more and query.page < MAX_PAGE:
        address = request.GET.copy()
        address["page"] = str(query.page + 1)
        next_url = f"?{address.urlencode()}"
    context = {
        "query": query,
        "days": days,
        "next_url": next_url,
        "is_filtered": bool(query.region or query.audience or query.form),
        "counties": known.choices(),
        "audiences": known.terms[Vocabulary.AUDIENCE].values(),
        "forms": known.terms[Vocabulary.ACTIVITY_FORM].values(),
    }
    return render(request, "activities/activities.html", context)
