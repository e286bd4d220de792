"""Signing in through WeChat, where an app is configured."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.rules import PRIVACY_NOTICE
from accounts.services.members import NAME_LENGTH, new_username, record_consent


def is_configured() -> bool:
    """Whether the button is shown."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["weixin"]["APPS"])


class WeixinAdapter(DefaultSocialAccountAdapter):
    """Keeps of WeChat's profile the nickname alone, and makes the account of a member."""

    def get_app(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Any:
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        account = sociallogin.account
        account.extra_data = {}
        if account.pk:
            account.save(update_fields=["extra_data"])

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = sociallogin.user
        user.username = new_username()
        user.name = " ".join(str(data.get("name") or "").replace("\x00", "").split())[:NAME_LENGTH]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        sociallogin.user.set_unusable_password()
        sociallogin.save(request)
        record_consent(user=sociallogin.user, notice=PRIVACY_NOTICE, now=timezone.now())
        return sociallogin.user
