"""Public identifiers: short random strings, never sequence numbers."""

import secrets
from collections.abc import Callable, Container
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from core.errors import Unavailable

# Crockford's base 32 without look-alikes, lower case; 10 characters are 50 bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10
TRIES = 20  # even with half of all codes taken, one in a million times none is free
Code = TypeVar("Code")


def new_public_id() -> str:
    """A fresh identifier such as `7h2k9m4qpw`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Whether a text has an identifier's form (not whether there is such a thing)."""
    return len(text) == LENGTH and all(character in ALPHABET for character in text)


def drawn(draw: Callable[[], Code], taken: Container[Code] | Callable[[Code], bool]) -> Code:
    """A code that nobody has: drawn again where it is taken. Short codes clash sooner than one thinks (birthdays).

    `taken` holds the codes there are, or says of one whether it is. Raises Unavailable where none was free.
    """
    has = taken if callable(taken) else taken.__contains__
    for _try in range(TRIES):
        code = draw()
        if not has(code):
            return code
    raise Unavailable("no_free_code", _("暂时取不到新的号码，请稍后再试。"))
