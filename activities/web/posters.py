"""The poster of an activity, to save and pass on."""

from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.models import Activity, ActivityStatus, Session
from activities.poster import PosterFacts, draw_poster
from activities.selectors.publishing import address_of
from activities.wording import when_text, where_text
from core.errors import Unavailable
from core.images import ImageSize, file_for
from core.ratelimit import client_address, require
from core.reference import read_city
from core.storage import read_whole
from core.versions import data_version

log = structlog.get_logger(__name__)

KEPT_S = 3_600
RATE_OF_ADDRESS = "120/hour"
SESSIONS_TOLD = 3


@require_safe
def poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """A public activity's poster, PNG."""
    found = Activity.objects.public().select_related("unit", "cover").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    key = f"poster:{found.pk}:{data_version('activities')}:{get_language()}"
    drawn = cache.get(key)
    if drawn is None:
        require("poster", client_address(request), RATE_OF_ADDRESS)
        drawn = _drawn(found)
        cache.set(key, drawn, KEPT_S)
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Disposition"] = f'inline; filename="{found.public_id}.png"'
    return response


def _drawn(found: Activity) -> bytes:
    try:
        return draw_poster(_facts(found), Path(settings.POSTER_FONT))
    except OSError:
        log.exception("poster_failed", activity=found.public_id)
        raise Unavailable("poster", _("海报暂时生成不了，请稍后再试。")) from None


def _facts(found: Activity) -> PosterFacts:
    now = timezone.now()
    live = found.sessions.filter(cancelled_at=None).select_related("activity", "venue")
    coming = list(live.filter(ends_at__gt=now).order_by("starts_at")) or list(live.order_by("-starts_at")[:1])
    return PosterFacts(
        site=read_city().product_label,
        title=found.label,
        lines=_lines(found, coming),
        foot=(_("扫码看详情、报名"), found.unit.name),
        address=address_of(found),
        warning=_warning(found),
        cover=read_whole(file_for(found.cover, ImageSize.PAGE)[0].key) if found.cover else None,
    )


def _warning(found: Activity) -> str:
    if found.status == ActivityStatus.CANCELLED:
        return _("这个活动已取消")
    return _("演示活动，不会真的举行") if found.is_demonstration else ""


def _lines(found: Activity, sessions: list[Session]) -> tuple[str, ...]:
    """The times and places of the next sessions; the place once where it is the same."""
    told = sessions[:SESSIONS_TOLD]
    places = list(dict.fromkeys(where_text(session) for session in told))
    if len(places) == 1:
        lines = [when_text(session.starts_at, session.ends_at) for session in told] + places
    else:
        lines = [f"{when_text(session.starts_at, session.ends_at)} {where_text(session)}" for session in told]
    rest = len(sessions) - len(told)
    if rest > 0:
        last = date_format(timezone.localtime(sessions[-1].starts_at), _("n月j日"))
        more = ngettext("还有 %(n)d 场，到 %(last)s", "还有 %(n)d 场，到 %(last)s", rest)
        lines.insert(len(told), more % {"n": rest, "last": last})
    if found.summary:
        lines.append(found.summary)
    return tuple(lines)
