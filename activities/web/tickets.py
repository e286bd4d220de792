"""A ticket's page and what its holder does there. Whoever has the address holds the ticket."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.ical import MEDIA_TYPE, calendar
from activities.models import Registration
from activities.selectors.tickets import registration_by_token, ticket_page
from activities.services import cancel_registration, confirm_offer
from activities.services.delivery import ticket_path
from activities.tickets import jwk, link_of
from activities.web.private import private_page
from core.errors import Conflict


def _held(token: str) -> Registration:
    found = registration_by_token(token)
    if found is None:
        raise Http404
    return found


def _back(registration: Registration) -> HttpResponse:
    return redirect("ticket", link_of(registration.public_id))


@private_page
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The ticket: its code, when and where, and what can be done with it."""
    return render(request, "activities/ticket.html", ticket_page(_held(token), timezone.now()))


@private_page
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether the places are really to be given back, and gives them back."""
    registration = _held(token)
    if request.method != "POST":
        return render(request, "activities/ticket_cancel.html", ticket_page(registration, timezone.now()))
    try:
        cancel_registration(registration_id=registration.pk, now=timezone.now())
    except Conflict as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("已取消，名额让给别人了。谢谢您告诉我们。"))
    return _back(registration)


@private_page
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Takes an offered place."""
    registration = _held(token)
    try:
        confirm_offer(registration_id=registration.pk, now=timezone.now())
    except Conflict as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("已确认，名额是您的了。"))
    return _back(registration)


@private_page
@require_safe
def ticket_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The session for the calendar of a phone."""
    registration = _held(token)
    session = registration.session
    url = settings.SITE_URL + ticket_path(registration)
    body = calendar([(session, url)], session.activity.label, timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{session.public_id}.ics"'}
    return HttpResponse(body, content_type=MEDIA_TYPE, headers=headers)


@require_safe
@cache_control(public=True, max_age=3600)
def ticket_keys(request: HttpRequest) -> HttpResponse:
    """The public key by which scanners tell a true ticket without a network, as a JSON Web Key Set."""
    return JsonResponse({"keys": [jwk()]}, headers={"Access-Control-Allow-Origin": "*"})
