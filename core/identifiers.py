"""Public identifiers: short random strings, never sequence numbers."""

import secrets

# Crockford's base 32 without look-alikes, lower case; 10 characters are 50 bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10


def new_public_id() -> str:
    """A fresh identifier such as `7h2k9m4qpw`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Whether a text has an identifier's form (not whether there is such a thing)."""
    return len(text) == LENGTH and all(character in ALPHABET for character in text)
