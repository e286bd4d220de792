"""Taking a place: one form, which works before scripts do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.rules import PRIVACY_NOTICE
from accounts.web.access import actor_of
from activities.models import MessageKind, Registration, Session
from activities.registering import RegistrationRequest
from activities.selectors.offers import Offer, audiences_of, offer_of, public_session
from activities.services import register
from activities.services.members import send_link_again
from activities.services.messages import sms_template_for
from activities.tickets import link_of
from activities.web.forms import RegisterForm
from activities.web.private import private_page
from activities.wording import when_text, where_text
from core.errors import Conflict, DomainError, Invalid, Refused
from core.ratelimit import client_address, require
from core.web.problems import status_of

# Two hundred people of a village behind one address, each with a few tries.
RATE_OF_ADDRESS = "900/hour"
RATE_OF_PHONE = "10/hour;30/day"
OWN = "registrations"  # in the session: the identifiers of what this browser has registered
MOST_OWN = 20


@private_page
@require_http_methods(["GET", "POST"])
def registering(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """The form, and what became of it."""
    session = public_session(public_id, session_id)
    if session is None:
        raise Http404
    now = timezone.now()
    offer = offer_of(session, now)
    is_group = "group" in request.GET
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        terms=offer.terms,
        audiences=audiences_of(session),
        is_group=is_group,
        waits=offer.is_full,
    )
    status = 200
    if form.is_valid():
        try:
            found, is_new = _registered(request, session, form.request())
        except DomainError as refusal:
            offer = offer_of(session, now)
            status = _tell(form, refusal)
        else:
            return _shown(request, found, is_new=is_new)
    elif form.is_bound:
        status = 400
    return _form_page(request, session, offer, form, status)


def _registered(request: HttpRequest, session: Session, asked: RegistrationRequest) -> tuple[Registration, bool]:
    require("register-address", client_address(request), RATE_OF_ADDRESS)
    require("register-phone", asked.phone, RATE_OF_PHONE)
    audiences = frozenset(audiences_of(session))
    return register(session_id=session.pk, request=asked, audiences=audiences, by=actor_of(request), now=timezone.now())


def _shown(request: HttpRequest, registration: Registration, *, is_new: bool) -> HttpResponse:
    """The ticket for who made it. Others learn no more than that there is one; its owner gets the link."""
    own = request.session.get(OWN, [])
    is_own = registration.user_id is not None and registration.user_id == request.user.pk
    if is_new:
        request.session[OWN] = [*own, registration.public_id][-MOST_OWN:]
    elif not is_own and registration.public_id not in own:
        goes_out = bool(sms_template_for(registration, MessageKind.LINK))
        if goes_out:
            send_link_again(registration=registration, now=timezone.now())
        context = {"activity": registration.session.activity, "goes_out": goes_out}
        return render(request, "activities/already_registered.html", context)
    return redirect("ticket", link_of(registration.public_id))


def _tell(form: RegisterForm, refusal: DomainError) -> int:
    if isinstance(refusal, Invalid):
        form.tell(refusal.fields)
    elif isinstance(refusal, Conflict) and refusal.code == "waiting_list":
        form.add_error(None, _left(refusal.data["free"]))
        # The next press of the button takes the waiting list.
        form.data = {**form.data.dict(), "accepts_waiting": "on"}  # type: ignore[attr-defined]
    elif not isinstance(refusal, Refused):  # that registration is closed stands above the form anyway
        form.add_error(None, str(refusal.sentence))
    return status_of(refusal)


def _left(free: int | None) -> str:
    if not free:
        return _("刚刚报满了。再点一次“报名”就进入候补名单，有空出的名额时按顺序通知您。")
    return _("剩下的名额不够这么多人。可以减少人数；再点一次“报名”就进入候补名单。")


def _form_page(
    request: HttpRequest, session: Session, offer: Offer, form: RegisterForm, status: int = 200
) -> HttpResponse:
    context = {
        "session": session,
        "activity": session.activity,
        "offer": offer,
        "form": form,
        "when": when_text(session.starts_at, session.ends_at),
        "where": where_text(session),
        "notice_version": PRIVACY_NOTICE,
    }
    return render(request, "activities/register.html", context, status=status)
