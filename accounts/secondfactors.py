"""The secrets of second factors at rest: allauth keeps them in the database, sealed by us."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from core.crypto import VERSION_BYTES, current_head, opened, sealed

CONTEXT = "accounts.second_factor"
SEALED = ("secret", "seed")  # of an authenticator app, of recovery codes


def seal_secret(text: str) -> str:
    """A secret as the database holds it: base64 of `core.crypto.sealed`."""
    return base64.b64encode(sealed(text, CONTEXT)).decode()


def open_secret(kept: str) -> str:
    """The secret again. Raises `core.crypto.Unreadable` for anything that was not sealed for this place."""
    return opened(base64.b64decode(kept), CONTEXT)


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's own place for sealing: secrets of authenticator apps and seeds of recovery codes."""

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)


def reseal_secrets() -> int:
    """Put secrets that are under an older key under the current one; returns how many rows had one."""
    changed = 0
    with transaction.atomic():
        for factor in Authenticator.objects.select_for_update().order_by("pk"):
            stale = [name for name in SEALED if name in factor.data and not is_current(factor.data[name])]
            if stale:
                factor.data.update({name: seal_secret(open_secret(factor.data[name])) for name in stale})
                factor.save(update_fields=["data"])
                changed += 1
    return changed


def is_current(kept: str) -> bool:
    return base64.b64decode(kept)[:VERSION_BYTES] == current_head()
