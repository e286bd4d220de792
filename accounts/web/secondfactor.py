"""A second factor for everybody who can change what others rely on, on every path."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import actor_for
from core.clock import city_day
from core.web.problems import is_machine_path, problem_json

# Where a person without a second factor can go: to set one up, or away; and what a probe asks.
OPEN_NAMES = ("account_logout", "account_reauthenticate", "mfa_", "healthz", "readyz")


class SecondFactorMiddleware:
    """Sends staff without a second factor to set one up before anything else.

    allauth asks for the factor at sign-in when there is one; here its absence is caught, so
    that no other door (admin, API) lets in by password alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and (match.url_name or "").startswith(OPEN_NAMES):
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not needs_second_factor(request.user):
            return None
        if is_machine_path(request.path):
            return problem_json(403, "second_factor_needed", _("请先为账号设置第二重验证。"))
        messages.warning(request, _("您的账号能修改公开数据，请先设置第二重验证（验证器应用或安全密钥）。"))
        return redirect(reverse("mfa_index"))


def needs_second_factor(user: User | AnonymousUser) -> bool:
    """Whether an account is staff and has no second factor; demonstration accounts may be waived."""
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_demonstration and settings.DEMONSTRATION_ACCOUNTS:
        return False
    if not (user.is_staff or user.is_superuser or actor_for(user, city_day(timezone.now())).is_staff):
        return False
    return not get_adapter().is_mfa_enabled(user)
