from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.backends import may_sign_in


class AccountAdapter(DefaultAccountAdapter):
    """Staff's accounts are given by the office; a member's is made by signing in by phone or WeChat."""

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> Any:
        if not may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)

    def is_open_for_signup(self, request: HttpRequest) -> Any:
        return False
