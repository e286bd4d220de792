"""Personal data at rest: sealed so that it can be opened, and keyed so that it can be looked up.

A sealed value is the key's version (2 bytes), a nonce (12 bytes) and AES-256-GCM's ciphertext with
its tag. The context, such as `accounts.phone`, is authenticated with it: a value copied into another
column doesn't open. A look-up is an HMAC-SHA256 under a key of its own, which no sealing key replaces.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
VERSION_BYTES = 2
NONCE_BYTES = 12
HIGHEST_VERSION = 2 ** (8 * VERSION_BYTES) - 1


class Unreadable(Exception):
    """A sealed value was altered, is of another context, or its key is not among the settings."""


def sealed(text: str, context: str) -> bytes:
    """The text under the current key; each call gives other bytes."""
    version, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = version.to_bytes(VERSION_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, text.encode(), head + context.encode())


def opened(data: bytes, context: str) -> str:
    """The text in a sealed value of any version whose key is kept. Raises Unreadable."""
    head, rest = data[:VERSION_BYTES], data[VERSION_BYTES:]
    key = _keys().get(int.from_bytes(head))
    if key is None:
        raise Unreadable(f"{context}: no key of version {int.from_bytes(head)}")
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + context.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unreadable(f"{context}: altered, or of another context") from None


def lookup(text: str, context: str) -> bytes:
    """32 bytes by which a text is found without being stored; the same text gives others in another context."""
    return hmac.new(settings.LOOKUP_KEY, context.encode() + b"\x00" + text.encode(), hashlib.sha256).digest()


def current_head() -> bytes:
    """The first bytes of every value that is sealed under the current key."""
    return next(iter(_keys())).to_bytes(VERSION_BYTES)


def _keys() -> Mapping[int, bytes]:
    keys: Mapping[int, bytes] = settings.PERSONAL_DATA_KEYS
    return keys


def read_keys(text: str) -> dict[int, bytes]:
    """The keys in `2:base64,1:base64` by version, the current one first. Raises ImproperlyConfigured."""
    keys: dict[int, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        version, _, key = part.partition(":")
        if not version.isdecimal() or not 0 < int(version) <= HIGHEST_VERSION or int(version) in keys:
            raise ImproperlyConfigured(
                "PERSONAL_DATA_KEYS must be version:key pairs such as 2:…,1:…, each version once"
            )
        keys[int(version)] = read_key("PERSONAL_DATA_KEYS", key)
    if not keys:
        raise ImproperlyConfigured("PERSONAL_DATA_KEYS must hold a key")
    return keys


def read_key(name: str, text: str) -> bytes:
    """A setting's 32 bytes out of base64. Raises ImproperlyConfigured, without the value in it."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must hold keys of 32 random bytes in base64")
    return key
