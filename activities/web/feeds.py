"""A member's own calendar."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.ical import MEDIA_TYPE, calendar
from activities.selectors.members import feed_of
from activities.services.delivery import ticket_path
from activities.web.private import private_page
from core.ratelimit import client_address, require

RATE_OF_ADDRESS = "1200/hour"


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
