"""Signing in and out on site with the code on the session's screen, and the public notice."""

import uuid6
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from activities.codes import Permit, Use, permit_text, read_code, read_permit
from activities.models import Session
from activities.selectors.arrivals import session_on_site
from activities.wording import when_text
from core.web.paging import page_of
from volunteers.models import Application, SignKind, Volunteer
from volunteers.rules import Odd
from volunteers.selectors.notice import in_notice, lines
from volunteers.selectors.onsite import here_of
from volunteers.services.signing import record_signs
from volunteers.signs import Sign, SignSource, Taken
from volunteers.web.asking import volunteers_page

A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@volunteers_page
def on_site(request: HttpRequest, volunteer: Volunteer, token: str) -> HttpResponse:
    """A volunteer's positions at the session of a good code of the screen. The page holds a permit for some minutes."""
    now = timezone.now()
    code = read_code(token, now, Use.SERVE)
    session = session_on_site(code.session) if code else None
    if code is None or session is None:
        raise Http404
    if not code.is_for_this:  # a poster can be read at home
        return render(request, "volunteers/onsite_expired.html", {"is_poster": True}, status=403)
    said = request.POST.get("permit", "")
    permit = read_permit(said, Use.SERVE) if said else None
    is_held = permit is not None and permit.is_of(token, volunteer.public_id)
    if not code.is_good and not (is_held and permit is not None and permit.holds(now)):
        return render(request, "volunteers/onsite_expired.html", status=410)
    if request.method == "POST":
        if permit is None or not is_held:
            raise Http404
        return _signed(request, volunteer, session, permit, token)
    fresh = Permit(token, code.method, volunteer.public_id, uuid6.uuid7(), now)
    return _page(request, volunteer, session, permit_text(fresh, Use.SERVE))


def _page(
    request: HttpRequest, volunteer: Volunteer, session: Session, permit: str, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "session": session,
        "activity": session.activity,
        "volunteer": volunteer,
        "rows": [
            {"application": row, "service": open_one, "when": when_text(row.starts_at, row.ends_at)}
            for row, open_one in here_of(volunteer, session)
        ],
        "permit": permit,
        "wrong": wrong,
    }
    return render(request, "volunteers/onsite.html", context, status=status)


def _signed(request: HttpRequest, volunteer: Volunteer, session: Session, permit: Permit, token: str) -> HttpResponse:
    own = Application.objects.filter(volunteer=volunteer, public_id=request.POST.get("application", "")[:20]).first()
    if own is None or request.POST.get("kind") not in set(SignKind):
        raise Http404
    kind = SignKind(request.POST["kind"])
    now = timezone.now()
    sign = Sign(permit.entry, own.public_id, kind, now, session=session.public_id, flags=(Odd.BY_SCREEN.value,))
    (answer,) = record_signs(signs=[sign], source=SignSource(now=now, actor_id=request.user.pk, method=permit.method))
    if answer.status is Taken.REFUSED and answer.why is not None:
        return _page(request, volunteer, session, permit_text(permit, Use.SERVE), str(answer.why.sentence), 409)
    messages.success(request, _("已签到，服务愉快！") if kind is SignKind.IN else _("已签退，辛苦了！"))
    return redirect("volunteer-hours")


@require_safe
@cache_control(private=True, no_cache=True)
def notice(request: HttpRequest) -> HttpResponse:
    """Hours that were confirmed and are shown to everybody before they are final; names masked."""
    page = page_of(request, in_notice(timezone.now()), A_PAGE)
    return render(request, "volunteers/notice.html", {"page": page, "lines": lines(page.object_list)})
