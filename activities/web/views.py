"""The activities' public pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of
from activities.models import Activity
from activities.selectors.offers import offer_of
from activities.selectors.results import shown_results
from core.language import in_language
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


@require_safe
@cache_control(private=True, no_cache=True)
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """One activity; what the visitor may not see does not exist."""
    found = (
        Activity.objects.visible_to(actor_of(request))
        .select_related("unit", "venue", "county")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    now = timezone.now()
    sessions = found.sessions.select_related("activity", "venue")
    known = words()
    context = {
        "activity": found,
        "summary": in_language(found.summary, found.summary_en),
        "form_label": known.term(Vocabulary.ACTIVITY_FORM, found.form) if found.form else "",
        "audience_labels": _("、").join(known.term(Vocabulary.AUDIENCE, one) for one in found.audiences),
        "results": shown_results(found),
        "sessions": [(session, offer_of(session, now)) for session in sessions],
    }
    return render(request, "activities/activity.html", context)
