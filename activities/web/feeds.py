"""Calendars and feeds: of the public activities, of one of them, and a member's own."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of
from activities.ical import MEDIA_TYPE, calendar
from activities.models import Activity, Session
from activities.selectors.listing import sessions_found
from activities.selectors.members import feed_of
from activities.selectors.publishing import address_of, is_off
from activities.services.delivery import ticket_path
from activities.web.asking import NAMES, activity_query
from activities.web.private import private_page
from activities.wording import when_text, where_text
from core.ratelimit import client_address, require
from core.text import cleaned
from core.web.params import Params

RATE_OF_ADDRESS = "1200/hour"
MOST = 500
FRESH_S = 300


@private_page
@require_safe
def feed_me(request: HttpRequest, token: str) -> HttpResponse:
    """What the owner of an address has signed up for; calendars ask for it by themselves."""
    require("feed-me", client_address(request), RATE_OF_ADDRESS)
    found = feed_of(token)
    if found is None:
        raise Http404
    entries = [(row.session, settings.SITE_URL + ticket_path(row)) for row in found]
    return HttpResponse(calendar(entries, _("我报名的活动"), timezone.now()), content_type=MEDIA_TYPE)


def _asked(request: HttpRequest) -> tuple[list[Session], str]:
    """The sessions of an address's filters, at most MOST, and a word where there are more. Raises Invalid."""
    now = timezone.now()
    params = Params(request.GET.dict(), known=NAMES)
    query = activity_query(params, now)
    params.done()
    found = sessions_found(query, now)
    shown = list(found[:MOST])
    in_all = found.count() if len(shown) == MOST else len(shown)
    said = {"shown": MOST, "all": in_all}
    return shown, _("只有最近的 %(shown)d 场，一共 %(all)d 场") % said if in_all > MOST else ""


@require_safe
@cache_control(public=True, max_age=FRESH_S)
def feed_ical(request: HttpRequest) -> HttpResponse:
    """Coming sessions with the list's filters, RFC 5545."""
    sessions, cut = _asked(request)
    entries = [(session, address_of(session.activity)) for session in sessions]
    name = " · ".join(part for part in (_("科普活动"), cut) if part)
    return HttpResponse(calendar(entries, name, timezone.now()), content_type=MEDIA_TYPE)


@require_safe
@cache_control(public=True, max_age=FRESH_S)
def feed_rss(request: HttpRequest) -> HttpResponse:
    """Coming sessions with the list's filters, RSS 2.0."""
    site = settings.SITE_URL
    sessions, cut = _asked(request)
    feed = Rss201rev2Feed(
        title=_("科普活动"),
        link=site + reverse("activities"),
        description=" · ".join(part for part in (_("将要举行的科普活动"), cut) if part),
        language=request.LANGUAGE_CODE,
        feed_url=site + request.get_full_path(),
    )
    for session in sessions:
        activity = session.activity
        off = f"{_('不举行了')} · " if is_off(session) else ""
        when = when_text(session.starts_at, session.ends_at)
        parts = [f"{off}{when}", where_text(session), activity.unit.name, activity.summary]
        feed.add_item(
            title=cleaned(f"{activity.label} · {when}"),
            link=address_of(activity),
            description=cleaned(" · ".join(part for part in parts if part)),
            unique_id=f"{session.public_id}-{activity.version}",
            unique_id_is_permalink=False,
            pubdate=activity.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_safe
@cache_control(private=True, no_cache=True)
def activity_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """All sessions of one activity, for somebody's calendar."""
    found = Activity.objects.visible_to(actor_of(request)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    sessions = found.sessions.select_related("activity", "venue")
    body = calendar([(session, address_of(found)) for session in sessions], found.label, timezone.now())
    answer = HttpResponse(body, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{found.public_id}.ics"'
    return answer
