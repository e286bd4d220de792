from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the office; the public needs none to look for a place."""

    def is_open_for_signup(self, request: HttpRequest) -> Any:
        return False
