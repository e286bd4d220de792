"""The family of errors that services and selectors raise.

An error is a stable code, a sentence in the user's language and data; it knows no HTTP.
`core.web.problems` alone maps the family to statuses.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

Sentence = str | Promise


class DomainError(Exception):
    """A refusal that a person can act on."""

    def __init__(
        self, code: str, sentence: Sentence, *, fields: Mapping[str, list[Sentence]] | None = None, **data: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.fields = dict(fields or {})
        self.data = data


class Invalid(DomainError):
    """What came in can't be read or breaks a rule; `fields` names where."""


class NotAllowed(DomainError):
    """The actor may see the thing but not do this."""


class NotFound(DomainError):
    """There is no such thing, or not for this actor: the two are not told apart."""


class Conflict(DomainError):
    """Somebody else was quicker, or the state has moved on."""


class Refused(DomainError):
    """A rule of the field says no."""


class TooMany(DomainError):
    """Too often in too short a time; `retry_after` in the data is when to come again, in seconds."""


class Unavailable(DomainError):
    """Something outside that this needs doesn't answer; trying again later may work."""
