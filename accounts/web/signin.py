"""Signing in by a code to one's phone, and the page that offers every way in."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.services import redeem_code, send_code
from accounts.web import pending, weixin
from accounts.web.forms import CodeForm, PhoneForm
from core import sms
from core.errors import DomainError, Refused, TooMany
from core.masking import masked_phone
from core.ratelimit import client_address
from core.web.problems import status_of


class SignInPage(LoginView):
    """Phone first, then password; WeChat where it is configured."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**context),
            "phone_form": PhoneForm(),
            "offers_phone": sms.is_configured(),
            "offers_weixin": weixin.is_configured(),
            "next_url": get_next_redirect_url(self.request) or "",
        }


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def phone_number(request: HttpRequest) -> HttpResponse:
    """Asks for the number and sends a code to it."""
    next_url = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        # Not as the name of a page: what stands there came with the address.
        return HttpResponseRedirect(next_url or reverse("home"))
    if not sms.is_configured():
        raise Http404
    form = PhoneForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        number = form.cleaned_data["number"]
        refusal = _send(request, number, told={"resend_too_soon"})
        if refusal is None or refusal.code == "resend_too_soon":
            pending.keep(request, number, next_url)
            return redirect("phone-code")
        status = _tell(form, refusal)
    return render(request, "accounts/phone.html", {"phone_form": form, "next_url": next_url}, status=status)


@never_cache
@require_POST
def phone_again(request: HttpRequest) -> HttpResponse:
    """Sends another code to the same number."""
    held = pending.pending(request)
    if held is None:
        return redirect("phone-number")
    if _send(request, held.number, told={"resend_too_soon", "too_many", "sms_failed"}) is None:
        messages.success(request, _("已重新发送，旧的验证码不能再用。"))
    return redirect("phone-code")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def phone_code(request: HttpRequest) -> HttpResponse:
    """Takes the code; the account's second factor, if it has one, still comes after it."""
    held = pending.pending(request)
    if request.user.is_authenticated:
        return redirect("home")
    if held is None:
        return redirect("phone-number")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            user = redeem_code(
                number=held.number, digits=form.cleaned_data["code"], notice=held.notice, now=timezone.now()
            )
        except Refused as refusal:
            status = _tell(form, refusal, "code")
        else:
            pending.forget(request)
            record_authentication(request, user, method="phone")
            response: HttpResponse = perform_login(request, Login(user=user, redirect_url=held.next_url or None))
            return response
    return render(
        request, "accounts/phone_code.html", {"form": form, "masked": masked_phone(held.number)}, status=status
    )


def _send(request: HttpRequest, number: str, *, told: set[str]) -> DomainError | None:
    """Send a code; a refusal is given back, and one of the codes in `told` is told on the next page."""
    try:
        send_code(number=number, address=client_address(request), now=timezone.now())
    except DomainError as refusal:
        if refusal.code in told:
            messages.warning(request, str(refusal.sentence))
        return refusal
    return None


def _tell(form: forms.Form, refusal: DomainError, field: str | None = None) -> int:
    """Put a refusal's sentence into the form; the status it comes with."""
    form.add_error(field, str(refusal.sentence))
    return status_of(refusal) if isinstance(refusal, TooMany) else 200
