"""A person's own account: what is kept of them, and how it goes."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import Actor, actor_for
from accounts.rules import PRIVACY_NOTICE
from accounts.selectors.members import masked_number
from accounts.services import erase_account, rename_account
from accounts.web import weixin
from accounts.web.forms import EraseForm, NameForm
from core.clock import city_day
from core.errors import Refused


def _acting(request: HttpRequest) -> tuple[User, Actor]:
    assert isinstance(request.user, User)
    return request.user, actor_for(request.user, city_day(timezone.now()))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Name, phone, password, and the way out."""
    user, actor = _acting(request)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": user.name})
    if form.is_valid():
        rename_account(user=user, name=form.cleaned_data["name"], by=actor)
        messages.success(request, _("称呼已保存。"))
        return redirect("own-account")
    context = {
        "form": form,
        "masked": masked_number(user),
        "is_staff_account": actor.is_staff or user.is_staff,
        "offers_weixin": weixin.is_configured(),
    }
    return render(request, "accounts/own_account.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Says what erasing does, and does it."""
    user, actor = _acting(request)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erase_account(user=user, by=actor)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            logout(request)
            messages.success(request, _("账号已注销，个人信息已删除。"))
            return redirect("account_login")
    return render(request, "accounts/erase.html", {"form": form})


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """What is kept of a member, why and for how long."""
    return render(
        request, "accounts/privacy.html", {"version": PRIVACY_NOTICE, "months": settings.REGISTRATION_KEEP_MONTHS}
    )
