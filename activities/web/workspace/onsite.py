"""What hangs on site: the screen with its changing code, and the poster with its fixed one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from accounts.web.access import actor_of, staff_page
from activities.codes import poster_code, screen_code, seconds_left
from activities.models import Activity, Session
from activities.selectors.live import people_in
from activities.selectors.tickets import qr_of
from activities.web.workspace.record import kept_activity
from activities.wording import when_text, where_text


def kept_session(request: HttpRequest, public_id: str, session_id: str) -> tuple[Activity, Session]:
    """An activity that the actor keeps and one of its sessions. Raises Http404."""
    activity = kept_activity(public_id, actor_of(request))
    found = activity.sessions.select_related("activity__unit", "venue").filter(public_id=session_id).first()
    if found is None:
        raise Http404
    return activity, found


def frame_of(activity: Activity, session: Session) -> dict[str, Any]:
    """What every page of a session on site says."""
    return {
        "activity": activity,
        "session": session,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
    }


def code_address(code: str) -> str:
    """The address that a code on site leads to; Chinese, with the other language a tap away."""
    with translation.override("zh-hans"):
        return settings.SITE_URL + reverse("check-in", args=[code])


def _shown(session: Session, now: datetime) -> dict[str, Any]:
    address = code_address(screen_code(session.public_id, now))
    return {"address": address, "qr": str(qr_of(address)), "people": people_in(session), "seconds": seconds_left(now)}


@staff_page
@require_safe
def screen(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The page for the hall's screen. Without scripts it fetches itself anew."""
    activity, session = kept_session(request, public_id, session_id)
    context = {**frame_of(activity, session), "shown": _shown(session, timezone.now()), "plain_site": _plain_site()}
    return render(request, "activities/workspace/screen.html", context)


def _plain_site() -> str:
    return settings.SITE_URL.partition("://")[2]


@staff_page
@require_safe
def screen_now(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The code of the moment, how long it stays, and how many people are in."""
    _activity, session = kept_session(request, public_id, session_id)
    return JsonResponse(_shown(session, timezone.now()))


@staff_page
@require_safe
def poster(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """A sheet of A4 with the fixed code."""
    activity, session = kept_session(request, public_id, session_id)
    qr = qr_of(code_address(poster_code(session.public_id)))
    return render(request, "activities/workspace/poster_checkin.html", {**frame_of(activity, session), "qr": qr})
