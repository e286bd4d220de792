"""What one form sent, as far as it may be held in a page."""

import re
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

# Never held: passwords, secrets of a second factor, and the session's own token.
NEVER = re.compile(r"^csrfmiddlewaretoken$|password|passwd|secret|credential|captcha|recovery|otp", re.IGNORECASE)
# A code is one that was sent to somebody where people sign in; in the plan it is a task's number.
CODES_BELOW = ("/accounts/", "/en/accounts/", "/me/", "/en/me/", "/admin/login/")


@dataclass(frozen=True, slots=True)
class Words:
    """What one form sent: its address, its fields in order, and the files by field and name, which can't be held."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[str]:
        """The texts that a person typed, as far as a value tells: identifiers and choices are left out."""
        return [value for _name, value in self.fields if any(letter.isspace() or ord(letter) > 127 for letter in value)]

    @property
    def size(self) -> int:
        return sum(len(name) + len(value) for name, value in self.fields)


def words_of(request: HttpRequest) -> Words:
    """What the request's form sent, without what is never held; nothing where its body can't be read."""
    try:
        given, files = request.POST, request.FILES
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return Words(request.get_full_path(), (), ())
    has_codes = request.path.startswith(CODES_BELOW)
    names = [name for name in given if not NEVER.search(name) and not (has_codes and name == "code")]
    return Words(
        address=request.get_full_path(),
        fields=tuple((name, str(value)) for name in names for value in given.getlist(name)),
        files=tuple((name, file.name or "") for name in files for file in files.getlist(name)),
    )
