"""The public list of activities."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from activities.selectors.listing import sessions_listed
from activities.web.asking import MAX_PAGE, activity_query
from core.web.params import Params
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


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
        "filters": _kept(request),
        "is_filtered": query.is_filtered,
        "counties": known.choices(),
        "audiences": known.terms[Vocabulary.AUDIENCE].values(),
        "forms": known.terms[Vocabulary.ACTIVITY_FORM].values(),
    }
    return render(request, "activities/activities.html", context)


def _kept(request: HttpRequest) -> str:
    """The filters as a feed carries them: without the page, and without days, which move on."""
    kept = request.GET.copy()
    for name in ("page", "from", "to"):
        kept.pop(name, None)
    for name in [name for name, value in kept.items() if not value]:
        kept.pop(name)
    return f"?{kept.urlencode()}" if kept else ""
