"""The activities' public pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of
from activities.models import Activity, Session
from activities.models.activity import PUBLIC
from activities.selectors.offers import offers_of
from activities.selectors.publishing import event_ld
from activities.selectors.results import shown_results
from activities.web.sections import sections_of
from core.images import ImageSize
from core.language import in_language
from core.web.scripts import script_json
from venues.models import Vocabulary
from venues.selectors.photos import photo_path
from venues.selectors.vocabulary import words


@require_safe
@cache_control(private=True, no_cache=True)
def activity(request: HttpRequest, public_id: str) -> HttpResponse:
    """One activity; what the visitor may not see does not exist."""
    found = (
        Activity.objects.visible_to(actor_of(request))
        .select_related("unit", "venue", "county", "cover")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    now = timezone.now()
    sessions = list(found.sessions.select_related("activity", "venue"))
    cover = photo_path(found.cover.public_id, ImageSize.PAGE) if found.cover else ""
    known, offers = words(), offers_of(sessions, now)
    context = {
        "activity": found,
        "summary": in_language(found.summary, found.summary_en),
        "form_label": known.term(Vocabulary.ACTIVITY_FORM, found.form) if found.form else "",
        "audience_labels": _("、").join(known.term(Vocabulary.AUDIENCE, one) for one in found.audiences),
        "results": shown_results(found),
        "body": mark_safe(found.body),  # noqa: S308 - sanitized when it was saved
        "cover": cover,
        "co_units": list(found.co_units.order_by("pk")),
        "json_ld": _event(found, sessions, cover) if found.status in PUBLIC else "",
        "sections_added": sections_of(found, now),
        "sessions": [(session, offers[session.pk]) for session in sessions],
        "now": now,
        "is_coming": any(offers[session.pk].terms.live and session.ends_at > now for session in sessions),
    }
    return render(request, "activities/activity.html", context)


def _event(found: Activity, sessions: list[Session], cover: str) -> str:
    event = event_ld(found, sessions, settings.SITE_URL + (cover or static("img/icon-512.png")))
    return script_json(event) if event else ""
