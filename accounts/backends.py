"""Who can sign in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def may_sign_in(user: Any) -> bool:
    """Whether an account is one of this installation.

    The demonstration accounts' password is public, so where the setting does not allow them
    they neither sign in nor keep a session, although they may have come with a database.
    """
    return bool(user.is_active and (settings.DEMONSTRATION_ACCOUNTS or not user.is_demonstration))


class AccountBackend(AuthenticationBackend):
    """Name or mail address and password; asked again for the session of every request."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)
