"""Tickets: signed, so that a scanner without a network can tell a true one, and the links that lead to them.

A ticket is base64url without padding of a version, the key's number, who and which session, how many
people, the audience, an end, and an Ed25519 signature over all of that; no personal data. There is
one spelling of a ticket: any other text, however close, is none.

A link is the registration's identifier and an HMAC of it, short enough for a text message.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from core.crypto import lookup
from core.identifiers import ALPHABET, LENGTH, is_public_id

VERSION = 1
HEAD = struct.Struct(">BH7s7sHI")  # version, key, registration, session, people, end in seconds
SIGNATURE_BYTES = 64
LONGEST = 240  # characters; what is longer is not even decoded
VALID_AFTER_END = timedelta(hours=6)
LINK_CONTEXT = "activities.ticket.link"
LINK_BYTES = 12


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says."""

    registration: str
    session: str
    people: int
    audience: str
    expires_at: datetime


def signed(ticket: Ticket) -> str:
    """The ticket as text; the same ticket gives the same text."""
    key = _key(settings.TICKET_KEY)
    head = HEAD.pack(
        VERSION,
        key_number(key.public_key()),
        _packed(ticket.registration),
        _packed(ticket.session),
        ticket.people,
        int(ticket.expires_at.timestamp()),
    )
    body = head + ticket.audience.encode("ascii")
    return _text(body + key.sign(body))


def read(text: str, key: Ed25519PublicKey | None = None) -> Ticket | None:
    """What a text says if it is a ticket of ours, whether or not its end has come; else None."""
    data = _bytes(text)
    if data is None or len(data) < HEAD.size + SIGNATURE_BYTES:
        return None
    body, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    known, own_number = (key, key_number(key)) if key else _public(settings.TICKET_KEY)
    version, number, registration, session, people, end = HEAD.unpack_from(body)
    if version != VERSION or number != own_number:
        return None
    try:
        known.verify(signature, body)
        audience = body[HEAD.size :].decode("ascii")
    except (InvalidSignature, UnicodeDecodeError):
        return None
    return Ticket(_unpacked(registration), _unpacked(session), people, audience, datetime.fromtimestamp(end, UTC))


def public_key() -> Ed25519PublicKey:
    """By which scanners tell a true ticket."""
    return _public(settings.TICKET_KEY)[0]


def key_number(key: Ed25519PublicKey) -> int:
    """A short number by which a scanner chooses among keys."""
    return int.from_bytes(hashlib.sha256(raw(key)).digest()[:2])


def raw(key: Ed25519PublicKey) -> bytes:
    """A key's 32 bytes."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def jwk() -> dict[str, str]:
    """The public key as a JSON Web Key (RFC 8037); `kid` is its number in tickets, in hexadecimal."""
    key = public_key()
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": f"{key_number(key):04x}",
        "x": _text(raw(key)),
    }


def link_of(registration: str) -> str:
    """The last part of the address of a registration's ticket."""
    return f"{registration}-{_mac(registration)}"


def registration_of(text: str) -> str | None:
    """Which registration a link or a ticket leads to, if it is a true one."""
    public_id, dash, mac = text[:LENGTH], text[LENGTH : LENGTH + 1], text[LENGTH + 1 :]
    if dash == "-" and is_public_id(public_id) and mac.isascii() and hmac.compare_digest(mac, _mac(public_id)):
        return public_id
    ticket = read(text)
    return ticket.registration if ticket else None


def _mac(registration: str) -> str:
    return _text(lookup(registration, LINK_CONTEXT)[:LINK_BYTES])


@lru_cache(maxsize=4)
def _key(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=4)
def _public(seed: bytes) -> tuple[Ed25519PublicKey, int]:
    """The public key and its number; working them out takes as long as telling a ticket."""
    key = _key(seed).public_key()
    return key, key_number(key)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes | None:
    """The bytes of a text in its one spelling: base64 has several for the same bytes."""
    if not text.isascii() or len(text) > LONGEST:
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _text(data) == text else None


def _packed(public_id: str) -> bytes:
    number = 0
    for character in public_id:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    return number.to_bytes(7)


def _unpacked(data: bytes) -> str:
    number, characters = int.from_bytes(data), []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(reversed(characters))
